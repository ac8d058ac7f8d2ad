"""What goes where in one file, column by column, as people see it and the engine takes it."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from pydantic import Field as Setting
from pydantic import ValidationError

from dealwright.core.errors import InvalidError
from dealwright.exchange.mapping import Known, Mode, Part, Rule, Step, first_fault, into

if TYPE_CHECKING:
    from dealwright.exchange.models import Import


class Status(StrEnum):
    """How a column came to its field, or why it has none."""

    MAPPED = "mapped"
    GUESSED = "guessed"
    IGNORED = "ignored"
    ASKS = "asks"


class Column(Part):
    """One column of the file. One that `asks` offers `options` for its date format or its sign for decimals."""

    name: str
    field: str = ""
    status: Status = Status.IGNORED
    rule: Rule = Setting(default_factory=Rule)
    options: list[str] = Setting(default_factory=list)
    example: str = ""


class Plan(Part):
    """The whole of it: columns, constants of the kind, how rows are matched, what is done with those that look alike."""

    columns: list[Column] = Setting(default_factory=list)
    constants: Mapping[str, Any] = Setting(default_factory=dict)
    mode: Mode = "create"
    key: list[str] = Setting(default_factory=list)
    duplicates: Known = "create"
    own_links: list[str] = Setting(default_factory=list)
    source: str = ""

    @property
    def mapped(self) -> list[Column]:
        return [column for column in self.columns if column.field]

    @property
    def asking(self) -> list[Column]:
        return [column for column in self.columns if column.status == Status.ASKS]

    def column_of(self, field: str) -> Column | None:
        """The column that goes to a field."""
        return next((column for column in self.columns if column.field == field), None)

    def step(self, imported: "Import") -> Step:
        """The plan as the engine takes it. Links to rows of the same kind wait until all are in, if rows have keys."""
        fields = {name: Rule(constant=value) for name, value in self.constants.items()}
        fields |= {
            column.field: column.rule.model_copy(update={"column": column.name})
            for column in self.mapped
        }
        later = [name for name in self.own_links if name in fields and name not in self.key]
        return Step(
            file=imported.file_name,
            into=into(imported.kind),
            key=self.key,
            mode=self.mode,
            fields=fields,
            later=later if self.key else [],
            duplicates=self.duplicates,
        )

    def with_column(self, changed: Column) -> "Plan":
        """The plan with one column changed."""
        columns = [changed if column.name == changed.name else column for column in self.columns]
        return self.model_copy(update={"columns": columns})

    def fitted(self, names: Sequence[str]) -> "Plan":
        """The plan for a file of these columns: what it does not name is ignored, what is not there is left out."""
        known = {column.name: column for column in self.columns}
        columns = [known.get(name, Column(name=name)) for name in names]
        here = {column.field for column in columns if column.field}
        key = [name for name in self.key if name in here]
        is_keyed = key or self.mode == "create"
        mode = self.mode if is_keyed else "create"
        return self.model_copy(update={"columns": columns, "key": key, "mode": mode})


def read(given: Mapping[str, Any]) -> Plan:
    """A plan from JSON. InvalidError names what is wrong with it."""
    try:
        return Plan.model_validate(given)
    except ValidationError as error:
        raise InvalidError({"plan": first_fault(error)}) from error
