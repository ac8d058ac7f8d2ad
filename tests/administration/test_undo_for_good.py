"""Undoing an import of deals deletes them for good: the page says so before, and does not promise them after."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from dealwright.core import changesets
from dealwright.core.actor import Actor
from dealwright.exchange.undoable import IMPORT
from dealwright.opportunities.models import Opportunity
from dealwright.records.changesets import actions, queries
from dealwright.records.changesets.models import ChangeSet
from dealwright.records.changesets.undoing import Standing
from tests.factories.customers import account_of
from tests.factories.opportunities import deal_of
from tests.records.changesets.acting import undo

pytestmark = pytest.mark.django_db

type SignIn = Callable[[Actor], Client]

KINDS = {"deals": deal_of, "accounts": account_of}


def imported(kind: str, by: Actor, at: datetime) -> ChangeSet:
    made = actions.begin(IMPORT, name="Old system", by=by, at=at)
    with changesets.within(made.pk):
        KINDS[kind](by)
    return actions.end(made, by=by, at=at)


def text_of(found: ChangeSet, *, signed_in: Client) -> str:
    address = reverse("administration:undo_change_set", args=[found.pk])
    return signed_in.get(address).content.decode()


@pytest.mark.parametrize(("kind", "is_for_good"), [("deals", True), ("accounts", False)])
def test_the_page_says_what_no_undo_brings_back(
    kind: str, alice: Actor, at: datetime, client_for: SignIn, *, is_for_good: bool
) -> None:
    text = text_of(imported(kind, alice, at), signed_in=client_for(alice))
    assert ("no history is kept of spans of deals" in text) == is_for_good
    assert ("undo the undo to have all again" in text) != is_for_good


def test_undoing_that_undo_promises_nothing(alice: Actor, at: datetime, client_for: SignIn) -> None:
    back = undo(imported("deals", alice, at), by=alice)
    found = queries.preview(back, actor=alice)
    assert (found.counts, found.deleted) == ({Standing.FOREIGN: 1}, 0)
    text = text_of(back, signed_in=client_for(alice))
    assert "It had spans of deals, and no history is kept of these." in text
    assert undo(back, by=alice).refused == 1
    assert not Opportunity.objects.exists()
