"""Verbs on price lists."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q, prefetch_related_objects
from django.utils.translation import gettext_lazy as _

from dealwright.catalog import policies
from dealwright.catalog.events import PriceListMadeDefault
from dealwright.catalog.models import PriceList
from dealwright.core.action import action
from dealwright.core.actor import Actor
from dealwright.core.clock import local_date
from dealwright.core.errors import InvalidError, refuse_unless, require
from dealwright.organisation import queries as organisation
from dealwright.records import hierarchies, writing

type Values = Mapping[str, Any]

OF_RELATIVES = {"currency", "includes_tax", "parent"}  # what a list and its parent must agree on


@action
def create_price_lists(rows: Sequence[Values], *, by: Actor, at: datetime) -> list[PriceList]:
    """Add price lists; in the base currency and from today unless said otherwise.

    Refuses people without the right, a name that is taken, a second default for a currency, a parent in other money or
    whose prices differ in whether they include tax.
    """
    selling = organisation.current()
    usual = {"currency": selling.currency, "valid_from": local_date(at, selling.time_zone)}
    given = [
        usual | {name: value for name, value in row.items() if value is not None} for row in rows
    ]
    if any(row.get("parent") for row in given):
        hierarchies.hold(PriceList)
    built = writing.build(PriceList, given, by=by, at=at)
    _refuse_foreign_parents(built)
    return writing.insert(built, by=by, at=at)


def create_price_list(values: Values, *, by: Actor, at: datetime) -> PriceList:
    """Add one price list."""
    return create_price_lists([values], by=by, at=at)[0]


@action
def update_price_list(
    price_list: PriceList, values: Values, *, by: Actor, at: datetime, version: int | None = None
) -> PriceList:
    """Change a price list. Refuses: not permitted, changed meanwhile, another currency once it has prices or
    relatives, a parent in another currency or one that stands below it, prices with tax beside relatives without.
    """
    if OF_RELATIVES & set(values):
        hierarchies.hold(PriceList)
    price_list = PriceList.objects.lock(price_list.pk)
    require(policies.can_edit(by, price_list))
    changes = writing.apply(price_list, values, by=by, version=version)
    refuse_unless(
        "currency" not in changes or not price_list.items.exists(),
        _("This list has prices already, and they are in its present currency."),
        remedy=_("Add another price list for the other currency."),
    )
    if OF_RELATIVES & set(changes):
        _refuse_circle(price_list)
        _refuse_foreign_relatives(price_list)
    return writing.save(price_list, changes, by=by, at=at)


@action
def delete_price_list(price_list: PriceList, *, by: Actor, at: datetime) -> None:
    """Delete a price list with its items. Refuses one that accounts or documents refer to."""
    writing.remove(PriceList.objects.lock(price_list.pk), by=by, at=at)


@action
def make_default(price_list: PriceList, *, by: Actor, at: datetime) -> PriceList:
    """Make a list the one that new documents in its currency start with, in place of the present one.

    Refuses: not permitted, an inactive list. The default again changes nothing.
    """
    former = Q(currency=price_list.currency, is_default=True)
    both = PriceList.objects.select_for_update().filter(former | Q(pk=price_list.pk))
    locked = list(both.order_by("pk"))
    chosen = PriceList.objects.lock(price_list.pk)
    require(policies.can_edit(by, chosen))
    refuse_unless(
        chosen.is_active,
        _("This price list is not active."),
        remedy=_("Activate it first."),
    )
    for other in locked:
        if other.pk != chosen.pk:
            writing.save(other, writing.apply(other, {"is_default": False}, by=by), by=by, at=at)
    changes = writing.apply(chosen, {"is_default": True}, by=by)
    event = PriceListMadeDefault(currency=chosen.currency) if changes else None
    return writing.save(chosen, changes, by=by, at=at, event=event)


def _refuse_circle(price_list: PriceList) -> None:
    if hierarchies.closes_circle(price_list):
        raise InvalidError({"parent": _("That list takes prices from this one already.")})


def _refuse_foreign_parents(price_lists: Sequence[PriceList]) -> None:
    """InvalidError when a list would take prices from one in other money, or with tax where its own are without."""
    prefetch_related_objects(price_lists, "parent")
    for price_list in price_lists:
        if price_list.parent and price_list.parent.currency != price_list.currency:
            raise InvalidError({"parent": _("The parent is in another currency.")})
        if price_list.parent and price_list.parent.includes_tax != price_list.includes_tax:
            raise InvalidError(
                {
                    "parent": _(
                        "Of the two lists, the prices of one include tax and the other's do not."
                    )
                }
            )


def _refuse_foreign_relatives(price_list: PriceList) -> None:
    _refuse_foreign_parents([price_list])
    foreign = price_list.children.exclude(currency=price_list.currency)
    differing = price_list.children.exclude(includes_tax=price_list.includes_tax)
    refuse_unless(
        not differing.exists(),
        _("Other lists take their prices from this one, with tax or without as they stand now."),
        remedy=_("Give those lists another parent first, or add another price list."),
    )
    refuse_unless(
        not foreign.exists(),
        _("Other lists take their prices from this one, in its present currency."),
        remedy=_("Add another price list for the other currency."),
    )
