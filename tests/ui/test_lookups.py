"""Lookups of link fields: what a fragment offers."""

import pytest

from dealwright.core.actor import Actor
from dealwright.ui import finding
from tests.factories.customers import account_of, contact_of
from tests.records.merging.merging import merged

pytestmark = pytest.mark.django_db

ACCOUNT, CONTACT = "customers.account", "customers.contact"


def offered(key: str, fragment: str, actor: Actor) -> list[str]:
    return [option.label for option in finding.options(key, fragment, actor)]


def test_accents_and_the_order_of_words_do_not_matter(alice: Actor) -> None:
    contact_of(alice, "Annika Sjöberg")
    assert offered(CONTACT, "sjoberg ann", alice) == ["Annika Sjöberg"]


def test_only_records_of_the_kind_are_offered(alice: Actor) -> None:
    account_of(alice, "Harbour Works")
    contact_of(alice, "Harbour Master")
    assert offered(ACCOUNT, "harb", alice) == ["Harbour Works"]


def test_the_inside_of_a_word_that_was_just_written_is_found(alice: Actor) -> None:
    account_of(alice, "Nordhaven")
    assert offered(ACCOUNT, "dhave", alice) == ["Nordhaven"]


def test_no_fragment_and_a_single_letter_offer_the_first_by_name(alice: Actor) -> None:
    for name in ("Beta", "Alpha"):
        account_of(alice, name)
    assert offered(ACCOUNT, "", alice) == ["Alpha", "Beta"]
    assert offered(ACCOUNT, "b", alice) == ["Beta"]


def test_a_stranger_is_offered_nothing(alice: Actor, charlie: Actor) -> None:
    account_of(alice, "Nordhaven")
    assert offered(ACCOUNT, "nord", charlie) == []
    assert offered(ACCOUNT, "dhave", charlie) == []


def test_a_record_that_was_merged_away_offers_the_one_that_was_kept(alice: Actor) -> None:
    winner, loser = account_of(alice, "Nordhaven AB"), account_of(alice, "Sundfrakt")
    merged(winner, loser, by=alice)
    (option,) = finding.options(ACCOUNT, "Sundfrakt", alice)
    assert option.value == winner.pk
    assert loser.number in option.about
