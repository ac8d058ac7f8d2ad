"""How well duplicates are found on public data sets whose truth is known, and how fast."""

import csv
import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from dealwright.exchange.sample import words
from dealwright.records.matching import blocking, engine, likeness, normal, plans
from dealwright.records.matching.comparing import Block, Comparison, Plan
from dealwright.records.matching.engine import Scored, Verdict

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
LETTERS = (1.0, 0.92, 0.8)
LEAST_PRECISION = 0.99  # of what is called certain

type Row = Mapping[str, str]


def _read(name: str, row: Mapping[str, Any]) -> str:
    return normal.plain(str(row[name] or ""))


def column(name: str, **more: Any) -> Comparison:
    return Comparison(name=name, of=partial(_read, name), columns=(name,), **more)


def names(name: str, **more: Any) -> Comparison:
    return column(name, alike=likeness.letters, levels=LETTERS, is_telling=True, **more)


FEBRL = Plan(
    comparisons=(
        names("given_name"),
        names("surname"),
        column("street_number"),
        column("address_1", alike=likeness.words, levels=(1.0, 0.9, 0.75)),
        column("address_2", alike=likeness.words, levels=(1.0, 0.9, 0.75)),
        column("suburb", alike=likeness.letters, levels=LETTERS),
        column("postcode", alike=likeness.keys, levels=(1.0, 0.75)),
        column("state"),
        column("date_of_birth", alike=likeness.keys, levels=(1.0, 0.85, 0.7)),
        column("soc_sec_id", alike=likeness.keys, levels=(1.0, 0.85, 0.7)),
    ),
    blocks=(
        blocking.block("soc_sec_id"),
        blocking.block("date_of_birth"),
        blocking.block("surname", "given_name"),
        blocking.block("postcode", ("surname", 1), ("given_name", 1)),
        blocking.block("address_1", "street_number"),
        blocking.block("suburb", ("given_name", 2)),
        blocking.block("suburb", ("surname", 2)),
    ),
)
PEOPLE = Plan(
    comparisons=(
        names("first_name"),
        names("surname"),
        column("dob", alike=likeness.keys, levels=(1.0, 0.88, 0.75)),
        column("city", alike=likeness.letters, levels=(1.0, 0.9)),
        column("email", alike=likeness.letters, levels=(1.0, 0.92, 0.85)),
    ),
    blocks=(
        blocking.block("email"),
        blocking.block("dob"),
        blocking.block("first_name"),
        blocking.block("surname"),
        blocking.block("first_name", "surname"),
        blocking.block("surname", "city"),
        blocking.block("first_name", "city"),
        blocking.block("surname", ("dob", 4)),
        blocking.block("first_name", ("dob", 4)),
        blocking.block(("first_name", 2), ("surname", 2)),
        blocking.block(("first_name", 2), ("dob", 7)),
        blocking.block(("surname", 2), ("dob", 7)),
        blocking.block("city", ("dob", 4)),
        blocking.block(("email", 6)),
    ),
)


def street_number(row: Row) -> Sequence[str]:
    number = next((word for word in row["address"].split() if word.isdigit()), "")
    return [f"{number}|{row['city'][:4]}"] if number else []


