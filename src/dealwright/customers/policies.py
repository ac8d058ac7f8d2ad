"""Who may do what to accounts and contacts."""

from dealwright.core.actor import Actor
from dealwright.customers.models import Account, Contact
from dealwright.identity import access
from dealwright.identity.privileges import Privilege


def can_create_account(actor: Actor) -> bool:
    return access.may(actor, Privilege.CREATE, "customers.account")


def can_edit_account(actor: Actor, account: Account) -> bool:
    return access.can(actor, Privilege.WRITE, "customers.account", account)


def can_delete_account(actor: Actor, account: Account) -> bool:
    return access.can(actor, Privilege.DELETE, "customers.account", account)


def can_create_contact(actor: Actor) -> bool:
    return access.may(actor, Privilege.CREATE, "customers.contact")


def can_edit_contact(actor: Actor, contact: Contact) -> bool:
    return access.can(actor, Privilege.WRITE, "customers.contact", contact)


def can_delete_contact(actor: Actor, contact: Contact) -> bool:
    return access.can(actor, Privilege.DELETE, "customers.contact", contact)
