"""Bulk delete: every record by its kind's own verb, brought back by undo with its own id."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db.models import CASCADE

from dealwright.core import changesets
from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError, NotAllowedError
from dealwright.customers.models import Account, Contact
from dealwright.events.models import EventRecord
from dealwright.exchange.undoable import IMPORT
from dealwright.opportunities import actions as opportunities
from dealwright.opportunities.models import DealSpan, Opportunity
from dealwright.quotes.models import QuoteFile
from dealwright.records import registry
from dealwright.records.changesets import actions
from dealwright.records.changesets.models import ChangeSet, State
from tests.factories.customers import account_of, contact_of
from tests.factories.opportunities import deal_of
from tests.records.changesets.acting import outcomes, rows_of, undo, work_off

pytestmark = pytest.mark.django_db


def delete(model: type, *, by: Actor, at: datetime, count: int | None = None) -> ChangeSet:
    entity = registry.of(model)
    return actions.delete_many(entity, entity.rows(by), by=by, at=at, count=count)


def test_every_record_is_deleted_and_undo_brings_all_back_as_they_were(
    bob: Actor, at: datetime
) -> None:
    for name in ("Alfa", "Beta", "Gamma"):
        account_of(bob, name=name, industry="food", employees=7)
    before = rows_of(Account)

    done = work_off(delete(Account, by=bob, at=at))

    assert (done.kind, done.state, done.changed, done.refused) == ("delete", State.DONE, 3, 0)
    assert not Account.objects.exists()
    undone = undo(done, by=bob)
    assert (undone.changed, undone.refused) == (3, 0)
    assert rows_of(Account) == before


def test_what_others_refer_to_is_refused_and_the_others_are_gone(bob: Actor, at: datetime) -> None:
    used, free = account_of(bob, name="Used"), account_of(bob, name="Free")
    contact_of(bob, account=used)
    done = work_off(delete(Account, by=bob, at=at))
    assert outcomes(done) == {"Used": "refused", "Free": "changed"}
    assert "contacts" in done.rows.get(label="Used").reason
    assert list(Account.objects.all()) == [used]
    assert not EventRecord.objects.filter(change_set=done.pk, subject_id=used.pk).exists()
    assert not Account.objects.filter(pk=free.pk).exists()


def test_a_parent_goes_with_its_subsidiaries_in_whatever_order_they_stand(
    bob: Actor, at: datetime
) -> None:
    parent = account_of(bob, name="Parent")
    account_of(bob, name="Child", parent=parent)
    done = work_off(delete(Account, by=bob, at=at))
    assert (done.changed, done.refused) == (2, 0)
    undone = undo(done, by=bob)
    assert (undone.changed, undone.refused) == (2, 0)
    assert Account.objects.get(name="Child").parent == parent


def test_records_beyond_the_actors_right_to_delete_are_refused(
    alice: Actor, ann: Actor, at: datetime
) -> None:
    account_of(alice, name="Hers")
    account_of(ann, name="Anns")
    done = work_off(delete(Account, by=alice, at=at))
    assert outcomes(done)["Anns"] == "refused"
    assert [account.name for account in Account.objects.filter(name="Anns")] == ["Anns"]


def past_of(deals: Iterable[Opportunity]) -> list[dict[str, Any]]:
    return list(DealSpan.objects.filter(deal__in=deals).order_by("deal", "valid_from").values())


def test_deals_come_back_with_their_past_in_stages(bob: Actor, at: datetime) -> None:
    deals = [deal_of(bob), deal_of(bob)]
    opportunities.update(deals[0], {"close_on": at.date()}, by=bob, at=at + timedelta(days=3))
    before, past = rows_of(Opportunity), past_of(deals)
    assert len(past) == 3

    done = work_off(delete(Opportunity, by=bob, at=at + timedelta(days=4)))

    assert (done.changed, DealSpan.objects.count()) == (2, 0)
    undone = undo(done, by=bob)
    assert (undone.changed, undone.refused) == (2, 0)
    assert rows_of(Opportunity) == before
    assert past_of(deals) == past


def test_deals_of_an_import_come_back_when_its_undo_is_undone(bob: Actor, at: datetime) -> None:
    made = actions.begin(IMPORT, name="Old system", by=bob, at=at)
    with changesets.within(made.pk):
        deal = deal_of(bob)
    past = past_of([deal])
    back = undo(actions.end(made, by=bob, at=at), by=bob)
    assert not Opportunity.objects.exists()
    again = undo(back, by=bob)
    assert (again.changed, again.refused) == (1, 0)
    assert Opportunity.objects.get() == deal
    assert past_of([deal]) == past


def test_spans_are_copied_when_they_are_deleted_and_never_else(bob: Actor, at: datetime) -> None:
    copies: Any = DealSpan.pgh_event_model  # type: ignore[attr-defined]
    deal_of(bob)
    assert not copies.objects.exists()
    work_off(delete(Opportunity, by=bob, at=at))
    assert [copy.pgh_label for copy in copies.objects.all()] == ["delete"]


def parts_of(model: Any) -> list[Any]:
    return [
        relation.related_model
        for relation in model._meta.related_objects
        if relation.on_delete is CASCADE and relation.related_model is not model
    ]


def test_of_every_kind_that_is_deleted_all_parts_are_copied() -> None:
    kinds = [entity.model for entity in registry.entities() if entity.delete]
    assert Opportunity in kinds
    parts = {part for kind in kinds for part in parts_of(kind)}
    assert DealSpan in parts
    uncopied = {part for part in parts if not hasattr(part, "pgh_event_model")}
    assert uncopied == {QuoteFile}  # of quotes only drafts are deleted, and these have no file yet


def test_who_may_delete_nothing_is_refused_and_no_change_set_is_left(
    bob: Actor, mia: Actor, at: datetime
) -> None:
    contact_of(bob, account=account_of(bob))
    with pytest.raises(NotAllowedError):
        delete(Opportunity, by=mia, at=at)
    assert not ChangeSet.objects.exists()
    assert Contact.objects.exists()


def test_another_number_than_was_confirmed_is_refused(bob: Actor, at: datetime) -> None:
    account_of(bob)
    account_of(bob)
    with pytest.raises(InvalidError, match="2 records, no longer 1"):
        delete(Account, by=bob, at=at, count=1)
    assert not ChangeSet.objects.exists()
    assert Account.objects.count() == 2
    assert not EventRecord.objects.filter(subject_type="records.changeset").exists()


def test_what_matches_only_later_is_not_taken(bob: Actor, at: datetime) -> None:
    account_of(bob, name="Then")
    started = delete(Account, by=bob, at=at, count=1)
    account_of(bob, name="Later")
    work_off(started)
    assert [account.name for account in Account.objects.all()] == ["Later"]
