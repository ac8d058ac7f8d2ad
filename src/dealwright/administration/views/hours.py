"""Business hours, public holidays, and days that differ."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from dealwright.administration import fields
from dealwright.administration.views.forms import form_of, taken
from dealwright.core import clock
from dealwright.core.errors import InvalidError, Text, require
from dealwright.identity import access, requests
from dealwright.identity.privileges import Privilege
from dealwright.organisation import actions, calendars, queries
from dealwright.organisation.hours import MIDNIGHT, Hours, Interval, NeverOpenError
from dealwright.organisation.models import Organisation, SpecialDay
from dealwright.records.fields import Field, Kind
from dealwright.ui import formats, shown

SETTINGS = "organisation.organisation"
INTERVALS = 2  # a day has room for, as before and after noon
PROMISE = timedelta(hours=8)
DAYS = (
    gettext_lazy("Monday"),
    gettext_lazy("Tuesday"),
    gettext_lazy("Wednesday"),
    gettext_lazy("Thursday"),
    gettext_lazy("Friday"),
    gettext_lazy("Saturday"),
    gettext_lazy("Sunday"),
)
SPECIAL = [
    Field(name="day", label=gettext_lazy("day"), kind=Kind.DATE, required=True),
    Field(name="name", label=gettext_lazy("name"), required=True, max_length=100),
    Field(
        name="opens",
        label=gettext_lazy("opens"),
        max_length=5,
        help=gettext_lazy("Both empty: closed."),
    ),
    Field(name="closes", label=gettext_lazy("closes"), max_length=5),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """An interval of a weekday as two controls of the form."""

    opens: str
    closes: str
    opens_name: str
    closes_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A weekday of the form."""

    label: Text
    slots: Sequence[Slot]
    error: Text = ""


def hours(request: HttpRequest) -> HttpResponse:
    """The week as a form; beside it holidays and special days."""
    by = requests.actor(request)
    require(access.may(by, Privilege.READ, SETTINGS))
    errors: Mapping[str, Text | list[Text]] = {}
    if request.method == "POST":
        try:
            actions.set_hours(_week(request.POST), by=by, at=clock.now())
        except InvalidError as error:
            errors = error.errors
        else:
            messages.success(request, _("Saved"))
            return redirect("administration:hours")
    week = _typed(request.POST) if errors else _stored()
    return _page(request, week=week, errors=errors, status=422 if errors else 200)


def _page(
    request: HttpRequest,
    *,
    week: Sequence[Sequence[tuple[str, str]]],
    errors: Mapping[str, Text | list[Text]],
    special: object = None,
    status: int = 200,
) -> HttpResponse:
    by, selling = requests.actor(request), queries.current()
    initial = {name: getattr(selling, name) for name in ("holiday_country", "holiday_region")}
    context = {
        "days": [_day(number, slots, errors) for number, slots in enumerate(week)],
        "general": errors.get("", ""),
        "holidays": form_of(
            request, fields.holidays(selling.holiday_country), by=by, initial=initial
        ),
        "public": _coming(selling),
        "special": special or form_of(request, SPECIAL, by=by),
        "special_days": [(day, _span(day)) for day in SpecialDay.objects.order_by("day")],
        "promise": _promise(),
        "zone": selling.time_zone.replace("_", " "),
        "here": "hours",
        "may_write": access.may(by, Privilege.WRITE, SETTINGS),
    }
    return render(request, "administration/hours.html", context, status=status)


def _day(
    number: int, slots: Sequence[tuple[str, str]], errors: Mapping[str, Text | list[Text]]
) -> Day:
    padded = [*slots, *[("", "")] * INTERVALS][: max(INTERVALS, len(slots))]
    error = errors.get(str(number), "")
    return Day(
        label=DAYS[number],
        error=error if not isinstance(error, list) else " ".join(map(str, error)),
        slots=[
            Slot(
                opens=opens,
                closes=closes,
                opens_name=f"opens-{number}-{position}",
                closes_name=f"closes-{number}-{position}",
            )
            for position, (opens, closes) in enumerate(padded)
        ],
    )


