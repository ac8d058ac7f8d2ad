"""Reads on imports."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from dealwright.core.actor import Actor
from dealwright.core.errors import NotFoundError
from dealwright.exchange.models import ExternalId, Import, SavedMapping
from dealwright.identity import access
from dealwright.records.registry import Entity


def visible_to(actor: Actor) -> QuerySet[Import]:
    """One's own imports: their files hold what one may read, or brought along oneself. Administrators see all."""
    rows = Import.objects.select_related("user", "change_set")
    if access.is_administrator(actor) and actor.scopes is None:
        return rows
    return rows.filter(user_id=actor.id) if actor.id else rows.none()


def get(pk: UUID, actor: Actor) -> Import:
    """One import that the actor may see; NotFoundError otherwise."""
    found = visible_to(actor).filter(pk=pk).first()
    if found is None:
        raise NotFoundError(
            _("There is no such import, or someone else began it."),
            remedy=_("Look under Imports."),
        )
    return found


def mappings(kind: str, actor: Actor) -> QuerySet[SavedMapping]:
    """The mappings of a kind that the actor may use: their own, and everyone's."""
    usable = Q(user_id=actor.id) | Q(is_shared=True)
    return SavedMapping.objects.filter(usable, kind=kind).order_by("name", "pk")


def mapping(pk: UUID | None, kind: str, actor: Actor) -> SavedMapping:
    """One mapping that the actor may use; NotFoundError otherwise."""
    found = mappings(kind, actor).filter(pk=pk).first() if pk else None
    if found is None:
        raise NotFoundError(
            _("There is no such mapping, or it is someone else's."), remedy=_("Choose another.")
        )
    return found


def by_external_id(entity: str, keys: Iterable[str]) -> dict[str, UUID]:
    """{id elsewhere: id here} of these; one query. Whether the record is there, or may be seen, is not asked."""
    rows = ExternalId.objects.filter(entity=entity, key__in=set(keys))
    return dict(rows.values_list("key", "record_id"))


def out_of_reach(entity: Entity, keys: Iterable[str], actor: Actor) -> set[str]:
    """Those of these ids elsewhere that mean a record which is here and which the actor may not read."""
    known = by_external_id(entity.key, keys)
    if not known:
        return set()
    there = entity.model._default_manager.filter(pk__in=known.values())
    hidden = there.exclude(pk__in=entity.rows(actor).order_by().values("pk"))
    barred = set(hidden.values_list("pk", flat=True))
    return {key for key, pk in known.items() if pk in barred}
