"""Which price list a document starts with: one order of precedence for quotes, deals and prices that are tried.

The list of the deal goes before that of the account, this before the selectors by rank, and these before the default of
the currency. The first counts that is in the currency and in force. A list that a document names itself is not chosen: it
counts as it is, and pricing says what is wrong with it.

What customers a selector means, a predicate says. Catalogue rows know no customers, so the contexts that do register it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q

from dealwright.catalog.models import PriceList, PriceListSelector
from dealwright.catalog.pricing import Ground, Lost, Proposal, Reason, Rule, choose
from dealwright.core.actor import Actor
from dealwright.core.errors import Text


@dataclass(frozen=True, kw_only=True, slots=True)
class Predicate:
    """A way to tell customers apart. `of` is what a customer has; `stored` the form in which a value that is typed is
    compared with that, empty where nothing like it is known.
    """

    key: str
    label: Text
    of: Callable[[Any], str]
    stored: Callable[[str], str]

    def holds(self, customer: Any, values: str) -> bool:
        """Whether the customer has one of these values."""
        return customer is not None and self.of(customer) in values_of(values)


class _Choices(Sequence[tuple[str, Text]]):
    """The registered predicates as choices of a field: read when they are offered, by when all are registered."""

    def __getitem__(self, place: Any) -> Any:
        return [(each.key, each.label) for each in PREDICATES.values()][place]

    def __len__(self) -> int:
        return len(PREDICATES)


PREDICATES: dict[str, Predicate] = {}
CHOICES = _Choices()


def register(*predicates: Predicate) -> None:
    """Make predicates known; called while the house starts."""
    PREDICATES.update({each.key: each for each in predicates})


def values_of(text: str) -> list[str]:
    """The values that a selector names, separated by commas."""
    return list(filter(None, (value.strip() for value in text.split(","))))


@dataclass(frozen=True, slots=True)
class Choice:
    """The list of a document, on whose proposal, by which selector, and the proposals that lost."""

    price_list: PriceList | None
    ground: Ground | None = None
    selector: Rule | None = None
    lost: tuple[Lost, ...] = ()


@dataclass(frozen=True, slots=True)
class PriceLists:
    """The lists that documents may start with, as far as someone may see them, and the selectors by rank."""

    lists: Mapping[UUID, PriceList]
    selectors: Sequence[PriceListSelector]

    def choose(
        self, *, currency: str, on: date, deal: UUID | None, account: UUID | None, customer: Any
    ) -> Choice:
        """The list of a document. `deal` and `account` are the lists that these name; `customer` may be unknown."""
        own = ((Ground.DEAL, deal), (Ground.ACCOUNT, account))
        proposals = [
            *(
                _proposal(ground, self.lists[key])
                for ground, key in own
                if key and key in self.lists
            ),
            *self._selected(customer),
            *self._defaults(currency),
        ]
        chosen = choose(proposals, currency=currency, on=on)
        if chosen.won is None:
            return Choice(None, lost=chosen.lost)
        won = chosen.won
        return Choice(self.lists[UUID(won.rule.id)], won.ground, won.selector, chosen.lost)

    def _selected(self, customer: Any) -> Iterator[Proposal]:
        for row in self.selectors:
            found, predicate = self.lists.get(row.price_list_id), PREDICATES.get(row.predicate)
            if found and predicate:
                is_meant = predicate.holds(customer, row.value)
                yield _proposal(Ground.SELECTOR, found, row, is_meant=is_meant)

    def _defaults(self, currency: str) -> Iterator[Proposal]:
        for found in self.lists.values():
            if found.is_default and found.currency == currency:
                yield _proposal(Ground.DEFAULT, found)


def read(named: Iterable[UUID | None], *, by: Actor, on: date) -> PriceLists:
    """The lists that are named, selected or default, as far as the actor may see them; two statements."""
    keys = [key for key in named if key]
    selectors = PriceListSelector.objects.filter(
        Q(valid_from__isnull=True) | Q(valid_from__lte=on),
        Q(valid_to__isnull=True) | Q(valid_to__gte=on),
        is_active=True,
    ).order_by("rank")
    rows = list(selectors)
    wanted = Q(pk__in=[*keys, *(row.price_list_id for row in rows)]) | Q(is_default=True)
    lists = PriceList.objects.visible_to(by).filter(wanted).order_by("pk")
    return PriceLists({found.pk: found for found in lists}, rows)


def _proposal(
    ground: Ground,
    found: PriceList,
    selector: PriceListSelector | None = None,
    *,
    is_meant: bool = True,
) -> Proposal:
    return Proposal(
        ground=ground,
        rule=Rule(str(found.pk), found.version, found.name, "catalog.pricelist"),
        currency=found.currency,
        period=found.period,
        selector=_rule_of(selector) if selector else None,
        missed=None if is_meant else Reason.OTHER_CUSTOMERS,
    )


def _rule_of(selector: PriceListSelector) -> Rule:
    return Rule(str(selector.pk), selector.version, selector.name, "catalog.pricelistselector")
