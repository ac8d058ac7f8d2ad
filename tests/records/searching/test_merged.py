"""What was merged away is found as the record that it is by now."""

import pytest

from dealwright.core.actor import Actor
from dealwright.records.searching import finding
from dealwright.records.searching.finding import Hit
from tests.factories.customers import account_of, contact_of
from tests.records.changesets.acting import undo
from tests.records.merging.merging import merged

pytestmark = pytest.mark.django_db


def hits(text: str, actor: Actor) -> list[Hit]:
    return list(finding.search(text, actor).hits)


def test_the_number_of_a_merged_record_finds_the_one_that_was_kept(alice: Actor) -> None:
    winner, loser = account_of(alice, "Nordhaven AB"), account_of(alice, "Sundfrakt")
    merged(winner, loser, by=alice)
    (hit,) = hits(loser.number.lower(), alice)
    assert (hit.id, hit.merged) == (winner.pk, loser.number)
    assert loser.number in hit.beside


def test_the_whole_name_of_a_merged_record_finds_the_one_that_was_kept(alice: Actor) -> None:
    winner, loser = contact_of(alice, "Annika Berg"), contact_of(alice, "Anni Lind")
    merged(winner, loser, by=alice)
    assert [(hit.id, hit.merged) for hit in hits("anni  lind", alice)] == [(winner.pk, "Anni Lind")]
    assert hits("anni", alice)[0].merged == ""


def test_a_chain_of_merges_is_followed_to_its_end(alice: Actor) -> None:
    last, next_, first = (account_of(alice, name) for name in ("Nordhaven", "Sundfrakt", "Alt"))
    merged(next_, first, by=alice)
    merged(last, next_, by=alice)
    assert [hit.id for hit in hits(first.number, alice)] == [last.pk]


def test_a_record_found_by_its_own_name_too_is_shown_once(alice: Actor) -> None:
    winner, loser = account_of(alice, "Nordhaven"), account_of(alice, "Nordhaven")
    merged(winner, loser, by=alice)
    assert [(hit.id, hit.merged, hit.rank) for hit in hits("Nordhaven", alice)] == [
        (winner.pk, loser.number, 0)
    ]


def test_who_may_not_read_the_winner_learns_nothing(alice: Actor, charlie: Actor) -> None:
    winner, loser = account_of(alice, "Nordhaven AB"), account_of(alice, "Sundfrakt")
    merged(winner, loser, by=alice)
    assert hits(loser.number, charlie) == []


def test_an_undone_merge_leads_to_the_record_itself_again(alice: Actor) -> None:
    winner, loser = account_of(alice, "Nordhaven AB"), account_of(alice, "Sundfrakt")
    undo(merged(winner, loser, by=alice), by=alice)
    assert [(hit.id, hit.merged) for hit in hits(loser.number, alice)] == [(loser.pk, "")]
