"""What writing a record means for its custom fields: defaults, one spelling, and the links that stand in a table beside the
rows that hold them, so that what a record is linked from is known.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import connection
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from psycopg import sql

from dealwright.core.actor import Actor
from dealwright.core.addresses import normal_phone
from dealwright.core.errors import InvalidError, RefusedError
from dealwright.core.typed import EMPTY
from dealwright.organisation import queries as organisation
from dealwright.records import registry
from dealwright.records.custom import current
from dealwright.records.custom.models import CustomField, CustomLink, Type, WhenDeleted
from dealwright.records.fields import CUSTOM, Field, Kind, put, value
from dealwright.records.registry import Entity

type Values = Mapping[str, Any]
type Changes = dict[str, list[Any]]

SHOWN = 10  # of what stands in the way, to be named


def with_defaults(entity: Entity, given: Values) -> Values:
    """The values of a new record with the defaults of the custom fields that were not given."""
    missing = {
        found.name: found.default
        for found in entity.customs
        if found.default is not None and given.get(found.name) in EMPTY
    }
    return {**given, **missing} if missing else given


def spelled(entity: Entity, given: Values, by: Actor) -> Values:
    """The values with telephone numbers in their one form, which the filter language looks for."""
    phones = [found.name for found in entity.customs if found.kind == Kind.PHONE]
    there = [name for name in phones if given.get(name)]
    if not there:
        return given
    country = organisation.current_for(by).country
    return {
        **given,
        **{name: normal_phone(given[name], country=country, field=name) for name in there},
    }


def insert(rows: Sequence[Any], entity: Entity) -> None:
    """Note the links that new rows of a kind hold."""
    links = _definitions(entity)
    _hold([field for field, _pk in links], rows)
    CustomLink.objects.bulk_create(
        CustomLink(field_id=pk, record_id=row.pk, target_id=target)
        for field, pk in links
        for row in rows
        if (target := value(row, field.column))
    )


HOLD = "SELECT {key} FROM {table} WHERE {key} = ANY(%s) ORDER BY {key} FOR KEY SHARE"


def _hold(links: Sequence[Field], rows: Sequence[Any]) -> None:
    """Keep what these fields of these rows lead to from being deleted until the transaction ends, as foreign keys would;
    one query for each kind that they lead to. InvalidError for what was deleted since it was looked up.
    """
    wanted = {
        field.name: targets
        for field in links
        if (targets := {target for row in rows if (target := value(row, field.column))})
    }
    there: set[UUID] = set()
    for key in sorted({field.to for field in links if field.name in wanted}):
        ids = [wanted[field.name] for field in links if field.to == key and field.name in wanted]
        there |= _held(key, set().union(*ids))
    said = _("There is no such record, or you may not see it.")
    wrong = {name: said for name, targets in wanted.items() if targets - there}
    if wrong:
        raise InvalidError(wrong)


def _held(key: str, wanted: Collection[UUID]) -> set[UUID]:
    """Those of these records that are there, none of which goes until the transaction ends."""
    meta: Any = apps.get_model(key)._meta
    table, column = sql.Identifier(meta.db_table), sql.Identifier(meta.pk.column)
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL(HOLD).format(table=table, key=column), [sorted(wanted)])
        return {pk for (pk,) in cursor.fetchall()}


def insert_again(rows: Sequence[Any], entity: Entity) -> None:
    """Note the links that rows hold which were deleted before, those of retired fields too."""
    insert(rows, entity)
    retired = CustomField.objects.filter(entity=entity.key, kind=Type.LINK, is_retired=True)
    CustomLink.objects.bulk_create(
        CustomLink(field=field, record_id=row.pk, target_id=target)
        for field in retired
        for row in rows
        if (target := value(row, f"{CUSTOM}{field.path}"))
    )


def change(rows: Sequence[Any], entity: Entity, names: Collection[str]) -> None:
    """Note what the named fields of rows of a kind link to now."""
    changed = [(field, pk) for field, pk in _definitions(entity) if field.name in names]
    if not changed:
        return
    _hold([field for field, _pk in changed], rows)
    held = CustomLink.objects.filter(record_id__in=[row.pk for row in rows])
    held.filter(field__in=[pk for _field, pk in changed]).delete()
    CustomLink.objects.bulk_create(
        CustomLink(field_id=pk, record_id=row.pk, target_id=target)
        for field, pk in changed
        for row in rows
        if (target := value(row, field.column))
    )


def remove(row: Any) -> list[tuple[Any, Changes]]:
    """Forget the links of a row that goes. Refuses while custom fields of other records lead to it that keep it; answers
    the records whose fields were emptied, to be saved, each with what changed.
    """
    others = CustomLink.objects.filter(target_id=row.pk).exclude(record_id=row.pk)
    cleared: list[CustomLink] = []
    if others.exists():
        # of a field that is retired nobody sees the links now; it keeps what they lead to, as it may be brought back
        may_clear = Q(field__when_deleted=WhenDeleted.CLEAR, field__is_retired=False)
        _refuse_kept(others.exclude(may_clear))
        cleared = list(others.select_related("field"))
    CustomLink.objects.filter(record_id=row.pk).delete()
    keys = sorted({each.field.entity for each in cleared})
    return [pair for key in keys for pair in _emptied(key, cleared)]


def _emptied(key: str, cleared: Sequence[CustomLink]) -> Iterator[tuple[Any, Changes]]:
    """The holders of some links among the records of a kind, locked in key order and emptied, not yet saved."""
    links = [each for each in cleared if each.field.entity == key]
    rows = registry.entity(key).model._default_manager.select_for_update(of=("self",))
    for holder in rows.filter(pk__in={each.record_id for each in links}).order_by("pk"):
        own = [each for each in links if each.record_id == holder.pk]
        put(holder, {f"{CUSTOM}{each.field.path}": None for each in own})
        yield holder, {each.field.name: [each.target_id, None] for each in own}


def _refuse_kept(others: QuerySet[CustomLink]) -> None:
    fields = {
        (link.field.entity, link.field.label) for link in others.select_related("field")[:SHOWN]
    }
    if fields:
        named = ", ".join(sorted(f"{_plural(key)} ({label})" for key, label in fields))
        raise RefusedError(
            _("It is still used by: %(kinds)s.") % {"kinds": named},
            remedy=_("Empty these fields, or let them lead to another record, first."),
            code="in_use",
        )


def _definitions(entity: Entity) -> list[tuple[Field, UUID]]:
    """The custom links of a kind with the ids of their definitions."""
    if not entity.customs:
        return []
    ids = {row.name: row.pk for row in current.state().rows.get(entity.key, ())}
    return [
        (field, ids[field.name])
        for field in entity.customs
        if field.kind == Kind.LINK and field.name in ids
    ]


def _plural(key: str) -> str:
    return str(apps.get_model(key)._meta.verbose_name_plural)
