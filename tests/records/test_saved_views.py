"""Views that people save: for themselves, a team or everyone; each change is an event, each refusal changes nothing."""

from datetime import datetime
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest

from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError, NotAllowedError, NotFoundError
from dealwright.events.models import EventRecord
from dealwright.identity import actions as identity
from dealwright.identity.queries import actor_for
from dealwright.records.saved_views import actions, queries
from dealwright.records.saved_views.actions import MINE, Sharing
from dealwright.records.saved_views.models import Audience, SavedView, ViewChoice
from tests.readers import reader_without

pytestmark = pytest.mark.django_db

LEAD = "leads.lead"
STATE = {"filter": "owner = me", "cols": "name,state:90", "sort": "-name", "group": "state"}
EVERYONE = Sharing(audience=Audience.EVERYONE)


def view_of(
    by: Actor, at: datetime, name: str = "Mine first", sharing: Sharing = MINE
) -> SavedView:
    return actions.save_view(LEAD, name, STATE, sharing=sharing, by=by, at=at)


def events() -> list[str]:
    kinds = EventRecord.objects.filter(kind__startswith="records.View").order_by("pk")
    return [kind.rpartition(".")[2] for kind in kinds.values_list("kind", flat=True)]


def names(actor: Actor) -> list[str]:
    return [view.name for view in queries.views_of(LEAD, actor)]


@pytest.fixture
def team(people: SimpleNamespace, system: Actor, at: datetime) -> UUID:
    """Alice and Ann are in it."""
    members = [people.alice, people.ann]
    made = identity.create_team(
        name="Cold chain", unit=people.alice.unit, members=members, by=system, at=at
    )
    return made.pk


def test_a_view_keeps_what_the_list_looks_like_for_whoever_saved_it(
    alice: Actor, bob: Actor, at: datetime
) -> None:
    view = view_of(alice, at, "  Mine   first ")
    assert view.name == "Mine first"
    assert {name: getattr(view, name) for name in STATE} == STATE
    assert (names(alice), names(bob)) == (["Mine first"], [])
    assert events() == ["ViewSaved"]


@pytest.mark.parametrize("name", ["", "   ", "x" * 81])
def test_a_view_without_a_name_is_refused(alice: Actor, at: datetime, name: str) -> None:
    with pytest.raises(InvalidError, match="name"):
        view_of(alice, at, name)
    assert events() == []


def test_a_name_is_given_once(alice: Actor, at: datetime) -> None:
    view_of(alice, at)
    with pytest.raises(InvalidError, match="view of this name"):
        view_of(alice, at)
    assert events() == ["ViewSaved"]


def test_a_state_that_is_too_large_is_refused(alice: Actor, at: datetime) -> None:
    with pytest.raises(InvalidError, match="too many conditions"):
        actions.save_view(LEAD, "Large", {"filter": "x" * 9000}, by=alice, at=at)
    assert not SavedView.objects.exists()


def test_who_may_not_read_a_kind_keeps_no_views_of_it(
    people: SimpleNamespace, at: datetime
) -> None:
    reader = reader_without(people, LEAD)
    for verb in (
        lambda: view_of(reader, at),
        lambda: actions.pin(LEAD, "mine", by=reader, at=at),
        lambda: actions.open_first(LEAD, "mine", by=reader, at=at),
    ):
        with pytest.raises(NotAllowedError):
            verb()
    assert events() == []


def test_a_team_sees_a_view_that_is_shared_with_it(
    people: SimpleNamespace, team: UUID, at: datetime
) -> None:
    alice, ann, bob = (actor_for(one) for one in (people.alice, people.ann, people.bob))
    view = view_of(alice, at, sharing=Sharing(audience=Audience.TEAM, team=team))
    assert (names(ann), names(bob)) == (["Mine first"], [])
    with pytest.raises(NotAllowedError):
        actions.change_view(view, {}, by=ann, at=at)
    assert events() == ["ViewSaved"]


