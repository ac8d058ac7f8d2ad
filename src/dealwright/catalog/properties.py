"""What may be chosen of a product, and what was: properties with their values, read from nothing.

Values come as people and programs write them, by the id or the name of a property: the id or the name of a choice, a
number, a text. What was chosen is kept with a line as plain data, names and prices included, so that the line stays as
it is whatever happens to the property later.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _

from dealwright.core.errors import InvalidError, Text

ZERO = Decimal(0)
LONGEST = 200  # letters of a text


class Kind(StrEnum):
    CHOICE = "choice"
    NUMBER = "number"
    WHOLE = "whole"
    TEXT = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What a value adds to price and cost of one unit: amounts in the base currency, percentages of what was before."""

    price_amount: Decimal = ZERO
    price_percent: Decimal = ZERO
    cost_amount: Decimal = ZERO
    cost_percent: Decimal = ZERO

    def times(self, factor: Decimal) -> "Effect":
        """The effect of so many."""
        return Effect(
            price_amount=self.price_amount * factor,
            price_percent=self.price_percent * factor,
            cost_amount=self.cost_amount * factor,
            cost_percent=self.cost_percent * factor,
        )


NOTHING = Effect()


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One of the values of a choice."""

    id: str
    name: str
    effect: Effect = NOTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class Property:
    """A property as it holds for one product, after all overrides."""

    id: str
    name: str
    kind: Kind
    version: int = 1
    unit: str = ""
    is_required: bool = False
    is_hidden: bool = False
    is_read_only: bool = False
    default: str = ""
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    effect: Effect = NOTHING
    choices: tuple[Choice, ...] = ()
    source: str = ""
    is_own: bool = True
    is_overridden: bool = False

    @property
    def least(self) -> Decimal | None:
        """The lowest number. What adds to the price is not below zero unless the property says so, or a seller could take
        off any amount by it.
        """
        return ZERO if self.minimum is None and self.effect != NOTHING else self.minimum

    @property
    def is_fixed(self) -> bool:
        """Whether nobody chooses: only the default counts."""
        return self.is_hidden or self.is_read_only


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """The value that one property has on a line: `value` as it is written, `label` as it is read."""

    property: str
    version: int
    name: str
    kind: Kind
    value: str
    label: str
    is_hidden: bool = False
    effect: Effect = field(default=NOTHING)

    def as_json(self) -> dict[str, Any]:
        """The value as it is kept with a line and answered by REST. What it adds to the cost is in the line's cost."""
        return {
            "property": self.property,
            "version": self.version,
            "name": self.name,
            "kind": self.kind.value,
            "value": self.value,
            "label": self.label,
            "is_hidden": self.is_hidden,
            **{name: str(getattr(self.effect, name)) for name in ON_PRICES},
        }


ON_PRICES = ("price_amount", "price_percent")
EFFECTS = (*ON_PRICES, "cost_amount", "cost_percent")


def read(kept: Iterable[Mapping[str, Any]]) -> tuple[Chosen, ...]:
    """What `Chosen.as_json` wrote, with effects on the price alone."""
    return tuple(
        Chosen(
            property=row["property"],
            version=row["version"],
            name=row["name"],
            kind=Kind(row["kind"]),
            value=row["value"],
            label=row["label"],
            is_hidden=row["is_hidden"],
            effect=Effect(**{name: Decimal(row[name]) for name in ON_PRICES}),
        )
        for row in kept
    )


def choose(
    known: Sequence[Property],
    given: Mapping[str, Any],
    before: Iterable[Chosen] = (),
) -> tuple[Chosen, ...]:
    """What is chosen of these properties: the given values, else those of before, else the defaults; all as the
    properties say now.

    A value that is None or empty is taken away. One of before that can be chosen no more, because its property is fixed
    by now, its choice gone or a bound tighter, gives way to the default. InvalidError names given values: what is not known, what cannot be chosen, and
    values of the wrong kind or out of bounds, as `properties.Colour`; a required one that is missing is no error
    here (see `missing`).
    """
    wanted = _by_property(known, given)
    kept = {each.property: each.value for each in before}
    chosen: list[Chosen] = []
    wrong: dict[str, Text | list[Text]] = {}
    for found in known:
        try:
            value = _value(found, wanted, kept.get(found.id, ""))
        except ValueError as error:
            wrong[f"properties.{found.name}"] = str(error)
            continue
        if value is not None:
            chosen.append(value)
    if wrong:
        raise InvalidError(wrong)
    return tuple(chosen)


def choose_again(known: Sequence[Property], before: Iterable[Chosen]) -> tuple[Chosen, ...]:
    """What was chosen once, as the properties say now. What can be chosen no more stays as it was; what was left out
    stays out unless it is required by now, then it has its default.
    """
    had = {each.property: each for each in before}
    chosen = [_value_again(found, had.pop(found.id, None)) for found in known]
    return (*filter(None, chosen), *had.values())


