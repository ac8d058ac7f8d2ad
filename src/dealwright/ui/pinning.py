"""The views that a person put into the navigation, each with how many rows it has now."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import QueryDict
from django.urls import reverse

from dealwright.core.actor import Actor
from dealwright.records.saved_views import policies
from dealwright.records.saved_views import queries as saved_views
from dealwright.records.saved_views.models import ViewChoice
from dealwright.ui import declared, editing
from dealwright.ui.declared import ALL
from dealwright.ui.listing import Listing

MOST = 12


@dataclass(frozen=True, kw_only=True, slots=True)
class Pin:
    """A view in the navigation; `count` is empty where its filter cannot be read."""

    icon: str
    label: str
    url: str
    count: str


def pinned(actor: Actor) -> list[Pin]:
    """The actor's pinned views, without those that are gone or that they may not see any more."""
    return list(_pins(actor))[:MOST]


def _pins(actor: Actor) -> Iterator[Pin]:
    for choice in saved_views.pinned(actor)[:MOST]:
        page = declared.pages.get(choice.entity)
        if page is None or not policies.can_save(actor, choice.entity):
            continue
        listing = Listing(page, actor=actor, asked=_asked(choice))
        label = listing.view.label if listing.view else listing.title
        if listing.view or choice.key == ALL:
            count = "" if listing.narrowing.error else listing.count
            yield Pin(icon=page.kind.icon, label=label, url=_url(choice), count=count)


def _asked(choice: ViewChoice) -> QueryDict:
    return QueryDict(f"view={choice.key}")


def _url(choice: ViewChoice) -> str:
    return f"{reverse(editing.lists[choice.entity])}?view={choice.key}"
