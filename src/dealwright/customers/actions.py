"""Verbs on accounts and contacts."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _

from dealwright.core.action import action
from dealwright.core.actor import Actor
from dealwright.core.addresses import normal_email, normal_phone
from dealwright.core.errors import InvalidError, require
from dealwright.customers import policies
from dealwright.customers.models import Account, Contact
from dealwright.organisation import queries as organisation
from dealwright.records import numbering, writing

NUMBER = "ACC"
PHONES = ("phone", "mobile")


@action
def create_accounts(
    rows: Sequence[Mapping[str, Any]], *, by: Actor, at: datetime
) -> list[Account]:
    """Add accounts. Refuses people without the right and links that cannot be read; nothing is half written."""
    selling = organisation.current()
    base = {"currency": selling.currency}
    normal = writing.each(rows, lambda row: _normal(base | dict(row), selling.country))
    built = writing.build(Account, normal, by=by, at=at)
    for account, number in zip(
        built, numbering.take(NUMBER, at=at, count=len(built)), strict=True
    ):
        account.number = number
    return writing.insert(built, by=by, at=at)


def create_account(values: Mapping[str, Any], *, by: Actor, at: datetime) -> Account:
    """Add one account."""
    return create_accounts([values], by=by, at=at)[0]


@action
def update_account(
    account: Account,
    values: Mapping[str, Any],
    *,
    by: Actor,
    at: datetime,
    version: int | None = None,
) -> Account:
    """Change an account. Refuses: not permitted, changed meanwhile, a parent that is its own subsidiary."""
    account = Account.objects.lock(account.pk)
    require(policies.can_edit_account(by, account))
    normal = _normal(values, organisation.current().country)
    changes = writing.apply(account, normal, by=by, version=version)
    if "parent" in changes and account.parent_id:
        _refuse_circle(account)
    return writing.save(account, changes, by=by, at=at)


@action
def delete_account(account: Account, *, by: Actor, at: datetime) -> None:
    """Delete an account that nothing refers to."""
    writing.remove(Account.objects.lock(account.pk), by=by, at=at)


@action
def create_contacts(
    rows: Sequence[Mapping[str, Any]], *, by: Actor, at: datetime
) -> list[Contact]:
    """Add contacts. Refuses people without the right and accounts that cannot be read."""
    country = organisation.current().country
    normal = writing.each(rows, lambda row: _normal(row, country))
    built = writing.build(Contact, normal, by=by, at=at)
    return writing.insert(built, by=by, at=at)


def create_contact(values: Mapping[str, Any], *, by: Actor, at: datetime) -> Contact:
    """Add one contact."""
    return create_contacts([values], by=by, at=at)[0]


@action
def update_contact(
    contact: Contact,
    values: Mapping[str, Any],
    *,
    by: Actor,
    at: datetime,
    version: int | None = None,
) -> Contact:
    """Change a contact. Refuses: not permitted, changed meanwhile."""
    contact = Contact.objects.lock(contact.pk)
    require(policies.can_edit_contact(by, contact))
    normal = _normal(values, organisation.current().country)
    changes = writing.apply(contact, normal, by=by, version=version)
    return writing.save(contact, changes, by=by, at=at)


@action
def delete_contact(contact: Contact, *, by: Actor, at: datetime) -> None:
    """Delete a contact that nothing refers to."""
    writing.remove(Contact.objects.lock(contact.pk), by=by, at=at)


def _normal(values: Mapping[str, Any], country: str) -> dict[str, Any]:
    """Email and phone in their one form; the rest as it is."""
    normal = dict(values)
    if normal.get("email"):
        normal["email"] = normal_email(normal["email"])
    for name in PHONES:
        if normal.get(name):
            normal[name] = normal_phone(normal[name], country=country, field=name)
    return normal


ANCESTORS = """
WITH RECURSIVE above AS (
    SELECT id, parent_id FROM customers_account WHERE id = %(parent)s
    UNION
    SELECT up.id, up.parent_id FROM customers_account up JOIN above ON up.id = above.parent_id
)
SELECT EXISTS (SELECT FROM above WHERE id = %(account)s)
"""


def _refuse_circle(account: Account) -> None:
    with connection.cursor() as cursor:
        cursor.execute(ANCESTORS, {"parent": account.parent_id, "account": account.pk})
        (circle,) = cursor.fetchone()
    if circle:
        raise InvalidError({"parent": _("That account belongs below this one already.")})