def _stored() -> list[list[tuple[str, str]]]:
    return [[(_clock(opens), _clock(closes)) for opens, closes in day] for day in queries.week()]


def _typed(typed: Mapping[str, str]) -> list[list[tuple[str, str]]]:
    return [
        [
            (typed.get(f"opens-{day}-{position}", ""), typed.get(f"closes-{day}-{position}", ""))
            for position in range(INTERVALS)
        ]
        for day in range(len(DAYS))
    ]


def _week(typed: Mapping[str, str]) -> list[Hours]:
    """The hours that were typed. InvalidError names the weekdays of what is no time."""
    week: list[Hours] = []
    wrong: dict[str, Text | list[Text]] = {}
    for number, day in enumerate(_typed(typed)):
        try:
            week.append([_interval(*slot) for slot in day if any(slot)])
        except ValueError:
            wrong[str(number)] = _("Write times as 09:00, both of them.")
    if wrong:
        raise InvalidError(wrong)
    return week


def _interval(opens: str, closes: str) -> Interval:
    return _minutes(opens), _minutes(closes) or MIDNIGHT


def _minutes(text: str) -> int:
    """Minutes from midnight of 09:30, and of 24:00; ValueError of anything else."""
    hour, minute = (int(part) for part in text.strip().split(":"))
    found = hour * 60 + minute
    if not (0 <= minute <= 59 and 0 <= found <= MIDNIGHT):  # noqa: PLR2004  minutes of an hour
        raise ValueError(text)
    return found


def _clock(minutes: int) -> str:
    return "00:00" if minutes == MIDNIGHT else f"{minutes // 60:02d}:{minutes % 60:02d}"


def _span(day: SpecialDay) -> str:
    if day.opens is None or day.closes is None:
        return ""
    return f"{_clock(day.opens)} {formats.NONE} {_clock(day.closes)}"


def _coming(selling: Organisation) -> list[tuple[date, str]]:
    """The public holidays of the next twelve months."""
    today = shown.today()
    until = today + timedelta(days=365)
    found = [
        pair
        for year in (today.year, until.year)
        for pair in calendars.of_year(selling.holiday_country, selling.holiday_region, year).items()
    ]
    return sorted({pair for pair in found if today <= pair[0] <= until})


def _promise() -> object:
    """When eight working hours from now have passed."""
    try:
        return queries.working_time().after(clock.now(), PROMISE)
    except NeverOpenError:
        return None


@require_POST
def set_holidays(request: HttpRequest) -> HttpResponse:
    """Keep the public holidays of a country or region."""
    by = requests.actor(request)
    before = queries.current().holiday_country
    chosen = request.POST.get("holiday_country", "")
    region = request.POST.get("holiday_region", "") if chosen == before else ""
    values = {"holiday_country": chosen, "holiday_region": region}
    try:
        actions.change(values, by=by, at=clock.now())
    except InvalidError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Saved"))
    return redirect("administration:hours")


@require_POST
def set_special_day(request: HttpRequest) -> HttpResponse:
    """Be closed on a day, or open at other hours."""
    by = requests.actor(request)
    form = form_of(request, SPECIAL, by=by)

    def run(values: dict[str, object]) -> None:
        given = [str(values[name]) for name in ("opens", "closes")]
        try:
            span = _interval(*given) if any(given) else None
        except ValueError as error:
            raise InvalidError({"closes": _("Write times as 09:00, both of them.")}) from error
        day = values["day"]
        assert isinstance(day, date)  # noqa: S101  the shape says so
        actions.set_special_day(day, name=str(values["name"]), hours=span, by=by, at=clock.now())

    if taken(form, run):
        messages.success(request, _("Saved"))
        return redirect("administration:hours")
    return _page(request, week=_stored(), errors={}, special=form, status=form.status)


@require_POST
def remove_special_day(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Let a day be like any other."""
    actions.remove_special_day(pk, by=requests.actor(request), at=clock.now())
    messages.success(request, _("Removed"))
    return redirect("administration:hours")
