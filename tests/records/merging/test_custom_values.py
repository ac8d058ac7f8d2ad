"""What administrators let records say: a merge chooses among it as among all other values, and loses none."""

from decimal import Decimal
from typing import Any

import pytest

from dealwright.core.actor import Actor
from dealwright.records.custom import actions as custom
from tests.factories.customers import account_of, contact_of
from tests.people import AT
from tests.records.changesets.acting import undo
from tests.records.custom.conftest import add, choices
from tests.records.merging.merging import merged

__all__ = ["add"]  # a fixture
pytestmark = pytest.mark.django_db
ACCOUNT, CONTACT = "customers.account", "customers.contact"


def test_what_the_winner_does_not_say_is_taken_from_a_loser_and_goes_with_an_undo(
    add: Any, alice: Actor
) -> None:
    add("Budget", "money")
    add("Floors", "integer")
    add("Tags", "list", choices=choices("A", "B"))
    winner = account_of(alice, "Nordhaven", cf_floors=2)
    values = {"cf_budget": Decimal(5), "cf_floors": 3, "cf_tags": ["a", "b"]}
    loser = account_of(alice, "Nordhaven AB", **values)
    before = dict(winner.custom)
    change_set = merged(winner, loser, by=alice)
    winner.refresh_from_db()
    assert winner.custom.number_cf_budget == Decimal(5)
    assert (winner.custom.whole_cf_floors, winner.custom.list_cf_tags) == (2, ["a", "b"])
    undo(change_set, by=alice)
    for row in (winner, loser):
        row.refresh_from_db()
    assert winner.custom == before
    assert loser.custom.number_cf_budget == Decimal(5)


def test_a_value_can_be_picked(add: Any, alice: Actor) -> None:
    add("Floors", "integer")
    winner, loser = (account_of(alice, name, cf_floors=n) for name, n in (("A", 2), ("B", 3)))
    merged(winner, loser, by=alice, picks={"cf_floors": loser.pk})
    winner.refresh_from_db()
    assert winner.custom.whole_cf_floors == 3


def test_what_only_one_record_may_have_goes_over(add: Any, alice: Actor) -> None:
    add("Registration", is_unique=True)
    winner, loser = account_of(alice, "A"), account_of(alice, "B", cf_registration="HRB 1")
    undo(merged(winner, loser, by=alice), by=alice)
    merged(winner, loser, by=alice)
    winner.refresh_from_db()
    assert winner.custom.text_cf_registration == "HRB 1"


def test_a_choice_that_was_retired_stays_what_it_was(add: Any, admin: Actor, alice: Actor) -> None:
    field = add("Size", "choice", choices=choices("Small", "Large"))
    small = field.choices[0]["value"]
    winner, loser = account_of(alice, "A"), account_of(alice, "B", cf_size=small)
    kept = [field.choices[0] | {"is_retired": True}, field.choices[1]]
    custom.change_field(field, {"choices": kept}, by=admin, at=AT)
    merged(winner, loser, by=alice)
    winner.refresh_from_db()
    assert winner.custom.text_cf_size == small


# formulas


def test_formulas_follow_the_links_that_move_and_move_back(add: Any, alice: Actor) -> None:
    add("Label", "formula", entity=CONTACT, formula='concat(last_name, ", ", account.name)')
    winner, loser = account_of(alice, "Nordhaven"), account_of(alice, "Sydhaven")
    contact = contact_of(alice, account=loser.pk, last_name="Berg")
    change_set = merged(winner, loser, by=alice)
    contact.refresh_from_db()
    assert contact.custom == {"cf_label": "Berg, Nordhaven"}
    undo(change_set, by=alice)
    contact.refresh_from_db()
    assert contact.custom == {"cf_label": "Berg, Sydhaven"}


def test_formulas_follow_custom_links_too(add: Any, alice: Actor) -> None:
    add("Partner", "link", entity=CONTACT, to=ACCOUNT)
    add("Label", "formula", entity=CONTACT, formula="cf_partner.name")
    winner, loser = account_of(alice, "Nordhaven"), account_of(alice, "Sydhaven")
    contact = contact_of(alice, cf_partner=loser.pk)
    change_set = merged(winner, loser, by=alice)
    contact.refresh_from_db()
    assert contact.custom["cf_label"] == "Nordhaven"
    undo(change_set, by=alice)
    contact.refresh_from_db()
    assert contact.custom["cf_label"] == "Sydhaven"
