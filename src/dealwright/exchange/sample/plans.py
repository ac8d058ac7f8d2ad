"""Who the customers are and how each deal goes: pure plans, computed from a row's number.

Whether a deal is won depends on where it came from, how large the customer and the deal are, whether a competitor is
there, how many people were won over, on who sells it, and on chance: log-odds that add up, as `odds` says.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from math import exp, log10
from random import Random

from dealwright.exchange.sample import words
from dealwright.exchange.sample.dice import Table, dice, pick, working_hour
from dealwright.exchange.sample.scale import Scale

SOURCES = (
    ("web_form", 30), ("trade_fair", 18), ("referral", 14), ("campaign", 16), ("cold_call", 12), ("partner", 10),
)  # fmt: skip
SOURCE_ODDS = {
    "referral": 0.9,
    "partner": 0.5,
    "trade_fair": 0.2,
    "cold_call": -0.6,
    "campaign": -0.2,
}
LOST_REASONS = (
    ("price", 30), ("competitor", 20), ("no_decision", 22), ("no_budget", 12), ("product", 8), ("delivery", 8),
)  # fmt: skip
ENTERED = (0.0, 0.18, 0.45, 0.8)  # when each stage begins, as a share of the whole cycle


@dataclass(frozen=True, slots=True)
class Customer:
    """An account as planned."""

    number: int
    name: str
    industry: str
    employees: int
    city: str
    country: str
    phone: str
    seller: int
    created_at: datetime


@dataclass(frozen=True, slots=True)
class DealPlan:
    """A deal as planned: `moves` are the moments at which it entered its stages, `ended` when it closed."""

    number: int
    customer: Customer
    name: str
    source: str
    amount: Decimal
    rival: int | None
    supporters: int
    won: bool | None
    moves: tuple[datetime, ...]
    ended: datetime | None
    close_on: datetime
    reason: str

    @property
    def stage(self) -> int:
        return len(self.moves) - 1


def begun(scale: Scale, roll: Random, number: int, count: int) -> datetime:
    """When the n-th of `count` rows came: evenly over two years, so that numbers and days run together."""
    share = (number + roll.random()) / count
    return working_hour(roll, scale.start + (scale.now - scale.start) * share)


@lru_cache(maxsize=50_000)
def customer(scale: Scale, number: int) -> Customer:
    """The n-th account."""
    roll = dice(scale.seed, Table.ACCOUNT, number)
    city, country, form, prefix = roll.choice(words.PLACES)
    trade, industry = roll.choice(words.TRADES)
    stem = roll.choice(words.STEMS)
    nth = number // (len(words.STEMS) * len(words.TRADES))
    return Customer(
        number=number,
        name=f"{stem} {trade} {form}" if not nth else f"{stem} {trade} {nth + 1} {form}",
        industry=industry,
        employees=max(3, int(roll.lognormvariate(4.6, 1.3))),
        city=city,
        country=country,
        phone=f"{prefix}{roll.randrange(1_000_000, 9_999_999)}",
        seller=roll.randrange(scale.salespeople),
        created_at=begun(scale, roll, number, scale.accounts),
    )


def odds(
    plan_source: str, buyer: Customer, amount: float, *, rival: bool, supporters: int
) -> float:
    """The log-odds of winning; `seller` adds a fixed talent of -0.4 to 0.4."""
    talent = ((buyer.seller * 37) % 9 - 4) / 10
    return (
        -0.1
        + SOURCE_ODDS.get(plan_source, 0.0)
        + (0.4 if buyer.employees > 250 else 0.0)  # noqa: PLR2004  the plan is full of such figures
        - 0.7 * log10(max(amount, 1000) / 30_000)
        - (0.7 if rival else 0.0)
        + 0.35 * supporters
        + talent
    )


def deal(scale: Scale, number: int) -> DealPlan:
    """The n-th deal."""
    roll = dice(scale.seed, Table.DEAL, number)
    buyer = customer(scale, roll.randrange(scale.accounts))
    source = pick(roll, SOURCES)
    amount = round(roll.lognormvariate(10.2, 1.0) * (1 + buyer.employees / 4000), -2)
    rival = roll.randrange(len(words.RIVALS)) if roll.random() < 0.45 else None  # noqa: PLR2004  as above
    supporters = roll.choices((0, 1, 2, 3), (35, 35, 20, 10))[0]
    score = odds(source, buyer, amount, rival=rival is not None, supporters=supporters)
    wins = roll.random() < 1 / (1 + exp(-score))
    start = begun(scale, roll, number, scale.deals)
    cycle = timedelta(days=roll.gammavariate(3, 24) * (max(amount, 1000) / 20_000) ** 0.15)
    given_up = 1.0 if wins else roll.uniform(0.1, 1.0)
    end = start + cycle * given_up
    over = end <= scale.now
    moves = [start + cycle * share for share in ENTERED if share < given_up or share == 0.0]
    return DealPlan(
        number=number,
        customer=buyer,
        name=f"{roll.choice(words.NEEDS)}, {roll.choice(words.PLACINGS)}",
        source=source,
        amount=Decimal(int(amount)),
        rival=rival,
        supporters=supporters,
        won=wins if over else None,
        moves=tuple(moment for moment in moves if moment <= scale.now) or (start,),
        ended=end if over else None,
        close_on=end if over else start + cycle * roll.uniform(0.85, 1.4),
        reason=pick(roll, LOST_REASONS),
    )
