"""What becomes of custom links when the record they lead to is deleted: it is kept, or they are cleared."""

from datetime import datetime
from functools import partial
from threading import Event

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dealwright.core.action import action
from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError, RefusedError
from dealwright.customers import actions as customers
from dealwright.customers.models import Account
from dealwright.events.models import EventRecord
from dealwright.records import registry
from dealwright.records.changesets import actions as changesets
from dealwright.records.custom import actions
from dealwright.records.custom.models import CustomLink
from tests.racing import race, until_another_waits
from tests.records.changesets.acting import undo, work_off
from tests.records.custom.conftest import ACCOUNT, Add, Make

pytestmark = pytest.mark.django_db


def now(row: Account) -> Account:
    return Account.objects.get(pk=row.pk)


def test_a_link_that_is_to_be_cleared_is_cleared_with_the_deletion_and_told(
    add: Add, account: Make, alice: Actor, at: datetime
) -> None:
    add("Partner", "link", to=ACCOUNT, when_deleted="clear")
    target = account("Target")
    holder = account("Holder", cf_partner=target.pk)
    customers.delete_account(target, by=alice, at=at)
    assert now(holder).custom.get("cf_partner") is None
    assert now(holder).version == holder.version + 1
    assert not CustomLink.objects.exists()
    told = EventRecord.objects.filter(subject_id=holder.pk).latest("pk")
    assert told.changes == {"cf_partner": [str(target.pk), None]}
    assert told.on_behalf_of == alice.name


def test_one_field_that_keeps_it_is_enough_and_nothing_is_cleared(
    add: Add, account: Make, alice: Actor, at: datetime
) -> None:
    add("Partner", "link", to=ACCOUNT, when_deleted="clear")
    add("Owner of it", "link", to=ACCOUNT)
    target = account("Target")
    holder = account("Holder", cf_partner=target.pk)
    keeper = account("Keeper", cf_owner_of_it=target.pk)
    before = EventRecord.objects.count()
    with pytest.raises(RefusedError, match="Owner of it"):
        customers.delete_account(target, by=alice, at=at)
    assert (Account.objects.count(), EventRecord.objects.count()) == (3, before)
    assert now(holder).version == now(keeper).version == 1
    assert CustomLink.objects.count() == 2


def test_a_retired_field_keeps_what_it_leads_to(
    add: Add, account: Make, alice: Actor, admin: Actor, at: datetime
) -> None:
    field = add("Partner", "link", to=ACCOUNT, when_deleted="clear")
    target = account("Target")
    account("Holder", cf_partner=target.pk)
    actions.retire_field(field, by=admin, at=at)
    with pytest.raises(RefusedError, match="Partner"):
        customers.delete_account(target, by=alice, at=at)


def test_an_undo_of_the_deletion_lets_the_link_lead_there_again(
    add: Add, account: Make, alice: Actor, bob: Actor, at: datetime
) -> None:
    add("Partner", "link", to=ACCOUNT, when_deleted="clear")
    target = account("Target")
    holder = account("Holder", cf_partner=target.pk)
    entity = registry.entity(ACCOUNT)
    done = work_off(
        changesets.delete_many(entity, entity.rows(bob).filter(pk=target.pk), by=bob, at=at)
    )
    assert (done.refused, now(holder).custom.get("cf_partner")) == (0, None)
    undo(done, by=bob)
    assert now(holder).custom["cf_partner"] == str(target.pk)
    assert CustomLink.objects.get().target_id == target.pk


def test_only_links_are_cleared(add: Add) -> None:
    for kind, wanted in (("text", "clear"), ("link", "burn")):
        with pytest.raises(InvalidError) as refused:
            add("Partner", kind, to=ACCOUNT if kind == "link" else "", when_deleted=wanted)
        assert "when_deleted" in refused.value.errors


def test_an_administrator_chooses_it_and_changes_it(add: Add, admin: Actor, at: datetime) -> None:
    field = add("Partner", "link", to=ACCOUNT)
    assert field.when_deleted == "keep"
    changed = actions.change_field(field, {"when_deleted": "clear"}, by=admin, at=at)
    assert changed.when_deleted == "clear"
    told = EventRecord.objects.filter(subject_id=field.pk).latest("pk")
    assert told.changes == {"when_deleted": ["keep", "clear"]}


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("when_deleted", ["keep", "clear"] * 3)
def test_a_link_that_is_set_while_its_target_is_deleted_never_leads_to_nothing(
    when_deleted: str, add: Add, account: Make, alice: Actor, at: datetime
) -> None:
    add("Partner", "link", to=ACCOUNT, when_deleted=when_deleted)
    target, holder = account("Target"), account("Holder")
    _done, refused = race(
        partial(customers.delete_account, target, by=alice, at=at),
        partial(customers.update_account, holder, {"cf_partner": target.pk}, by=alice, at=at),
    )
    is_there = Account.objects.filter(pk=target.pk).exists()
    leads = now(holder).custom.get("cf_partner") is not None
    assert CustomLink.objects.exists() is leads
    assert is_there or not leads
    # one of the two gives way, unless the link came first and was cleared with what it led to
    assert len(refused) == 1 or (when_deleted == "clear" and not is_there)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_second_link_to_what_is_being_deleted_is_set_or_refused_and_nobody_hangs(
    add: Add, account: Make, alice: Actor, at: datetime
) -> None:
    """Whoever deletes holds the target and waits for the holder of the first link; who sets the second, the reverse."""
    add("Partner", "link", to=ACCOUNT, when_deleted="clear")
    add("Supplier", "link", to=ACCOUNT, when_deleted="clear")
    target = account("Target")
    holder = account("Holder", cf_partner=target.pk)
    is_held = Event()

    @action
    def set_second(*, by: Actor, at: datetime) -> None:
        Account.objects.lock(holder.pk)
        is_held.set()
        until_another_waits()
        customers.update_account(holder, {"cf_supplier": target.pk}, by=by, at=at)

    def delete() -> None:
        is_held.wait(timeout=30)
        customers.delete_account(target, by=alice, at=at)

    _done, refused = race(partial(set_second, by=alice, at=at), delete)
    assert [error.code for error in refused] == ["crossed"]
    is_there = Account.objects.filter(pk=target.pk).exists()
    leads = [now(holder).custom.get(name) for name in ("cf_partner", "cf_supplier")]
    assert leads == ([str(target.pk)] * 2 if is_there else [None] * 2)
    assert CustomLink.objects.count() == (2 if is_there else 0)


def test_links_of_several_fields_to_one_kind_are_held_by_one_query(
    add: Add, account: Make, alice: Actor, at: datetime
) -> None:
    names = ("Partner", "Supplier", "Auditor")
    for name in names:
        add(name, "link", to=ACCOUNT)
    target, holder = account("Target"), account("Holder")
    values = {f"cf_{name.lower()}": target.pk for name in names}
    with CaptureQueriesContext(
        connection,
    ) as asked:
        customers.update_account(holder, values, by=alice, at=at)
    assert sum("FOR KEY SHARE" in query["sql"] for query in asked) == 1
    assert CustomLink.objects.filter(target_id=target.pk).count() == len(names)
