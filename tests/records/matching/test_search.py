"""The search in the database: what it finds, what it keeps of decisions, who sees what."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dealwright.core import actor as actors
from dealwright.core.action import writing
from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError, NotAllowedError, NotFoundError
from dealwright.customers import actions as customers
from dealwright.customers.models import Contact
from dealwright.events.models import EventRecord
from dealwright.identity import actions as identity
from dealwright.identity.models import Role
from dealwright.identity.privileges import FieldLevel
from dealwright.records import actions as records
from dealwright.records import registry
from dealwright.records.matching import actions, declared, queries
from dealwright.records.matching.engine import Verdict
from dealwright.records.matching.models import DuplicatePair, MatchKey, MatchSearch, PairState
from tests.factories.customers import account_of, contact_of
from tests.people import AT
from tests.records.changesets.acting import undo
from tests.records.merging.merging import merged

pytestmark = pytest.mark.django_db
KEY = "customers.contact"
LATER = AT + timedelta(days=1)


def search(at: datetime = AT, key: str = KEY) -> MatchSearch:
    return actions.search(key, by=actors.system(), at=at)


@pytest.fixture
def twins(alice: Actor) -> list[Contact]:
    """Two that are one, and others."""
    for name in ("Otto Kranz", "Ines Moreau", "Tomasz Nowak"):
        contact_of(alice, name=name, email=f"{name.split()[0].lower()}@corvane.example")
    email = "annika@nordhaven.example"
    return [
        contact_of(alice, name="Annika Lindqvist", email=email, phone="+46315550142"),
        contact_of(alice, name="Anika Lindqvist", email=email, mobile="+46315550142"),
    ]


def test_two_that_are_one_are_found_with_the_reasons(twins: list[Contact], alice: Actor) -> None:
    done = search()
    assert (done.done, done.total, done.is_running) == (5, 5, False)
    (group,) = queries.queue(declared.of(KEY), alice)
    (shown,) = group.pairs
    assert {shown.first, shown.second} == set(twins)
    assert shown.reasons == ["same email", "same phone", "name 96 % alike"]


def test_only_what_changed_is_looked_at_again(twins: list[Contact], alice: Actor) -> None:
    search()
    assert search(LATER).done <= 5
    again = search(LATER + timedelta(days=1))
    assert (again.done, again.total) == (0, 0)
    assert DuplicatePair.objects.count() == 1


def test_a_search_that_was_broken_off_goes_on_where_it_was(
    twins: list[Contact], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "BATCH", 2)
    by = actors.system()
    actions.start_search(KEY, by=by, at=AT)
    assert actions.go_on_searching(KEY, by=by, at=AT)
    done = search(LATER)
    assert (done.started_at, done.done, done.total) == (AT, 5, 5)
    assert DuplicatePair.objects.count() == 1


def test_a_pair_that_was_found_apart_comes_again_only_when_what_is_compared_changes(
    twins: list[Contact], alice: Actor
) -> None:
    search()
    pair = DuplicatePair.objects.get()
    actions.decide(pair.pk, "apart", by=alice, at=AT)
    customers.update_contact(twins[0], {"description": "x"}, by=alice, at=LATER)
    search(LATER)
    pair.refresh_from_db()
    assert pair.state == PairState.APART

    customers.update_contact(twins[0], {"phone": ""}, by=alice, at=LATER)
    search(LATER + timedelta(days=1))
    pair.refresh_from_db()
    assert pair.state == PairState.OPEN


def test_a_pair_that_is_put_off_comes_with_the_next_search(
    twins: list[Contact], alice: Actor
) -> None:
    search()
    actions.decide(DuplicatePair.objects.get().pk, "later", by=alice, at=AT)
    assert queries.queue(declared.of(KEY), alice) == []
    search(LATER)
    assert len(queries.queue(declared.of(KEY), alice)) == 1


def test_two_that_became_different_are_no_pair_any_more(twins: list[Contact], alice: Actor) -> None:
    search()
    other = {"first_name": "Grace", "last_name": "Mensah", "email": "g@m.example", "phone": ""}
    customers.update_contact(twins[0], other, by=alice, at=LATER)
    search(LATER)
    assert not DuplicatePair.objects.exists()


def test_keys_of_what_is_gone_are_forgotten(twins: list[Contact], alice: Actor) -> None:
    search()
    customers.delete_contact(twins[0], by=alice, at=AT)
    search(LATER)
    assert not MatchKey.objects.filter(record_id=twins[0].pk).exists()
    assert queries.queue(declared.of(KEY), alice) == []


def test_a_pair_that_is_merged_is_done_and_open_again_when_that_is_undone(
    twins: list[Contact], alice: Actor
) -> None:
    search()
    done = merged(*twins, by=alice)
    assert DuplicatePair.objects.get().state == PairState.MERGED
    undo(done, by=alice)
    assert DuplicatePair.objects.get().state == PairState.OPEN


def test_a_pair_is_shown_only_to_those_who_may_read_both(
    twins: list[Contact], alice: Actor, bob: Actor, charlie: Actor, people: Any
) -> None:
    search()
    kind = declared.of(KEY)
    assert [len(queries.queue(kind, who)) for who in (alice, bob, charlie)] == [1, 1, 0]
    records.share(twins[0], people.charlie.pk, by=alice, at=AT)
    assert queries.queue(kind, charlie) == []


def test_what_only_a_hidden_field_says_is_not_said(
    twins: list[Contact], people: Any, alice: Actor, system: Actor
) -> None:
    search()
    role = Role.objects.get(key="salesperson")
    hidden = {"email": FieldLevel.HIDDEN, "phone": FieldLevel.HIDDEN}
    identity.set_field_rights(role, KEY, hidden, by=system, at=AT)
    alice.memo.clear()
    (group,) = queries.queue(declared.of(KEY), alice)
    assert group.pairs[0].reasons == ["name 96 % alike"]


def test_pairs_for_which_only_hidden_fields_speak_are_not_even_counted(
    alice: Actor, system: Actor
) -> None:
    for number in range(2):
        contact_of(alice, name=f"Nobody {'XY'[number]}", email="annika@nordhaven.example")
    first, second = sorted(Contact.objects.values_list("pk", flat=True))
    pair = DuplicatePair(entity=KEY, first_id=first, second_id=second, digest="", found_at=AT)
    pair.weight, pair.probability = Decimal(9), Decimal(100)
    pair.reasons = [{"name": "email", "level": 0, "percent": 100}]
    with writing(system):
        pair.save()
    role = Role.objects.get(key="salesperson")
    identity.set_field_rights(role, KEY, {"email": FieldLevel.HIDDEN}, by=system, at=AT)
    alice.memo.clear()
    assert queries.count(alice) == 0
    assert queries.like(Contact.objects.get(pk=pair.first_id), alice) == []
    pair.reasons = [*pair.reasons, {"name": "phone", "level": 0, "percent": 100}]
    with writing(system):
        pair.save()
    assert queries.count(alice) == 1
    (group,) = queries.queue(declared.of(KEY), alice)
    assert (group.pairs[0].verdict, group.pairs[0].reasons) == (Verdict.REVIEW, ["same phone"])


@pytest.mark.parametrize(("who", "error"), [("charlie", NotFoundError), ("ann", NotAllowedError)])
def test_others_decide_nothing(
    who: str, error: type[Exception], twins: list[Contact], request: pytest.FixtureRequest
) -> None:
    search()
    actor, events = request.getfixturevalue(who), EventRecord.objects.count()
    with pytest.raises(error):
        actions.decide(DuplicatePair.objects.get().pk, "apart", by=actor, at=AT)
    assert DuplicatePair.objects.get().state == PairState.OPEN
    assert EventRecord.objects.count() == events


def test_a_pair_is_decided_as_one_of_the_states(twins: list[Contact], alice: Actor) -> None:
    search()
    with pytest.raises(InvalidError):
        actions.decide(DuplicatePair.objects.get().pk, "merged", by=alice, at=AT)


def test_people_do_not_start_searches(alice: Actor) -> None:
    with pytest.raises(NotAllowedError):
        actions.start_search(KEY, by=alice, at=AT)
    assert not MatchSearch.objects.exists()


def test_rows_of_an_import_are_told_whom_they_may_be(
    twins: list[Contact], alice: Actor, charlie: Actor
) -> None:
    search()
    row = {"first_name": "Annika", "last_name": "Lindquist", "email": "annika@nordhaven.example"}
    stranger = {"first_name": "Zoltán", "last_name": "Kovács", "email": "z@k.example"}
    entity = registry.of(Contact)
    found, nobody = queries.candidates(entity, [row, stranger], alice)
    assert {each.pk for each in found} == {twin.pk for twin in twins}
    assert "same email" in found[0].reasons
    assert nobody == []
    assert queries.candidates(entity, [row], charlie) == [[]]


def test_candidates_cost_the_same_for_one_row_and_for_many(
    twins: list[Contact], alice: Actor
) -> None:
    search()
    row = {"first_name": "Annika", "last_name": "Lindqvist", "email": "annika@nordhaven.example"}
    counts = []
    for many in (1, 20):
        with CaptureQueriesContext(connection) as captured:
            queries.candidates(registry.of(Contact), [row] * many, alice)
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_companies_are_found_by_domain_and_name(alice: Actor) -> None:
    for name in ("Kessler GmbH", "Halcyon Power Lda"):
        account_of(alice, name=name)
    site = "https://www.nordhaven.example"
    account_of(alice, name="Nordhaven Cold Chain AB", website=site)
    account_of(alice, name="Nordhaven Cold Chain", website=f"{site}/en")
    search(key="customers.account")
    (group,) = queries.queue(declared.of("customers.account"), alice)
    assert set(group.pairs[0].reasons) == {"same company name", "same domain"}