RESTAURANTS = Plan(
    comparisons=(
        column("name", alike=likeness.shared_words, levels=(1.0, 0.85, 0.7), is_telling=True),
        column("address", alike=likeness.shared_words, levels=(1.0, 0.85, 0.7)),
        column("city", alike=likeness.letters, levels=(1.0, 0.85)),
        column("cuisine", alike=likeness.shared_words, levels=(1.0, 0.6)),
    ),
    blocks=(
        blocking.word_of("name"),
        Block(name="number", of=street_number, uses=("address", "city")),
        blocking.block(("name", 5)),
        blocking.block(("address", 8)),
    ),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class DataSet:
    """Records and which of them are one: rows with the same truth."""

    name: str
    path: Path
    plan: Plan
    truth: Callable[[Row], str]


def _febrl(row: Row) -> str:
    return row["rec_id"].split("-")[1]


SETS = (
    *(
        DataSet(name=f"febrl {number}", path=DATA / f"febrl/dataset{number}.csv", plan=FEBRL, truth=_febrl)
        for number in (1, 2, 3)
    ),
    DataSet(name="fake_1000", path=DATA / "splink_datasets/fake_1000.csv", plan=PEOPLE, truth=lambda row: row["cluster"]),
    DataSet(
        name="restaurants",
        path=DATA / "dedupe_io/restaurant-nophone-training.csv",
        plan=RESTAURANTS,
        truth=lambda row: row["unique_id"],
    ),
)  # fmt: skip


CONTACTS = plans.of_people(
    plans.name("first_name", "last_name"),
    plans.email("email"),
    plans.phones("phone", "mobile"),
    plans.company("account"),
)


def contacts(count: int, *, copies: float = 0.05) -> list[Row]:
    """Contacts as a company has them; some are written twice, with another email or a slip in the name."""
    dice = random.Random(count)
    found = [_contact(dice) for _each in range(int(count * (1 - copies)))]
    twice = [_again(dice, dice.choice(found)) for _each in range(count - len(found))]
    return [*found, *twice]


def _contact(dice: random.Random) -> dict[str, str]:
    first, last = dice.choice(words.FIRST), _surname(dice)
    company = f"{_surname(dice)} {dice.choice(words.TRADES)[0]}"
    host = normal.plain(company).replace(" ", "-")
    return {
        "first_name": first,
        "last_name": last,
        "email": f"{normal.plain(first)}.{normal.plain(last)}@{host}.example".replace(" ", ""),
        "phone": f"+49{dice.randrange(10**9, 10**10)}",
        "mobile": f"+491{dice.randrange(10**8, 10**9)}" if dice.choice((True, False)) else "",
        "account": company,
    }


def _surname(dice: random.Random) -> str:
    parts = ("ber", "lin", "mar", "son", "kov", "dal", "ner", "sto", "wal", "hag", "rit", "mey")
    return "".join(dice.choice(parts) for _each in range(dice.choice((2, 2, 3)))).title()


def _again(dice: random.Random, row: Row) -> dict[str, str]:
    slip = dice.randrange(1, len(row["last_name"]))
    again = dict(row) | {"last_name": row["last_name"][:slip] + row["last_name"][slip + 1 :]}
    return again | {dice.choice(("email", "phone", "mobile")): ""}


def speed(count: int, *, processes: int) -> tuple[float, int]:
    """Seconds for this many contacts, and how many pairs were found."""
    rows = contacts(count)
    started = time.perf_counter()
    found = engine.match(CONTACTS, rows, processes=processes)
    return time.perf_counter() - started, len(found)


@dataclass(frozen=True, kw_only=True, slots=True)
class Figures:
    """How well pairs were found: of those found the share that is right, of those there are the share found."""

    found: int
    right: int
    present: int

    @property
    def precision(self) -> float:
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.present

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def rows_of(data: DataSet) -> list[Row]:
    with data.path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, skipinitialspace=True))


def figures(
    data: DataSet, rows: Sequence[Row], found: Sequence[Scored]
) -> Iterator[tuple[str, Figures]]:
    """Of what is certain, and of all that is worth looking at."""
    truth = [data.truth(row) for row in rows]
    present = sum(n * (n - 1) // 2 for n in (truth.count(each) for each in set(truth)))
    for name, pairs in (
        (Verdict.CERTAIN, [each for each in found if each.verdict == Verdict.CERTAIN]),
        (Verdict.REVIEW, found),
    ):
        right = sum(truth[each.pair[0]] == truth[each.pair[1]] for each in pairs)
        yield name, Figures(found=len(pairs), right=right, present=present)


def measure(data: DataSet) -> tuple[dict[str, Figures], float]:
    rows = rows_of(data)
    started = time.perf_counter()
    found = engine.match(data.plan, rows)
    return dict(figures(data, rows, found)), time.perf_counter() - started
