"""Verbs on custom fields: add, change, order, retire, bring back, purge; and what jobs note of their indexes."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Max
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app as jobs

from dealwright.core import copying
from dealwright.core.action import action
from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError, NotFoundError, refuse_unless, require
from dealwright.core.ids import new_id
from dealwright.events import bus
from dealwright.events.bus import Event
from dealwright.identity.models import FieldRight
from dealwright.records import registry
from dealwright.records.custom import current, defining, deriving, indexing
from dealwright.records.custom.events import (
    CustomFieldAdded,
    CustomFieldBroughtBack,
    CustomFieldChanged,
    CustomFieldPurged,
    CustomFieldRetired,
    CustomFieldsOrdered,
)
from dealwright.records.custom.models import CustomField, CustomVersion, IndexState, Type
from dealwright.records.custom.policies import can_define
from dealwright.records.registry import Entity

MOST_FIELDS = 200  # of one kind
PURGED_AT_ONCE = 2000
WORKED_OUT_AT_ONCE = 1000
SETTINGS = (
    "label", "help", "section", "required", "is_unique", "is_searchable", "minimum", "maximum", "places",
    "earliest", "latest", "max_length", "formula", "when_deleted",
)  # fmt: skip
FIRST = ("kind", "to")  # cannot be changed later
INDEXED_BY = {"is_unique", "is_searchable"}

type Values = Mapping[str, Any]


@action
def add_field(key: str, values: Values, *, by: Actor, at: datetime) -> CustomField:
    """Add a field to a kind of record. Its name is `values["name"]`, or made of the label.

    Refuses: all but administrators, a kind that takes none, more than 200 fields, a definition that makes no sense.
    """
    require(can_define(by))
    entity = _kind(key)
    _hold_definitions()
    taken = set(CustomField.objects.filter(entity=key).values_list("name", flat=True))
    refuse_unless(len(taken) < MOST_FIELDS, _("A kind of record takes at most 200 custom fields."))
    name = defining.name_for(str(values.get("label", "")), str(values.get("name") or ""), taken)
    row = CustomField(entity=key, name=name, position=_last(key) + 1, created_at=at)
    _settle(row, values, (*SETTINGS, *FIRST), entity)
    row.save(force_insert=True)
    told = {name: [None, getattr(row, name)] for name in (*FIRST, *SETTINGS, "choices", "default")}
    if row.value_kind not in current.NUMBERS:
        del told["places"]
    if row.kind != Type.LINK:
        del told["when_deleted"]
    changes = {name: pair for name, pair in told.items() if pair[1] not in (None, "", [], False)}
    _told(CustomFieldAdded(entity=key, name=row.name), row, changes, by=by, at=at)
    _index_later(row)
    _work_out_later(row)
    return row


@action
def change_field(field: CustomField, values: Values, *, by: Actor, at: datetime) -> CustomField:
    """Change what a field is called, offers and asks for; rows that have values keep them, whatever it asks for now.

    Refuses: all but administrators, another kind or name, choices left out that are there (they are retired), a
    definition that makes no sense.
    """
    row = _locked(field, by=by)
    before = {name: getattr(row, name) for name in (*SETTINGS, "choices", "default")}
    _settle(row, values, SETTINGS, _kind(row.entity))
    changes = {
        name: [old, new] for name, old in before.items() if (new := getattr(row, name)) != old
    }
    if not changes:
        return row
    row.save()
    _told(CustomFieldChanged(entity=row.entity, name=row.name), row, changes, by=by, at=at)
    if INDEXED_BY & changes.keys():
        _index_later(row)
    if {"formula", "places"} & changes.keys():
        _work_out_later(row)
    return row


def _settle(row: CustomField, values: Values, names: Collection[str], entity: Entity) -> None:
    for name in names:
        if name in values:
            setattr(row, name, values[name])
    if row.kind not in Type.values:
        raise InvalidError({"kind": _("Choose a kind.")})
    if row.kind == Type.LINK:
        _refuse_unknown_target(row)
    if row.kind in defining.CHOICES:
        row.choices = defining.choices(values.get("choices", row.choices), row.choices)
    defining.settle(row)
    if row.kind == Type.FORMULA:
        _settle_formula(row, entity)
    if "default" in values:
        row.default = defining.default(row, values["default"])


def _settle_formula(row: CustomField, entity: Entity) -> None:
    before = row.result
    deriving.settle(row, entity)
    if before not in {"", row.result} and deriving.readers(row):
        raise InvalidError(
            {"formula": _("Other formulas read it, and need what comes out to stay of its kind.")}
        )


def _refuse_unknown_target(row: CustomField) -> None:
    known = registry.find(row.to)
    if row.to != "identity.user" and (known is None or not known.page):
        raise InvalidError({"to": _("Choose what the link leads to.")})


@action
def order_fields(key: str, ids: Sequence[UUID], *, by: Actor, at: datetime) -> None:
    """Put the fields of a kind into this order; those not named follow. Refuses all but administrators."""
    require(can_define(by))
    _hold_definitions()
    rows = {row.pk: row for row in CustomField.objects.filter(entity=key).order_by("position")}
    named = [rows.pop(pk) for pk in dict.fromkeys(ids) if pk in rows]
    ordered = [*named, *rows.values()]
    for position, row in enumerate(ordered, start=1):
        row.position = position
    CustomField.objects.bulk_update(ordered, ["position"])
    if ordered:
        event = CustomFieldsOrdered(entity=key, names=[row.name for row in ordered])
        _told(event, ordered[0], {}, by=by, at=at)


@action
def retire_field(field: CustomField, *, by: Actor, at: datetime) -> CustomField:
    """Show a field nowhere any more; its values stay. Refuses all but administrators, and what formulas read."""
    row = _locked(field, by=by)
    refuse_unless(not row.is_retired, _("It is retired already."))
    reading = ", ".join(f"“{each.label}”" for each in deriving.readers(row))
    refuse_unless(
        not reading,
        _("Formulas read it: %(fields)s.") % {"fields": reading},
        remedy=_("Change or retire these first."),
    )
    row.is_retired = True
    row.save(update_fields=["is_retired"])
    event = CustomFieldRetired(entity=row.entity, name=row.name)
    _told(event, row, {"is_retired": [False, True]}, by=by, at=at)
    return row


@action
def bring_back_field(field: CustomField, *, by: Actor, at: datetime) -> CustomField:
    """Show a retired field again, with the values it had. Refuses all but administrators."""
    row = _locked(field, by=by)
    refuse_unless(row.is_retired, _("It is not retired."))
    if row.kind == Type.FORMULA:
        _settle_formula(row, _kind(row.entity))
    row.is_retired = False
    row.save(update_fields=["is_retired", "result"])
    event = CustomFieldBroughtBack(entity=row.entity, name=row.name)
    _told(event, row, {"is_retired": [True, False]}, by=by, at=at)
    _work_out_later(row)
    return row


@action
def purge_field(field: CustomField, *, by: Actor, at: datetime) -> None:
    """Take a retired field away for good, with its values, in the background. Refuses all but administrators."""
    row = _locked(field, by=by)
    refuse_unless(
        row.is_retired, _("Only a retired field can be purged."), remedy=_("Retire it first.")
    )
    jobs.configure_task("records.purge_custom_field", lock=f"custom:{row.pk}").defer(
        field=str(row.pk), by=str(by.id), name=by.name
    )


@action
def purge_some(pk: UUID, *, by: Actor, at: datetime, done: int) -> int | None:
    """Take a retired field's values out of some records; how many. None when the field itself is gone too."""
    _hold_definitions()
    row = CustomField.objects.filter(pk=pk, is_retired=True).first()
    if row is None:
        return None
    count = _take_out(row.name, _kind(row.entity).model._meta.db_table)
    if count:
        return count
    event = CustomFieldPurged(entity=row.entity, name=row.name, rows=done)
    _told(event, row, {}, by=by, at=at)
    FieldRight.objects.filter(entity=row.entity, field=row.name).delete()
    row.delete()
    return None


