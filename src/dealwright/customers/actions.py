"""Verbs on accounts and contacts."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext_lazy as _

from dealwright.core import registers
from dealwright.core.action import action
from dealwright.core.actor import Actor
from dealwright.core.addresses import normal_email, normal_phone
from dealwright.core.errors import InvalidError, require
from dealwright.customers import policies
from dealwright.customers.models import Account, Contact
from dealwright.organisation import queries as organisation
from dealwright.records import hierarchies, numbering, writing

NUMBER = "ACC"
PHONES = ("phone", "mobile")


@action
def create_accounts(rows: Sequence[Mapping[str, Any]], *, by: Actor, at: datetime) -> list[Account]:
    """Add accounts. An account without a currency gets that of its price list, or else the base currency.

    Refuses: not permitted, links that cannot be read, a price list in another currency; nothing is half written.
    """
    selling = organisation.current_for(by)
    normal = writing.each(rows, lambda row: _normal(row, selling.country))
    built = writing.build(Account, normal, by=by, at=at)
    prefetch_related_objects(built, "price_list")
    _settle_currencies(built, base=selling.currency)
    writing.each(built, _refuse_foreign_list)
    for account, number in zip(built, numbering.take(NUMBER, at=at, count=len(built)), strict=True):
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
    """Change an account. Refuses: not permitted, changed meanwhile, a parent that is its own subsidiary, a
    price list in another currency.
    """
    if values.get("parent"):
        hierarchies.hold(Account)
    account = Account.objects.lock(account.pk)
    require(policies.can_edit_account(by, account))
    normal = _normal(values, organisation.current_for(by).country)
    changes = writing.apply(account, normal, by=by, version=version)
    if "parent" in changes and account.parent_id:
        _refuse_circle(account)
    if "currency" in changes or "price_list" in changes:
        _refuse_foreign_list(account)
    return writing.save(account, changes, by=by, at=at)


@action
def delete_account(account: Account, *, by: Actor, at: datetime) -> None:
    """Delete an account that nothing refers to."""
    writing.remove(Account.objects.lock(account.pk), by=by, at=at)


@action
def create_contacts(rows: Sequence[Mapping[str, Any]], *, by: Actor, at: datetime) -> list[Contact]:
    """Add contacts. Refuses people without the right and accounts that cannot be read."""
    country = organisation.current_for(by).country
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
    normal = _normal(values, organisation.current_for(by).country)
    changes = writing.apply(contact, normal, by=by, version=version)
    return writing.save(contact, changes, by=by, at=at)


@action
def delete_contact(contact: Contact, *, by: Actor, at: datetime) -> None:
    """Delete a contact that nothing refers to."""
    writing.remove(Contact.objects.lock(contact.pk), by=by, at=at)


def _normal(values: Mapping[str, Any], country: str) -> dict[str, Any]:
    """Email, phone and numbers of registers in their one form; the rest as it is."""
    normal = dict(values)
    if normal.get("email"):
        normal["email"] = normal_email(normal["email"])
    for name in PHONES:
        if normal.get(name):
            normal[name] = normal_phone(normal[name], country=country, field=name)
    return normal | registers.normal(normal)


def _settle_currencies(accounts: Sequence[Account], *, base: str) -> None:
    """Give accounts without a currency that of their price list, or else the base currency."""
    for account in accounts:
        listed = account.price_list
        account.currency = account.currency or (listed.currency if listed else base)


def _refuse_foreign_list(account: Account) -> Account:
    if account.price_list is None or account.price_list.currency == account.currency:
        return account
    sentence = _("This price list is in %(list)s, the account in %(account)s.")
    currencies = {"list": account.price_list.currency, "account": account.currency}
    raise InvalidError({"price_list": sentence % currencies})


def _refuse_circle(account: Account) -> None:
    if hierarchies.closes_circle(account):
        raise InvalidError({"parent": _("That account belongs below this one already.")})