def test_a_view_is_shared_with_teams_of_ones_own_only(
    people: SimpleNamespace, team: UUID, at: datetime
) -> None:
    with pytest.raises(InvalidError, match="team that you belong to"):
        view_of(actor_for(people.bob), at, sharing=Sharing(audience=Audience.TEAM, team=team))
    assert not SavedView.objects.exists()


def test_whose_right_to_share_reaches_everyone_shares_with_everyone(
    people: SimpleNamespace, alice: Actor, charlie: Actor, at: datetime
) -> None:
    view_of(actor_for(people.olga), at, sharing=EVERYONE)
    assert names(charlie) == ["Mine first"]
    with pytest.raises(NotAllowedError):
        view_of(alice, at, "Other", sharing=EVERYONE)
    assert events() == ["ViewSaved"]


def test_a_change_tells_what_became_different(alice: Actor, at: datetime) -> None:
    view = view_of(alice, at)
    actions.change_view(view, STATE | {"filter": "state = new"}, by=alice, at=at)
    told: Any = EventRecord.objects.get(kind="records.ViewChanged")
    assert told.changes == {"filter": ["owner = me", "state = new"]}
    actions.change_view(view, STATE | {"filter": "state = new"}, by=alice, at=at)
    assert events() == ["ViewSaved", "ViewChanged"]


def test_a_view_is_renamed_and_shared_at_once(
    people: SimpleNamespace, team: UUID, at: datetime
) -> None:
    alice = actor_for(people.alice)
    view = view_of(alice, at)
    sharing = Sharing(audience=Audience.TEAM, team=team)
    actions.rename_view(view, "Ours", sharing=sharing, by=alice, at=at)
    assert names(actor_for(people.ann)) == ["Ours"]
    actions.rename_view(view, "Ours", sharing=MINE, by=alice, at=at)
    assert names(actor_for(people.ann)) == []


def test_strangers_find_no_view_to_change_or_delete(alice: Actor, bob: Actor, at: datetime) -> None:
    view = view_of(alice, at)
    for verb in (
        lambda: actions.change_view(view, {}, by=bob, at=at),
        lambda: actions.rename_view(view, "His", sharing=MINE, by=bob, at=at),
        lambda: actions.delete_view(view, by=bob, at=at),
        lambda: queries.view(view.pk, bob),
    ):
        with pytest.raises(NotFoundError):
            verb()
    assert events() == ["ViewSaved"]


def test_a_view_of_everyone_is_looked_after_by_whoever_may_share_with_everyone(
    people: SimpleNamespace, alice: Actor, at: datetime
) -> None:
    view = view_of(actor_for(people.olga), at, sharing=EVERYONE)
    with pytest.raises(NotAllowedError):
        actions.delete_view(view, by=alice, at=at)
    actions.delete_view(view, by=actor_for(people.ada), at=at)
    assert not SavedView.objects.exists()


def test_a_view_that_is_deleted_leaves_no_choice_behind(alice: Actor, at: datetime) -> None:
    view = view_of(alice, at)
    actions.pin(LEAD, str(view.pk), by=alice, at=at)
    actions.delete_view(view, by=alice, at=at)
    assert not ViewChoice.objects.exists()
    assert events() == ["ViewSaved", "ViewChosen", "ViewDeleted"]


def test_one_view_of_a_list_opens_first_until_it_is_taken_back(alice: Actor, at: datetime) -> None:
    for key, wanted in (("new", "new"), ("mine", "mine"), ("mine", "")):
        actions.open_first(LEAD, key, by=alice, at=at)
        assert queries.default_of(LEAD, alice) == wanted
    assert events() == ["ViewChosen"] * 3


def test_pinned_views_stand_in_the_order_in_which_they_were_pinned(
    alice: Actor, bob: Actor, at: datetime
) -> None:
    for key in ("new", "mine", "contacted", "mine"):
        actions.pin(LEAD, key, by=alice, at=at)
    assert [choice.key for choice in queries.pinned(alice)] == ["new", "contacted"]
    assert queries.pinned(bob) == []
