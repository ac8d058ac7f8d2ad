"""What would mend many refused rows at once: adding the records they name, saying what a word means."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError, Text
from dealwright.exchange import fields, links
from dealwright.exchange.models import Import
from dealwright.exchange.plans import Column, Plan
from dealwright.exchange.plans import read as read_plan
from dealwright.records import registry
from dealwright.records.fields import Field
from dealwright.records.registry import Entity
from dealwright.ui.cells import capitalised

MOST = 12
NO_VALUE = ("invalid", "unknown", "several", "number", "date", "choice")  # faults of cells


@dataclass(frozen=True, kw_only=True, slots=True)
class Remedy:
    """One act for `rows` rows: "create", "choose" among `options` for a text, or "drop": take the rows without
    what their cells say.
    """

    act: str
    field: str
    sentence: str
    label: str = ""
    text: str = ""
    rows: int = 0
    options: Sequence[tuple[str, Text]] = ()


def of(imported: Import, entity: Entity, actor: Actor) -> list[Remedy]:
    """The remedies of a check, those for the most rows first."""
    refused = imported.checked.filter(result="refused").exclude(field="")
    known = fields.by_name(entity)
    found: list[Remedy] = []
    group: Mapping[str, Any]
    plan = read_plan(imported.plan)
    unknown = refused.filter(fault="unknown").values("field")
    for group in unknown.annotate(rows=Count("pk"), texts=Count("text", distinct=True)):
        field, column = known.get(group["field"]), plan.column_of(group["field"])
        if field and column and links.can_be_named(field.to, column.rule.by, actor):
            found.append(_creating(field, group))
    words = refused.filter(fault="choice").values("field", "text").annotate(rows=Count("pk"))
    found += [
        _choosing(known[group["field"]], group)
        for group in words.order_by("-rows", "text")[:MOST]
        if group["field"] in known
    ]
    found += _dropping(imported, plan, known)
    return sorted(found, key=lambda remedy: -remedy.rows)[:MOST]


def _creating(field: Field, group: Mapping[str, Any]) -> Remedy:
    entity = registry.entity(field.to)
    count = group["texts"]
    kinds = entity.label if count == 1 else entity.plural
    said = ngettext(
        "%(field)s: one record is not known here, in %(rows)d rows.",
        "%(field)s: %(count)d records are not known here, in %(rows)d rows.",
        count,
    )
    named = {"field": capitalised(str(field.label)), "count": count, "rows": group["rows"]}
    return Remedy(
        act="create",
        field=field.name,
        sentence=said % named,
        label=_("Create %(count)d %(kinds)s") % {"count": count, "kinds": kinds},
        rows=group["rows"],
    )


def _choosing(field: Field, group: Mapping[str, Any]) -> Remedy:
    named = {"field": capitalised(str(field.label)), "text": group["text"]}
    count = group["rows"]
    return Remedy(
        act="choose",
        field=field.name,
        sentence=_("%(field)s: “%(text)s” is none of the choices.") % named,
        label=ngettext("Use for %(count)d row", "Use for %(count)d rows", count) % {"count": count},
        text=group["text"],
        rows=count,
        options=field.choices,
    )


def _dropping(imported: Import, plan: Plan, known: Mapping[str, Field]) -> Iterator[Remedy]:
    """For the fields that need no value: to go without it where a cell is none."""
    refused = imported.checked.filter(result="refused", fault__in=NO_VALUE).values("field")
    group: Mapping[str, Any]
    for group in refused.annotate(rows=Count("pk")):
        field, column = known.get(group["field"]), plan.column_of(group["field"])
        if field and column and not (field.required or column.rule.drop or field.name in plan.key):
            yield _leaving(field, group["rows"])


def _leaving(field: Field, rows: int) -> Remedy:
    said = ngettext(
        "%(field)s: the cell of one row is no value for it.",
        "%(field)s: the cells of %(rows)d rows are no values for it.",
        rows,
    )
    return Remedy(
        act="drop",
        field=field.name,
        sentence=said % {"field": capitalised(str(field.label)), "rows": rows},
        label=ngettext("Take the row without it", "Take the rows without it", rows),
        rows=rows,
    )


def applied(plan: Plan, act: str, field: str, *, text: str = "", choice: str = "") -> Plan:
    """The plan with a remedy in it. InvalidError when no column goes to the field."""
    column = plan.column_of(field)
    if column is None:
        raise InvalidError({field: _("No column goes to this field.")})
    return plan.with_column(_mended(column, act, text, choice))


def _mended(column: Column, act: str, text: str, choice: str) -> Column:
    if act in {"create", "drop"}:
        return column.model_copy(update={"rule": column.rule.model_copy(update={act: True})})
    values = {**column.rule.values, text: choice}
    return column.model_copy(update={"rule": column.rule.model_copy(update={"values": values})})