def missing(known: Sequence[Property], chosen: Iterable[Chosen]) -> list[Property]:
    """The required properties that have no value."""
    there = {each.property for each in chosen}
    return [found for found in known if found.is_required and found.id not in there]


def _by_property(known: Sequence[Property], given: Mapping[str, Any]) -> dict[str, Any]:
    """The given values by the ids of their properties."""
    ids = {found.id: found.id for found in known}
    names = {found.name.casefold(): found.id for found in known}
    wanted: dict[str, Any] = {}
    wrong: dict[str, Text | list[Text]] = {}
    for key, value in given.items():
        pk = ids.get(str(key)) or names.get(str(key).casefold())
        if pk is None:
            wrong[f"properties.{key}"] = _("The product has no such property.")
        else:
            wanted[pk] = value
    if wrong:
        raise InvalidError(wrong)
    return wanted


def _value(found: Property, wanted: Mapping[str, Any], kept: str) -> Chosen | None:
    if found.is_fixed:
        fixed = _parsed_if_meant(found, found.default)
        given = wanted.get(found.id)
        if given not in (None, "") and _parsed(found, given) != fixed:
            raise ValueError(_("It has its value from the catalogue and cannot be chosen."))
        return fixed
    if found.id in wanted:
        value = wanted[found.id]
        return None if value in (None, "") else _parsed(found, value)
    return _parsed_if_meant(found, kept) or _parsed_if_meant(found, found.default)


def _value_again(found: Property, before: Chosen | None) -> Chosen | None:
    if found.is_fixed or (before is None and found.is_required):
        return _parsed_if_meant(found, found.default)
    try:
        return _parsed(found, before.value) if before else None
    except ValueError:
        return before


def _parsed_if_meant(found: Property, text: str) -> Chosen | None:
    """A default, or a value of before, if it says something that can be meant now."""
    try:
        return _parsed(found, text) if text else None
    except ValueError:
        return None


def _parsed(found: Property, value: Any) -> Chosen:
    """ValueError says what is wrong with a value."""
    if found.kind is Kind.CHOICE:
        return _chosen_of(found, str(value).strip())
    if found.kind is Kind.TEXT:
        return _text(found, str(value).strip())
    return _number(found, value)


def _chosen_of(found: Property, text: str) -> Chosen:
    for each in found.choices:
        if text == each.id or text.casefold() == each.name.casefold():
            return _made(found, each.id, each.name, each.effect)
    raise ValueError(_("“%(text)s” is none of its choices.") % {"text": text})


def _text(found: Property, text: str) -> Chosen:
    if len(text) > LONGEST:
        raise ValueError(_("At most %(most)s characters.") % {"most": LONGEST})
    return _made(found, text, text, NOTHING)


def _number(found: Property, value: Any) -> Chosen:
    number = _figure(value)
    if number is None or abs(number) >= Decimal(10) ** 14:
        raise ValueError(_("This is no number."))
    finest = 0 if found.kind is Kind.WHOLE else 4
    if number != round(number, finest):
        said = _("A whole number.") if finest == 0 else _("At most four decimals.")
        raise ValueError(said)
    if found.least is not None and number < found.least:
        raise ValueError(_("At least %(least)s.") % {"least": _plain(found.least)})
    if found.maximum is not None and number > found.maximum:
        raise ValueError(_("At most %(most)s.") % {"most": _plain(found.maximum)})
    text = _plain(number)
    label = f"{text} {found.unit}" if found.unit else text
    return _made(found, text, label, found.effect.times(number))


def _figure(value: Any) -> Decimal | None:
    try:
        number = Decimal(str(value).strip())
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}" if number else "0"


def _made(found: Property, value: str, label: str, effect: Effect) -> Chosen:
    return Chosen(
        property=found.id,
        version=found.version,
        name=found.name,
        kind=found.kind,
        value=value,
        label=label,
        is_hidden=found.is_hidden,
        effect=effect,
    )


def on_cost(chosen: Iterable[Chosen]) -> Effect:
    """What all that was chosen adds to the cost of one unit."""
    effects = [each.effect for each in chosen]
    return Effect(
        cost_amount=sum((each.cost_amount for each in effects), ZERO),
        cost_percent=sum((each.cost_percent for each in effects), ZERO),
    )


def cost_with(effect: Effect, cost: Decimal | None) -> Decimal | None:
    """What one unit costs with what was chosen, in the base currency, zero or more; None when it is not known."""
    if cost is None:
        return None
    added = (cost * effect.cost_percent).scaleb(-2) + effect.cost_amount
    return max(cost + added, ZERO)


def told(chosen: Iterable[Chosen]) -> str:
    """What was chosen, as documents print it under the name of a line; hidden values are left out."""
    return " · ".join(f"{each.name}: {each.label}" for each in chosen if not each.is_hidden)
