"""Settings of the organisation, exchange rates, one's API tokens, sent mail and failed deliveries."""

from email import message_from_bytes, policy
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from dealwright.administration import fields
from dealwright.core import clock
from dealwright.core.errors import InvalidError, NotFoundError, require
from dealwright.events import actions as events
from dealwright.events.models import EventDelivery
from dealwright.exchange.sample import removing
from dealwright.identity import access, requests
from dealwright.identity import actions as identity
from dealwright.identity.models import ApiToken, User
from dealwright.identity.privileges import Privilege
from dealwright.organisation import actions as organisation
from dealwright.organisation import queries as organisations
from dealwright.organisation.models import ExchangeRate
from dealwright.records import shapes
from dealwright.records.fields import Field, Kind, derive
from dealwright.ui import shown
from dealwright.ui.forms import RecordForm, initial_of

SETTINGS = "organisation.organisation"
TOKEN_FIELDS = [
    Field(name="name", label=gettext_lazy("Name"), required=True, max_length=80),
    Field(
        name="scopes",
        label=gettext_lazy("Scopes"),
        required=True,
        max_length=300,
        help=gettext_lazy("As read:* write:customers, separated by blanks."),
    ),
    Field(name="days", label=gettext_lazy("Days until it ends"), kind=Kind.INTEGER, required=True),
]


def general(request: HttpRequest) -> HttpResponse:
    """The organisation: name, formats, address, terms."""
    by = requests.actor(request)
    require(access.may(by, Privilege.READ, SETTINGS))
    selling = organisations.current()
    asked = fields.organisation_settings()
    typed = request.POST.dict() if request.method == "POST" else None
    initial = initial_of(selling, asked) | {"fiscal_year_start": str(selling.fiscal_year_start)}
    form = RecordForm(asked, actor=by, initial=initial, typed=typed)
    if request.method == "POST":
        try:
            values = shapes.check(shapes.build("Settings", asked), form.data())
            values["fiscal_year_start"] = int(values["fiscal_year_start"])
            organisation.change(values, by=by, at=clock.now())
        except InvalidError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Saved"))
            return redirect("administration:settings")
    context = {
        "form": form,
        "selling": selling,
        "here": "settings",
        "has_sample": removing.is_there(),
        "may_write": access.may(by, Privilege.WRITE, SETTINGS),
    }
    return render(request, "administration/general.html", context, status=form.status)


def _rate_fields() -> list[Field]:
    return [
        derive(ExchangeRate, "currency", kind=Kind.CHOICE, choices=fields.currencies()),
        derive(ExchangeRate, "valid_from"),
        derive(ExchangeRate, "rate"),
    ]


def rates(request: HttpRequest) -> HttpResponse:
    """What other currencies are worth, newest first."""
    by = requests.actor(request)
    require(access.may(by, Privilege.READ, "organisation.exchangerate"))
    typed = request.POST.dict() if request.method == "POST" else None
    initial = {"valid_from": clock.now().date()}
    form = RecordForm(_rate_fields(), actor=by, initial=initial, typed=typed)
    if request.method == "POST":
        try:
            values = shapes.check(shapes.build("Rate", form.fields), form.data())
            organisation.set_rate(values.pop("currency"), **values, by=by, at=clock.now())
        except InvalidError as error:
            form.refuse(error)
        else:
            return redirect("administration:rates")
    known = ExchangeRate.objects.order_by("currency", "-valid_from", "pk")
    base = organisations.current().currency
    today = organisations.rates(on=shown.today(), base=base)
    del today[base]
    context = {
        "form": form,
        "rates": known.fetch_mode(models.FETCH_RAISE)[:500],
        "today": sorted(today.items()),
        "base": base,
        "may_remove": access.may(by, Privilege.WRITE, "organisation.exchangerate"),
        "here": "rates",
        "may_write": access.may(by, Privilege.CREATE, "organisation.exchangerate"),
    }
    return render(request, "administration/rates.html", context, status=form.status)


@require_POST
def remove_rate(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take back a rate that was set by mistake."""
    organisation.remove_rate(pk, by=requests.actor(request), at=clock.now())
    messages.success(request, _("Rate removed"))
    return redirect("administration:rates")


def tokens(request: HttpRequest) -> HttpResponse:
    """One's own API tokens. A new one is shown once, in the answer to the form."""
    by = requests.actor(request)
    typed = request.POST.dict() if request.method == "POST" else None
    initial = {"scopes": "read:*", "days": 90}
    form = RecordForm(TOKEN_FIELDS, actor=by, initial=initial, typed=typed)
    fresh = ""
    if request.method == "POST":
        try:
            values = shapes.check(shapes.build("Token", TOKEN_FIELDS), form.data())
            _token, fresh = identity.create_token(
                User.objects.get(pk=by.user_id),
                name=values["name"],
                scopes=values["scopes"].split(),
                days=values["days"],
                by=by,
                at=clock.now(),
            )
        except InvalidError as error:
            form.refuse(error)
    mine = ApiToken.objects.filter(user_id=by.user_id).order_by("-created_at", "pk")
    context = {
        "form": form,
        "tokens": mine.fetch_mode(models.FETCH_RAISE),
        "fresh": fresh,
        "here": "tokens",
        "now": clock.now(),
    }
    return render(request, "administration/tokens.html", context, status=form.status)


@require_POST
def revoke_token(request: HttpRequest, pk: UUID) -> HttpResponse:
    """End one of one's own tokens."""
    by = requests.actor(request)
    token = ApiToken.objects.filter(pk=pk, user_id=by.user_id).first()
    if token is None:
        raise NotFoundError(_("There is no such token."))
    identity.revoke_token(token, by=by, at=clock.now())
    messages.success(request, _("Token revoked"))
    return redirect("administration:tokens")


def deliveries(request: HttpRequest) -> HttpResponse:
    """Events that a handler could not deal with in eight tries."""
    require(access.is_administrator(requests.actor(request)))
    parked = (
        EventDelivery.objects.filter(parked_at__isnull=False)
        .select_related("event")
        .order_by("-parked_at", "pk")
        .fetch_mode(models.FETCH_RAISE)
    )
    context = {"parked": parked[:200], "here": "deliveries"}
    return render(request, "administration/deliveries.html", context)


@require_POST
def run_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a parked event to its handler again."""
    require(access.is_administrator(requests.actor(request)))
    delivery = EventDelivery.objects.filter(pk=pk, parked_at__isnull=False).first()
    if delivery is None:
        raise NotFoundError(_("It is not waiting any more."))
    events.run_again(delivery)
    messages.success(request, _("On its way again"))
    return redirect("administration:deliveries")


def outbox(request: HttpRequest) -> HttpResponse:
    """Mails written to the data folder because no mail server is named; newest first."""
    require(access.is_administrator(requests.actor(request)))
    folder = _outbox_folder()
    mails = []
    if folder and folder.is_dir():
        files = sorted(folder.glob("*.log"), key=lambda file: file.stat().st_mtime, reverse=True)
        mails = [
            message_from_bytes(file.read_bytes(), policy=policy.default) for file in files[:50]
        ]
    shown = [(mail, (mail.get_body(("plain",)) or mail).get_content()) for mail in mails]
    context = {"mails": shown, "folder": folder, "here": "outbox"}
    return render(request, "administration/outbox.html", context)


def _outbox_folder() -> Path | None:
    mailers: dict[str, Any] = settings.MAILERS  # type: ignore[misc]  # newer than the stubs
    options = mailers["default"].get("OPTIONS", {})
    return Path(options["file_path"]) if "file_path" in options else None
