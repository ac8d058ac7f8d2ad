"""What the value of a condition is given in, by the kind of its field: boxes to tick, a period, a record, a number.

Each control knows what stands in it, from what was sent or else from the condition that is edited, and reads its values
as the filter language has them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import ClassVar

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from dealwright.core.actor import Actor
from dealwright.core.errors import Text
from dealwright.records.fields import Field, Kind
from dealwright.records.filtering import parsing
from dealwright.records.filtering.errors import START, FilterError
from dealwright.records.filtering.people import PEOPLE
from dealwright.records.filtering.tree import (
    BARE,
    PAIRS,
    Condition,
    Literal,
    Mine,
    Operator,
    Relative,
    Value,
    Who,
)
from dealwright.ui import describing, formats, inputs, periods
from dealwright.ui.cells import NO, YES, capitalised
from dealwright.ui.forms import linked

type Options = list[tuple[str, str]]

DAY = "day"  # a certain one, among the periods
SOMEONE = "someone"  # a certain one, among people
TOGETHER = ", "  # between several of those near


@dataclass(frozen=True)
class ValueControl:
    """What was sent for a condition on a field, or what the condition holds that is edited."""

    field: Field
    operator: Operator
    asked: QueryDict
    present: Condition | None
    actor: Actor
    widget: ClassVar[str] = "nothing"

    @property
    def is_period(self) -> bool:
        """Whether the value is a span of days seen from today."""
        return False

    @cached_property
    def given(self) -> Sequence[Value]:
        """The values of the condition that is edited, unless others were sent or another field was chosen."""
        if self.present is None or self.asked.get("path", ".".join(self.present.path)) != ".".join(
            self.present.path
        ):
            return ()
        return self.present.values

    @property
    def texts(self) -> list[str]:
        """What stands in the controls."""
        if "value" in self.asked:
            return self.asked.getlist("value")
        return [value.text for value in self.given if isinstance(value, Literal)]

    @property
    def text(self) -> str:
        return (self.texts or [""])[0]

    def values(self) -> tuple[Value, ...]:
        """The values that were sent. FilterError, with a sentence, when there are none or not enough."""
        return ()


class Choices(ValueControl):
    """Some of a few."""

    widget = "choices"

    @property
    def boxes(self) -> list[tuple[str, str, bool]]:
        ticked = set(self.texts)
        return [
            (value, capitalised(str(label)), value in ticked or str(label) in ticked)
            for value, label in self.field.choices
        ]

    def values(self) -> tuple[Value, ...]:
        return tuple(map(Literal, _required(self.texts, _("Choose at least one."))))


class YesNo(ValueControl):
    widget = "yes_no"
    options: ClassVar = [("true", YES), ("false", NO)]

    def values(self) -> tuple[Value, ...]:
        return (Literal(self.text or "true"),)


class Record(ValueControl):
    """One record of the kind that the field leads to."""

    widget = "record"

    @property
    def lookup_url(self) -> str:
        return reverse("ui:lookup", args=[self.field.to])

    @property
    def name(self) -> str:
        """What the chosen record is called."""
        row = linked(self.field.to, self.text, self.actor) if self.text else None
        return str(row) if row else ""

    def values(self) -> tuple[Value, ...]:
        return tuple(map(Literal, _required(self.texts[:1], _("Choose a record."))))


class Person(Record):
    """The reader, those near, or a certain person or team. Several of them, written as text, stay together."""

    widget = "person"

    @property
    def options(self) -> Options:
        near = {who.value: str(label) for who, label in describing.PEOPLE.items()}
        parts = self.who.split(TOGETHER)
        several = _(" or ").join(near.get(part, part) for part in parts)
        together = [(self.who, several)] if len(parts) > 1 else []
        return [*together, *near.items(), (SOMEONE, _("someone else"))]

    @property
    def who(self) -> str:
        if "who" in self.asked:
            return self.asked.get("who", "")
        mine = [value.who.value for value in self.given if isinstance(value, Mine)]
        return TOGETHER.join(mine) or (SOMEONE if self.given else Who.ME.value)

    @property
    def is_someone(self) -> bool:
        return self.who == SOMEONE

    def values(self) -> tuple[Value, ...]:
        parts = self.who.split(TOGETHER)
        if set(parts) <= set(Who):
            return tuple(Mine(Who(part)) for part in parts)
        return super().values()


class Day(ValueControl):
    """A certain day, or days seen from today."""

    widget = "day"

    @property
    def options(self) -> Options:
        usual = [*periods.PERIODS.items(), *periods.COUNTED.items()]
        return [*((key, str(label)) for key, label in usual), (DAY, _("a certain day"))]

    @property
    def period(self) -> str:
        if "period" in self.asked:
            return self.asked.get("period", "")
        seen = [periods.key_of(value) for value in self.given if isinstance(value, Relative)]
        return seen[0] if seen else (DAY if self.given else "this month")

    @property
    def is_day(self) -> bool:
        return self.period == DAY

    @property
    def is_counted(self) -> bool:
        return self.period in periods.COUNTED

    @property
    def count(self) -> str:
        seen = [value.count for value in self.given if isinstance(value, Relative) and value.count]
        return self.asked.get("count", "") or str(seen[0] if seen else periods.USUAL_COUNT)

    @property
    def is_period(self) -> bool:
        return not self.is_day

    def values(self) -> tuple[Value, ...]:
        if self.is_day:
            return tuple(map(Literal, _required(self.texts[:1], _("Choose a day."))))
        text = f"day = {periods.spelled(self.period, self.count)}"
        parsed = parsing.parse(text)
        assert isinstance(parsed, Condition)  # noqa: S101  that is what was written
        return parsed.values


class Days(ValueControl):
    """From one day to another."""

    widget = "days"

    def values(self) -> tuple[Value, ...]:
        return _pair(self.texts, _("Choose both days."))


class Typed(ValueControl):
    """A text."""

    widget = "typed"

    def values(self) -> tuple[Value, ...]:
        return tuple(map(Literal, _required([self.text.strip()], _("Write what to look for."))))


class Number(ValueControl):
    """A number as the reader's language writes it, or two."""

    widget = "number"

    @property
    def is_pair(self) -> bool:
        return self.operator in PAIRS

    @property
    def shown(self) -> list[str]:
        found = [self._shown(text) for text in self.texts]
        return [*found, "", ""][:2]

    def _shown(self, text: str) -> str:
        if "value" in self.asked:
            return text
        try:
            return inputs.written(self.field, Decimal(text), formats.active_locale())
        except ArithmeticError:
            return text

    def values(self) -> tuple[Value, ...]:
        if self.is_pair:
            return _pair([self._plain(text) for text in self.texts], _("Write both numbers."))
        texts = [self._plain(text) for text in self.texts[:1]]
        return tuple(map(Literal, _required(texts, _("Write a number."))))

    def _plain(self, text: str) -> str:
        read = inputs.read(self.field, {self.field.name: text}, formats.active_locale())
        return "" if read is None else f"{read:f}" if isinstance(read, Decimal) else str(read)


def class_for(field: Field, operator: Operator) -> type[ValueControl]:
    """The control for the values of a comparison."""
    if operator in BARE:
        return ValueControl
    if field.kind in describing.DAYS:
        return Days if operator in PAIRS else Day
    if field.kind == Kind.LINK:
        return Person if field.to in PEOPLE else Record
    if field.is_number:
        return Number
    return {Kind.CHOICE: Choices, Kind.BOOLEAN: YesNo}.get(field.kind, Typed)


def _required(texts: Sequence[str], told: Text) -> list[str]:
    found = [text for text in texts if text]
    if not found:
        raise FilterError(told, START)
    return found


def _pair(texts: Sequence[str], told: Text) -> tuple[Value, ...]:
    found = _required(texts, told)
    if len(found) != 2:  # noqa: PLR2004  a pair
        raise FilterError(told, START)
    return tuple(map(Literal, found))
