"""What other parts of the house take off prices, such as loyalty: they register here, and quotes ask all of them.

A giver is asked once for all documents that are priced together, so that it costs the same however many they are.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from uuid import UUID

from dealwright.catalog.models import Product
from dealwright.catalog.pricing import Adjustment, Stage

type Given = Mapping[UUID, Sequence[Adjustment]]
type Giver = Callable[[frozenset[UUID], Sequence[Product], date], Given]

_givers: list[Giver] = []


def giver(function: Giver) -> Giver:
    """Register what gives adjustments of the stage OTHER: (accounts, products, day) -> {account: adjustments}."""
    if function not in _givers:
        _givers.append(function)
    return function


def forget(function: Giver) -> None:
    """Take a giver away again."""
    _givers.remove(function)


def given_to(
    accounts: Iterable[UUID], products: Sequence[Product], on: date
) -> dict[UUID, list[Adjustment]]:
    """What all givers take off for these accounts. ValueError for an adjustment of another stage."""
    found: dict[UUID, list[Adjustment]] = defaultdict(list)
    asked = frozenset(accounts)
    for give in _givers:
        for account, adjustments in give(asked, products, on).items():
            if any(each.stage is not Stage.OTHER for each in adjustments):
                raise ValueError("what other parts of the house take off is of the stage OTHER")
            found[account] += adjustments
    return found
