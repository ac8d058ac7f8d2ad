"""Reads of saved views."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from dealwright.core.actor import Actor
from dealwright.core.errors import NotFoundError
from dealwright.identity import access
from dealwright.identity.models import Team
from dealwright.records.saved_views.models import SavedView, ViewChoice

MOST = 40  # views of one kind that are offered


def views_of(entity: str, actor: Actor) -> list[SavedView]:
    """The saved views of a kind that the actor may open, by name."""
    return list(
        SavedView.objects.visible_to(actor).filter(entity=entity).order_by("name", "pk")[:MOST]
    )


def view(pk: UUID, actor: Actor) -> SavedView:
    """One view that the actor may open; NotFoundError when there is none."""
    found = SavedView.objects.visible_to(actor).filter(pk=pk).first()
    if found is None:
        raise NotFoundError(_("This view is gone."), remedy=_("Choose another one above the list."))
    return found


def default_of(entity: str, actor: Actor) -> str:
    """The key of the view that a person wants to open first; "" when they chose none."""
    found = _choices(actor).filter(entity=entity, is_default=True)
    return found.values_list("key", flat=True).first() or ""


def choice_of(entity: str, key: str, actor: Actor) -> ViewChoice:
    """What a person made of a view; nothing, as long as they chose nothing."""
    found = _choices(actor).filter(entity=entity, key=key).first()
    return found or ViewChoice(user_id=actor.user_id, entity=entity, key=key)


def pinned(actor: Actor) -> Sequence[ViewChoice]:
    """The views that stand in a person's navigation, in their order."""
    return list(_choices(actor).filter(is_pinned=True).order_by("position", "pk"))


def own_teams(actor: Actor) -> list[Team]:
    return list(Team.objects.filter(pk__in=access.principals(actor).teams).order_by("name"))


def _choices(actor: Actor) -> QuerySet[ViewChoice]:
    return ViewChoice.objects.filter(user=actor.id)
