"""How documents are numbered."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dealwright.administration.views.forms import form_of, taken
from dealwright.core import clock
from dealwright.core.actor import Actor
from dealwright.core.errors import NotFoundError, require
from dealwright.identity import access, requests
from dealwright.identity.privileges import Privilege
from dealwright.records import actions, numbering, registry
from dealwright.records.fields import Field, Kind, derive
from dealwright.records.models import NumberFormat
from dealwright.records.numbering import Format
from dealwright.ui.cells import capitalised

SETTINGS = "organisation.organisation"
FIELDS = [
    derive(
        NumberFormat,
        "pattern",
        label=gettext_lazy("pattern"),
        help=gettext_lazy("Capitals, digits and - . / _; {year} or {yy}; {number} at the end."),
    ),
    derive(NumberFormat, "digits", required=True, help=gettext_lazy("Filled up with zeroes.")),
    derive(NumberFormat, "restarts"),
    Field(
        name="next_number",
        label=gettext_lazy("next number"),
        kind=Kind.INTEGER,
        places=0,
        help=gettext_lazy("Empty: counting goes on where it stands."),
    ),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbered:
    """A kind of document, how its numbers look, and the next one."""

    kind: str
    label: str
    pattern: str
    last: str
    following: str
    restarts: bool


def numbers(request: HttpRequest) -> HttpResponse:
    """Every kind of number with its next one."""
    by = requests.actor(request)
    require(access.may(by, Privilege.READ, SETTINGS))
    context = {
        "numbered": [_numbered(kind, look) for kind, look in numbering.formats().items()],
        "here": "numbers",
        "may_write": access.may(by, Privilege.WRITE, SETTINGS),
    }
    return render(request, "administration/numbers.html", context)


def _numbered(kind: str, look: Format) -> Numbered:
    year = clock.now().year
    last = numbering.last(kind, year=year)
    return Numbered(
        kind=kind,
        label=capitalised(registry.entity(numbering.kinds()[kind]).plural),
        pattern=look.pattern,
        last=look.written(last, year=year) if last else "",
        following=look.written(last + 1, year=year),
        restarts=look.restarts,
    )


def number(request: HttpRequest, kind: str) -> HttpResponse:
    """The pattern of one kind of number."""
    by = requests.actor(request)
    require(access.may(by, Privilege.WRITE, SETTINGS))
    look = numbering.formats().get(kind)
    if look is None:
        raise NotFoundError(_("There are no such numbers."))
    initial = {"pattern": look.pattern, "digits": look.digits, "restarts": look.restarts}
    form = form_of(request, FIELDS, by=by, initial=initial)
    if request.method == "POST" and taken(form, lambda values: _set(kind, values, by=by)):
        messages.success(request, _("Saved"))
        return redirect("administration:numbers")
    context = {
        "form": form,
        "here": "numbers",
        "title": _numbered(kind, look).label,
        "text": _("Numbers that were given stay. None is given twice, whatever the pattern."),
        "back": "administration:numbers",
        "act": _("Save"),
    }
    return render(request, "administration/form.html", context, status=form.status)


def _capitals(pattern: str) -> str:
    """What was typed in small letters as it is meant; the words in braces stay."""
    return re.sub(r"\{\w+\}", lambda word: word[0].lower(), pattern.upper())


def _set(kind: str, values: Mapping[str, Any], *, by: Actor) -> None:
    look = Format(_capitals(values["pattern"]), values["digits"], values["restarts"])
    actions.set_number_format(kind, look, next_number=values["next_number"], by=by, at=clock.now())