def _take_out(name: str, table: str) -> int:
    """How many records. They are chosen once, as an array: a subquery some plans would run again and again."""
    quoted = connection.ops.quote_name(table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {quoted} SET custom = custom - %s WHERE id = ANY(ARRAY"  # noqa: S608  the table of a model of ours
            f"(SELECT id FROM {quoted} WHERE custom ? %s ORDER BY id LIMIT %s FOR UPDATE))",
            [name, name, PURGED_AT_ONCE],
        )
        return int(cursor.rowcount)


@action
def note_index(
    pk: UUID, state: IndexState, *, by: Actor, at: datetime, note: str = ""
) -> CustomField | None:
    """Say how far the index of a field is. None when the field is gone."""
    _hold_definitions()
    row = CustomField.objects.filter(pk=pk).first()
    if row is not None and (row.index_state, row.index_note) != (state, note):
        row.index_state, row.index_note = state, note
        row.save(update_fields=["index_state", "index_note"])
        _turn_version()
    return row


@action
def index_again(field: CustomField, *, by: Actor, at: datetime) -> None:
    """Try to build an index that failed. Refuses all but administrators."""
    row = _locked(field, by=by)
    _index_later(row)


def _work_out_later(row: CustomField) -> None:
    if row.kind == Type.FORMULA:
        work_out_later(row.entity)


def work_out_later(key: str, *, link: str = "", target: UUID | None = None) -> None:
    """Have the formulas of a kind worked out anew, or only of the records whose `link` leads to `target`."""
    told = {"entity": key, "link": link, "target": str(target or "")}
    jobs.configure_task("records.work_out_formulas", lock=f"formulas:{key}").defer(**told)


@action
def work_out_some(
    key: str,
    *,
    by: Actor,
    at: datetime,
    after: UUID | None,
    link: str = "",
    target: UUID | None = None,
) -> UUID | None:
    """Work out the formulas of the next records; the last of them, None when there are no more. What comes of it is
    no change of theirs: version, stamps and events stay.
    """
    entity = registry.entity(key)
    rows = entity.model._default_manager.order_by("pk")
    if link:
        rows = rows.filter(**{entity.field(link).column: target})
    if after:
        rows = rows.filter(pk__gt=after)
    found = list(rows.select_for_update(of=("self",))[:WORKED_OUT_AT_ONCE])
    moved = deriving.work_out(found, entity)
    if moved:
        copying.update(moved, ["custom"])
    return found[-1].pk if found else None


def _index_later(row: CustomField) -> None:
    """Have the index built, or dropped, when this is committed."""
    wanted = any(indexing.of(row))
    if not wanted and row.index_state == IndexState.NONE:
        return
    row.index_state = IndexState.BUILDING if wanted else IndexState.NONE
    row.index_note = ""
    row.save(update_fields=["index_state", "index_note"])
    jobs.configure_task("records.index_custom_field", lock=f"custom:{row.pk}").defer(
        field=str(row.pk)
    )


def _kind(key: str) -> Entity:
    entity = registry.find(key)
    if entity is None or not entity.takes_custom:
        raise NotFoundError(_("Fields cannot be added to records of this kind."))
    return entity


def _last(key: str) -> int:
    found: int = CustomField.objects.filter(entity=key).aggregate(
        last=Coalesce(Max("position"), 0)
    )["last"]
    return found


def _hold_definitions() -> None:
    """Definitions change one after the other: what one reads no other changes meanwhile."""
    CustomVersion.objects.get_or_create(pk=1)
    CustomVersion.objects.select_for_update().get(pk=1)


def _locked(field: CustomField, *, by: Actor) -> CustomField:
    require(can_define(by))
    _hold_definitions()
    row = CustomField.objects.filter(pk=field.pk).first()
    if row is None:
        raise NotFoundError(_("This field is gone."))
    return row


def _told(
    event: Event,
    row: CustomField,
    changes: Mapping[str, Sequence[Any]],
    *,
    by: Actor,
    at: datetime,
) -> None:
    """Record the change, and let every process know that the definitions are others now."""
    bus.record(event, subject=row, by=by, at=at, changes=changes)
    _turn_version()


def _turn_version() -> None:
    token = new_id()
    CustomVersion.objects.update_or_create(pk=1, defaults={"token": token})
    current.turn(token)
