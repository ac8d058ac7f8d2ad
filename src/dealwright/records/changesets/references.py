"""What refers to a record that an undo would delete, and did not come with it."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Exists, OuterRef

from dealwright.core.errors import Text
from dealwright.events.history import is_told_of

type Users = Mapping[UUID, Collection[Text]]
type Refers = Callable[[Collection[UUID]], Mapping[UUID, Collection[UUID]]]

_further: dict[type[models.Model], Refers] = {}


def also(model: type[models.Model], refers: Refers) -> None:
    """Make known rows of an upper context that name records otherwise than by foreign key.

    `refers` answers, for the ids of records, the ids of the rows of `model` that name each.
    """
    _further[model] = refers


def to(model: type[models.Model], ids: Collection[UUID], *, born_in: UUID) -> Users:
    """{id: kinds that refer to it} by rows that the change set did not make itself; one query per relation."""
    found: dict[UUID, dict[str, None]] = defaultdict(dict)
    for name, pk in _by_key(model, ids, born_in):
        found[pk][name] = None
    for name, pk in _by_name(ids, born_in):
        found[pk][name] = None
    return {pk: list(names) for pk, names in found.items()}


def _by_key(
    model: type[models.Model], ids: Collection[UUID], born_in: UUID
) -> Iterator[tuple[str, UUID]]:
    for other, link in _links_to(model):
        rows = other._default_manager.filter(**{f"{link}__in": ids})
        for pk in _not_born(rows, born_in).values_list(link, flat=True).distinct():
            yield str(other._meta.verbose_name_plural), pk


def _by_name(ids: Collection[UUID], born_in: UUID) -> Iterator[tuple[str, UUID]]:
    for model, refers in _further.items():
        named = refers(ids)
        rows = model._default_manager.filter(pk__in={pk for pks in named.values() for pk in pks})
        strange = set(_not_born(rows, born_in).values_list("pk", flat=True)) if named else set()
        yield from (
            (str(model._meta.verbose_name_plural), pk)
            for pk, pks in named.items()
            if strange & set(pks)
        )


def _links_to(model: type[models.Model]) -> Iterable[tuple[type[models.Model], str]]:
    """The foreign keys that lead to a kind; those of its own copies are no use of it."""
    for relation in model._meta.get_fields(include_hidden=True):
        other: Any = relation.related_model
        is_link = relation.auto_created and not relation.concrete and other is not None
        if is_link and not hasattr(other, "pgh_tracked_model"):
            yield other, relation.field.name  # type: ignore[union-attr]  # reverse relations have one


def _not_born(rows: models.QuerySet[Any], born_in: UUID) -> models.QuerySet[Any]:
    """Those of the rows that this change set did not insert; what keeps no history is but a part of what it hangs on."""
    if not is_told_of(rows.model):
        return rows.none()
    copies: Any = rows.model.pgh_event_model
    born = copies.objects.filter(
        pgh_obj_id=OuterRef("pk"), pgh_label="insert", pgh_context__change_set=str(born_in)
    )
    return rows.filter(~Exists(born))
