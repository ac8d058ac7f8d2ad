"""What goes where: which column becomes which field, and by which rules its cells become values.

A mapping file (TOML) holds several files' worth of it; the wizard and REST make the same parts. A rule that changes a
value is stated here and counted in the report.
"""

import tomllib
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic import Field as Setting

from dealwright.core.errors import RefusedError

STAGES = "opportunities.opportunity:stages"  # what a step goes into beside kinds of record


def into(kind: str) -> str:
    """What rows of a kind of import go into: notes are activities."""
    return kind if kind == STAGES else kind.partition(":")[0]


class Part(BaseModel):
    """The base of every part: an unknown word in the file is refused by name."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Rule(Part):
    """How one field gets its value.

    `column` names the cell, or `constant` the value. `values` replaces spellings (each use is counted); `times`
    multiplies a number, `decimal` is the sign before its decimals (without one the number is plain, as 1234.5);
    `format` reads a date in another form than ISO; `by` looks a record up by one of its fields, or by whatever names
    it ("any"), and `create` adds those that are missing; `otherwise` stands in for an empty cell; `drop` leaves
    the field as it is where a cell is no value of it, instead of refusing the row.
    """

    column: str = ""
    constant: Any = None
    values: Mapping[str, Any] = Setting(default_factory=dict)
    times: Decimal | None = None
    decimal: Literal["", ".", ","] = ""
    by: str = ""
    create: bool = False
    format: str = ""
    otherwise: Any = None
    drop: bool = False


class People(Part):
    """Rows that are users: name, manager and business unit; addresses are made from names."""

    name: str
    manager: str = ""
    unit: str = ""
    email_domain: str
    role: str = "salesperson"
    manager_role: str = "sales-manager"


class Stage(Part):
    """A stage of the sales process that the import brings along."""

    name: str
    probability: int
    category: str = "pipeline"


class Process(Part):
    """A sales process that the import brings along, unless one of this name is there."""

    name: str
    stages: list[Stage]


class Outcome(Part):
    """What a word in the state column means."""

    state: Literal["open", "won", "lost"]
    stage: str


class Deals(Part):
    """Rows that are deals with a past: when they began and ended, and how. Each word but the last three names a
    column; `name` is made of columns in braces.
    """

    key: str
    state: str
    outcomes: Mapping[str, Outcome]
    began: str
    closed: str
    value: str
    owner: str
    account: str
    product: str
    name: str
    lost_reason: str = "other"
    lost_note: str = ""


class Written(Part):
    """How a file is written, where that is told and not found out. `sheet` names one of a workbook."""

    encoding: str = ""
    delimiter: str = ""
    quote: str = '"'
    escape: str = ""
    header: int | None = None
    sheet: str = ""

    def told(self) -> dict[str, Any]:
        """What is told, as `reading.detect` takes it."""
        found: dict[str, Any] = {"encoding": self.encoding} if self.encoding else {}
        if self.delimiter:
            found |= {"delimiter": self.delimiter, "quote": self.quote, "escape": self.escape}
        return found if self.header is None else found | {"header": self.header}


type Mode = Literal["create", "update", "upsert"]
type Known = Literal["create", "refuse", "update", "review"]


class Step(Part):
    """One file and what becomes of it.

    `mode` says whether rows are added, matched by `key` with what is there, or either. `duplicates` says what to do
    with a new row that looks like a record that is there: create it all the same, refuse it, change that record, or
    leave it to be reviewed. Fields under `later` link rows of the same file.
    """

    file: str
    into: str
    key: list[str] = Setting(default_factory=list)
    mode: Mode = "upsert"
    fields: Mapping[str, Rule | str] = Setting(default_factory=dict)
    later: list[str] = Setting(default_factory=list)
    written: Written = Setting(default_factory=Written)
    people: People | None = None
    deals: Deals | None = None
    process: Process | None = None
    spellings: Mapping[str, Mapping[str, str]] = Setting(default_factory=dict)
    duplicates: Known = "create"

    def rules(self) -> dict[str, Rule]:
        """Every field's rule; a bare word is the name of a column."""
        return {
            name: Rule(column=rule) if isinstance(rule, str) else rule
            for name, rule in self.fields.items()
        }


class Mapped(Part):
    """A whole mapping file."""

    name: str
    about: str = ""
    step: list[Step]


def read(path: Path) -> Mapped:
    """Read a mapping file. Refuses: no file, no TOML, words it does not know."""
    if not path.is_file():
        raise RefusedError(f"There is no mapping file {path}.")
    try:
        return Mapped.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except tomllib.TOMLDecodeError as error:
        raise RefusedError(f"{path.name}: {error}.") from error
    except ValidationError as error:
        raise RefusedError(f"{path.name}, {first_fault(error)}.") from error


def first_fault(error: ValidationError) -> str:
    """Place and sentence of the first thing that is wrong with a part."""
    first = error.errors()[0]
    place = ".".join(str(part) for part in first["loc"])
    return f"{place}: {first['msg']}"
