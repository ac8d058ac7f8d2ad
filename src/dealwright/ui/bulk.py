"""What can be done with many rows of a list at once.

A context registers its acts, once, beside its pages:

    bulk.register(BulkAct(name="merge", label=_("Merge"), icon="merge", url_name="merging:start", fits=_can_be_merged, least=2))

The bar of every list whose kind the act `fits` offers it. The view behind `url_name` takes the key of the kind and is
posted the selection, which `selection.read` reads: ids that were ticked, or the address of a list of which all rows are
meant. It answers with a dialog.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dealwright.core.actor import Actor
from dealwright.core.errors import Text
from dealwright.identity import access
from dealwright.identity.privileges import Privilege
from dealwright.records.changesets import kinds
from dealwright.records.changesets.models import ChangeSet
from dealwright.records.registry import Entity

type Fits = Callable[[Entity, Actor], bool]


@dataclass(frozen=True, kw_only=True, slots=True)
class BulkAct:
    """One act of the bulk bar. `fits` says whether it is offered on a kind, as the actor sees it, to this actor;
    `least` and `most` how many rows it takes; `in_menu` that it also stands in the list's head, for all rows found.
    """

    name: str
    label: Text
    icon: str
    url_name: str
    fits: Fits
    least: int = 1
    most: int | None = None
    order: int = 100
    in_menu: bool = False

    def url(self, entity: Entity) -> str:
        return reverse(self.url_name, args=[entity.key])


_acts: dict[str, BulkAct] = {}


def register(act: BulkAct) -> BulkAct:
    """Offer an act on lists; the same name a second time replaces the first."""
    _acts[act.name] = act
    return act


def offered(entity: Entity, actor: Actor) -> list[tuple[BulkAct, str]]:
    """The acts that the actor may begin on rows of this kind, each with its address, in their order."""
    found = [act for act in _acts.values() if act.fits(entity, actor)]
    return [(act, act.url(entity)) for act in sorted(found, key=lambda act: (act.order, act.name))]


def url(made: ChangeSet) -> str:
    """The page of a change set."""
    return f"/changes/{made.pk}/"


def undo_url(made: ChangeSet) -> str:
    """The address to post to, from a toast, to undo it."""
    return f"{url(made)}undo/now/"


def undo_url_where_possible(made: ChangeSet) -> str:
    """As `undo_url`; empty where something is against undoing it."""
    return "" if kinds.against_undoing(made) else undo_url(made)


def did(made: ChangeSet, what: str) -> str:
    """What a verb did with many records at once, in words."""
    counts = {"what": what, "done": made.changed, "refused": made.refused}
    if made.refused:
        return gettext("%(what)s: %(done)d done, %(refused)d left as they are") % counts
    return gettext("%(what)s: %(done)d done") % counts


def deleted(made: ChangeSet) -> str:
    """What the deletion of one record did, in words."""
    return gettext("%(title)s deleted") % {"title": made.name}


def can_edit(entity: Entity, actor: Actor) -> bool:
    may = access.may(actor, Privilege.WRITE, entity.key)
    return bool(entity.update and may and any(field.editable for field in entity.fields))


def can_assign(entity: Entity, actor: Actor) -> bool:
    owner = entity.by_name.get("owner")
    may = access.may(actor, Privilege.ASSIGN, entity.key)
    return bool(entity.update and owner and owner.editable and may)


def can_delete(entity: Entity, actor: Actor) -> bool:
    return bool(entity.delete and access.may(actor, Privilege.DELETE, entity.key))


register(
    BulkAct(
        name="assign",
        label=_("Assign"),
        icon="user-round-pen",
        url_name="ui:bulk_assign",
        fits=can_assign,
        order=10,
    )
)
register(
    BulkAct(
        name="edit",
        label=_("Edit"),
        icon="pencil",
        url_name="ui:bulk_edit",
        fits=can_edit,
        order=20,
    )
)
register(
    BulkAct(
        name="delete",
        label=_("Delete"),
        icon="trash-2",
        url_name="ui:bulk_delete",
        fits=can_delete,
        order=90,
    )
)
