"""How large a sample is. Scale 1 fits a first look; scale 100 is the size of the benchmark."""

from dataclasses import dataclass
from datetime import datetime, timedelta

SPAN = timedelta(days=730)  # two years of business
MOST_QUOTES = 10_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Scale:
    """The number of rows of each kind, and the two years they cover; amounts are in `currency`."""

    accounts: int
    contacts: int
    leads: int
    deals: int
    quotes: int
    products: int
    salespeople: int
    seed: int
    currency: str
    now: datetime

    @property
    def start(self) -> datetime:
        return self.now - SPAN


def of(factor: int, *, now: datetime, currency: str, seed: int = 1) -> Scale:
    """The counts of a factor: a thousand deals for each one, with what belongs to them.

    `currency` is that of the organisation: quotes need a rate for any other. They are made by the product's own
    verbs and priced one by one, so there are ten thousand at most.
    """
    return Scale(
        accounts=200 * factor,
        contacts=400 * factor,
        leads=500 * factor,
        deals=1000 * factor,
        quotes=min(100 * factor, MOST_QUOTES),
        products=min(40 + 10 * factor, 1000),
        salespeople=min(8 + factor // 2, 44),
        seed=seed,
        currency=currency,
        now=now.replace(microsecond=0),
    )
