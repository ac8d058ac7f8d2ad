"""Verbs on price list selectors."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from dealwright.catalog import policies, selecting
from dealwright.catalog.models import PriceListSelector
from dealwright.core.action import action
from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError, require
from dealwright.records import writing

type Values = Mapping[str, Any]

APART = 10  # ranks are given so far apart that others find room between them


@action
def create_price_list_selectors(
    rows: Sequence[Values], *, by: Actor, at: datetime
) -> list[PriceListSelector]:
    """Add selectors, each behind all others unless its rank is given.

    Refuses: not permitted, a name or rank that is taken, a predicate nobody registered, a value it does not know.
    """
    last = PriceListSelector.objects.aggregate(last=Max("rank"))["last"] or 0
    given = [
        {**row, "rank": last + APART * place if row.get("rank") is None else row["rank"]}
        for place, row in enumerate(rows, start=1)
    ]
    built = writing.build(PriceListSelector, given, by=by, at=at)
    return writing.insert(writing.each(built, _with_known_values), by=by, at=at)


@action
def update_price_list_selector(
    selector: PriceListSelector,
    values: Values,
    *,
    by: Actor,
    at: datetime,
    version: int | None = None,
) -> PriceListSelector:
    """Change a selector. Refuses as `create_price_list_selectors`, and one that was changed meanwhile."""
    selector = PriceListSelector.objects.lock(selector.pk)
    require(policies.can_edit(by, selector))
    known = _known({**_meaning(selector), **values}) if {"predicate", "value"} & set(values) else {}
    changes = writing.apply(selector, {**values, **known}, by=by, version=version)
    return writing.save(selector, changes, by=by, at=at)


@action
def delete_price_list_selector(selector: PriceListSelector, *, by: Actor, at: datetime) -> None:
    """Delete a selector; quotes keep the list that they have. Refuses people without the right."""
    writing.remove(PriceListSelector.objects.lock(selector.pk), by=by, at=at)


def _meaning(selector: PriceListSelector) -> Values:
    return {"predicate": selector.predicate, "value": selector.value}


def _with_known_values(selector: PriceListSelector) -> PriceListSelector:
    selector.value = _known(_meaning(selector))["value"]
    return selector


def _known(meaning: Values) -> dict[str, str]:
    """The values in the form in which they are compared. InvalidError names what is not known."""
    predicate = selecting.PREDICATES.get(meaning["predicate"])
    if predicate is None:
        raise InvalidError({"predicate": _("Customers are not told apart by this.")})
    typed = selecting.values_of(meaning["value"] or "")
    stored = [predicate.stored(value) for value in typed]
    unknown = [value for value, known in zip(typed, stored, strict=True) if not known]
    if unknown or not typed:
        sentence = _("Name what customers have as %(predicate)s; not known: %(values)s.")
        said = {"predicate": predicate.label, "values": ", ".join(unknown) or "?"}
        raise InvalidError({"value": sentence % said})
    return {"value": ", ".join(dict.fromkeys(stored))}
