"""The mapping file of an import: which file goes where, and by which rules its cells become values.

TOML, checked when it is read. A rule that changes a value is stated here and counted in the report.
"""

import tomllib
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic import Field as Setting

from dealwright.core.errors import RefusedError


class Part(BaseModel):
    """The base of every part: an unknown word in the file is refused by name."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Rule(Part):
    """How one field gets its value.

    `column` names the cell, or `constant` the value. `values` replaces spellings (each use is counted);
    `times` multiplies a number; `by` looks a record up by one of
    its fields; `format` reads a date in another form than ISO; `otherwise` stands in for an empty cell.
    """

    column: str = ""
    constant: Any = None
    values: Mapping[str, Any] = Setting(default_factory=dict)
    times: Decimal | None = None
    by: str = ""
    format: str = ""
    otherwise: Any = None


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


class Step(Part):
    """One file and what becomes of it."""

    file: str
    into: str
    key: list[str] = Setting(default_factory=list)
    fields: Mapping[str, Rule | str] = Setting(default_factory=dict)
    later: list[str] = Setting(default_factory=list)
    people: People | None = None
    deals: Deals | None = None
    process: Process | None = None
    spellings: Mapping[str, Mapping[str, str]] = Setting(default_factory=dict)
    duplicates: Literal["create", "refuse"] = "create"

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
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise RefusedError(f"{path.name}, {place}: {first['msg']}.") from error
