"""A verb locks a row of all rows of its kind, within its transaction; anything less is refused, not passed over."""

from datetime import datetime

import pytest
from django.db import transaction
from django.db.transaction import TransactionManagementError

from dealwright.core.actor import Actor
from dealwright.core.errors import NotFoundError
from dealwright.customers import actions as customers
from dealwright.customers.models import Account
from tests.factories.customers import account_of

pytestmark = pytest.mark.django_db


def test_a_row_is_locked_with_the_rows_that_its_links_lead_to(
    alice: Actor, django_assert_num_queries
) -> None:
    account = account_of(alice)
    with django_assert_num_queries(1):
        assert Account.objects.lock(account.pk, "owner").owner.pk == alice.id


def test_a_row_that_is_gone_is_refused(alice: Actor, at: datetime) -> None:
    account = account_of(alice)
    customers.delete_account(account, by=alice, at=at)
    for links in ((), ("owner",)):
        with pytest.raises(NotFoundError, match="gone"):
            Account.objects.lock(account.pk, *links)


def test_some_rows_of_a_kind_are_not_locked_as_all_are(alice: Actor, charlie: Actor) -> None:
    """What was chosen before would not be asked of the row: a stranger would lock it, and change it."""
    account = account_of(alice)
    chosen = (
        Account.objects.filter(name=account.name),
        Account.objects.exclude(name=account.name),
        Account.objects.visible_to(charlie),
        Account.objects.none(),
        Account.objects.order_by("pk")[:1],
        Account.objects.select_related("owner"),
        Account.objects.get(pk=account.pk).subsidiaries.all(),
    )
    for rows in chosen:
        with pytest.raises(TypeError, match="every row of its kind"):
            rows.lock(account.pk)


@pytest.mark.django_db(transaction=True)
def test_a_row_is_locked_within_a_transaction_alone(alice: Actor) -> None:
    """The first time, and when its statement is kept."""
    account = account_of(alice)
    for links in ((), ("owner",)):
        with pytest.raises(TransactionManagementError):
            Account.objects.lock(account.pk, *links)
        with transaction.atomic():
            assert Account.objects.lock(account.pk, *links) == account
        with pytest.raises(TransactionManagementError):
            Account.objects.lock(account.pk, *links)
