"""The rows of a list that a bulk act is asked for: those that were ticked, or all that the list finds."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db import models
from django.http import QueryDict
from django.utils.translation import gettext as _

from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError, RefusedError
from dealwright.records.registry import Entity
from dealwright.ui import asking, declared
from dealwright.ui.declared import ALL
from dealwright.ui.listing import Listing
from dealwright.ui.shown import number

MOST_IDS = 10_000
LONGEST_STATE = 40_000


@dataclass(frozen=True, kw_only=True)
class Selection:
    """What was chosen in a list. `state` is the list's address after the question mark; `ids` is None where all that it
    finds are meant.
    """

    listing: Listing
    state: str
    ids: tuple[UUID, ...] | None

    @property
    def entity(self) -> Entity:
        """The kind, as the actor sees it."""
        return self.listing.entity

    @property
    def rows(self) -> models.QuerySet[Any]:
        """Those of the chosen rows that the actor may read, now."""
        return self.listing.found

    @cached_property
    def count(self) -> int:
        """How many these are, exactly: what is confirmed is what is done."""
        return self.rows.order_by().values("pk").distinct().count()

    @property
    def words(self) -> str:
        """Their number and what they are: "12 accounts"."""
        return words(self.entity, self.count)

    @property
    def parts(self) -> list[tuple[str, str]]:
        """The selection as hidden fields of a form."""
        which = ("all", "1") if self.ids is None else ("ids", ",".join(map(str, self.ids)))
        return [which, ("list", self.state)]

    @property
    def lasting(self) -> list[tuple[str, str]]:
        """The same for whoever reads it later: with what a saved view says now, instead of the view, which may be
        changed or gone by then.
        """
        view, asked = self.listing.view, self.listing.asked.copy()
        asked["view"] = view.key if view and view.declared else ALL
        for name, value in asdict(self.listing.state).items():
            asked[name] = value
        return [(name, value) for name, value in self.parts if name != "list"] + [
            ("list", asked.urlencode())
        ]


def words(entity: Entity, count: int) -> str:
    """So many records of a kind: "12 accounts"."""
    return f"{number(count)} {entity.label if count == 1 else entity.plural}"


def read(posted: Mapping[str, str], key: str, actor: Actor) -> Selection:
    """The selection that a form names. Refuses one that names no rows, ids that are none, and all rows of a list of which
    it cannot be told which they are: they would be more than anyone saw.
    """
    page = declared.list_of(key)
    state = posted.get("list", "")
    ids = None if posted.get("all") else _ids(posted.get("ids", ""))
    asked = QueryDict(state[:LONGEST_STATE])
    listing = Listing(page, actor=actor, asked=asked, only=ids)
    if ids is None:
        _refuse_untold(listing, state)
    return Selection(listing=listing, state=state[:LONGEST_STATE], ids=ids)


def _refuse_untold(listing: Listing, state: str) -> None:
    """Refuse a filter that is longer than what is read of it, and a view that is gone."""
    if len(state) > LONGEST_STATE or len(listing.asked.get("filter", "")) > asking.LONGEST:
        raise RefusedError(
            _("The filter of this list is too long for all rows to be chosen by it."),
            remedy=_("Shorten it, or choose rows one by one."),
        )
    if listing.views.is_gone:
        raise RefusedError(
            _("The view of this list is gone, or nobody shares it with you any more."),
            remedy=_("Open the list again and choose what you see there."),
        )


def _ids(text: str) -> tuple[UUID, ...]:
    words = [word for word in text.split(",") if word]
    if not 1 <= len(words) <= MOST_IDS:
        said = _("Choose 1 to %(most)d rows, or all that match.")
        raise InvalidError({"ids": said % {"most": MOST_IDS}})
    try:
        return tuple(dict.fromkeys(UUID(word) for word in words))
    except ValueError as error:
        raise InvalidError({"ids": _("This is not an id.")}) from error
