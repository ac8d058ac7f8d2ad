"""Verbs on tax classes and their rates."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from dealwright.catalog import policies
from dealwright.catalog.models import TaxClass, TaxRate
from dealwright.catalog.rulebook import country_code
from dealwright.core.action import action
from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError, require
from dealwright.records import writing

type Values = Mapping[str, Any]


@action
def create_tax_classes(rows: Sequence[Values], *, by: Actor, at: datetime) -> list[TaxClass]:
    """Add tax classes. Refuses: not permitted, a name that is taken."""
    return writing.insert(writing.build(TaxClass, rows, by=by, at=at), by=by, at=at)


@action
def update_tax_class(
    tax_class: TaxClass, values: Values, *, by: Actor, at: datetime, version: int | None = None
) -> TaxClass:
    """Rename a tax class. Refuses: not permitted, changed meanwhile, a name that is taken."""
    tax_class = TaxClass.objects.lock(tax_class.pk)
    require(policies.can_edit(by, tax_class))
    changes = writing.apply(tax_class, values, by=by, version=version)
    return writing.save(tax_class, changes, by=by, at=at)


@action
def delete_tax_class(tax_class: TaxClass, *, by: Actor, at: datetime) -> None:
    """Delete a tax class with its rates. Refuses one that products have."""
    writing.remove(TaxClass.objects.lock(tax_class.pk), by=by, at=at)


@action
def create_tax_rates(rows: Sequence[Values], *, by: Actor, at: datetime) -> list[TaxRate]:
    """Add rates. Refuses: not permitted, an unknown country, a second one of a class for the same place and time."""
    coded = [_with_code(values) for values in rows]
    return writing.insert(writing.build(TaxRate, coded, by=by, at=at), by=by, at=at)


@action
def update_tax_rate(
    tax_rate: TaxRate, values: Values, *, by: Actor, at: datetime, version: int | None = None
) -> TaxRate:
    """Change a rate.

    Refuses: not permitted, changed meanwhile, an unknown country, two of a class for the same place and time.
    """
    tax_rate = TaxRate.objects.lock(tax_rate.pk)
    require(policies.can_edit(by, tax_rate))
    changes = writing.apply(tax_rate, _with_code(values), by=by, version=version)
    return writing.save(tax_rate, changes, by=by, at=at)


@action
def delete_tax_rate(tax_rate: TaxRate, *, by: Actor, at: datetime) -> None:
    """Delete a rate. Refuses people without the right."""
    writing.remove(TaxRate.objects.lock(tax_rate.pk), by=by, at=at)


def _with_code(values: Values) -> Values:
    """The country by its ISO code, so that the database knows two spellings for one. InvalidError when unknown."""
    named = values.get("country")
    if not isinstance(named, str) or not named.strip():
        return values
    code = country_code(named)
    if not code:
        raise InvalidError({"country": _("Name the country by its ISO code or its name.")})
    return {**values, "country": code}
