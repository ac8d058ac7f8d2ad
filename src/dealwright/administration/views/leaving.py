"""A person leaves: what is theirs, to whom it goes, and setting it to work; and the days on which people are away."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from dealwright.administration.leaving import actions, belongings
from dealwright.administration.leaving.belongings import Holding
from dealwright.administration.leaving.rules import Plan, Rule
from dealwright.administration.views import entry
from dealwright.administration.views.people import PEOPLE
from dealwright.core import clock
from dealwright.core.errors import InvalidError, NotFoundError
from dealwright.identity.models import Principal, User
from dealwright.records import naming
from dealwright.ui import answers

TURNS = 5  # people who can be chosen to take turns
ROWS = 25  # records offered by hand at a time
KIND, ROW, AMONG = "kind-", "row-", "among-"


@dataclass(frozen=True, kw_only=True)
class Typed:
    """What was typed, and what is wrong with it; nothing at first."""

    values: Mapping[str, str]
    errors: Mapping[str, str] = field(default_factory=dict)

    def choice(self, name: str, label: str, *, people_only: bool = False) -> "Choice":
        value = self.values.get(name, "")
        return Choice(
            name=name,
            label=label,
            value=value,
            text=_name(value),
            url=reverse(
                "ui:lookup", args=["identity.user" if people_only else "identity.principal"]
            ),
            error=self.errors.get(name, ""),
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """A field in which a person or team is chosen."""

    name: str
    label: str
    value: str
    text: str
    url: str
    error: str


def _name(value: str) -> str:
    pk = naming.as_id(value)
    found = Principal.objects.filter(pk=pk).values_list("name", flat=True) if pk else ()
    return next(iter(found), "")


def leave(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What belongs to a person who leaves, and who gets it; by POST, setting it to work."""
    by = entry.administrator(request)
    user = entry.found(PEOPLE, pk)
    first = {"rule": Rule.ONE.value, "manager": str(user.manager_id or "")}
    typed = Typed(values=request.POST.dict() if request.method == "POST" else first)
    if request.method == "POST":
        try:
            made = actions.leave(user, _plan(typed.values), by=by, at=clock.now())
        except InvalidError as error:
            errors = {name: " ".join(map(str, texts)) for name, texts in error.errors.items()}
            typed = Typed(values=typed.values, errors=errors)
        else:
            messages.success(
                request, _("%(name)s is kept out; the rest is under way.") % {"name": user}
            )
            return redirect("administration:change_set", pk=made.pk)
    status = InvalidError.status if typed.errors else 200
    return render(request, "administration/leave.html", _shown(user, typed), status=status)


def _plan(typed: Mapping[str, str]) -> Plan:
    """What was decided. InvalidError where nobody is named to take what the rule gives to nobody."""
    to = naming.as_id(typed.get("to"))
    if to is None:
        raise InvalidError({"to": _("Choose who gets what nobody else does.")})
    rule = typed.get("rule", "")
    return Plan(
        rule=Rule(rule) if rule in set(Rule) else Rule.ONE,
        to=to,
        manager=naming.as_id(typed.get("manager")),
        by_kind=_chosen(typed, KIND),
        by_hand={pk: to for name, to in _chosen(typed, ROW).items() if (pk := naming.as_id(name))},
        among=list(dict.fromkeys(_chosen(typed, AMONG).values())),
    )


def _chosen(typed: Mapping[str, str], prefix: str) -> dict[str, UUID]:
    """{what follows the prefix in the name: who was chosen} of the fields in which someone was."""
    return {
        name.removeprefix(prefix): pk
        for name, value in typed.items()
        if name.startswith(prefix) and (pk := naming.as_id(value))
    }


def _shown(user: User, typed: Typed) -> dict[str, Any]:
    at = clock.now()
    records = belongings.records(user)
    return {
        "person": user,
        "records": [
            (
                holding,
                count,
                typed.choice(f"{KIND}{holding.key}", _("Goes to")),
                reverse("administration:leave_rows", args=[user.pk, holding.key]),
            )
            for holding, count in records
        ],
        "total": sum(count for _holding, count in records),
        "others": belongings.others(user, at),
        "has_reports": user.reports.filter(is_active=True).exists(),
        "rules": Rule.choices,
        "rule": typed.values.get("rule", Rule.ONE),
        "to": typed.choice("to", _("Who gets it, or what is left over")),
        "manager": typed.choice("manager", _("New manager of the reports"), people_only=True),
        "among": [
            typed.choice(f"{AMONG}{number}", _("Person %(number)d") % {"number": number})
            for number in range(1, TURNS + 1)
        ],
        "errors": typed.errors,
        "here": "people",
    }


def leave_rows(request: HttpRequest, pk: UUID, key: str) -> HttpResponse:
    """Some records of one kind, each with a field for another taker; part of the form above."""
    entry.administrator(request)
    user = entry.found(PEOPLE, pk)
    holding = _holding(user, key)
    after = naming.as_id(request.GET.get("after"))
    rows = holding.rows.order_by("pk")
    found = list(
        (rows.filter(pk__gt=after) if after else rows).values_list("pk", holding.entity.title)[
            : ROWS + 1
        ]
    )
    nothing = Typed(values={})
    context = {
        "rows": [(nothing.choice(f"{ROW}{each}", str(label))) for each, label in found[:ROWS]],
        "more": (
            f"{reverse('administration:leave_rows', args=[pk, key])}?after={found[ROWS - 1][0]}"
            if len(found) > ROWS
            else ""
        ),
        "key": key,
    }
    part = "#rows" if answers.is_part(request) else ""
    return render(request, f"administration/leave_rows.html{part}", context)


def _holding(user: User, key: str) -> Holding:
    for holding in belongings.holdings(user):
        if holding.key == key:
            return holding
    raise NotFoundError(_("Nobody owns records of this kind."))
