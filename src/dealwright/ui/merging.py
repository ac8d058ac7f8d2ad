"""Records side by side: which values differ, which the merged record would have, and what would move to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from django.utils.safestring import SafeString

from dealwright.core.actor import Actor
from dealwright.records.fields import Field
from dealwright.records.merging import choosing, declared, policies, queries
from dealwright.records.merging.queries import Attachment
from dealwright.records.registry import Entity
from dealwright.records.writing import EMPTY
from dealwright.ui import cells
from dealwright.ui.cells import Base, capitalised

PICK = "pick-"


@dataclass(frozen=True, slots=True)
class Choice:
    """One record's value of a field. `is_taken`: the merged record would have it."""

    pk: UUID
    owner: str
    html: SafeString
    is_taken: bool
    is_empty: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One field and its values, in the order of the records."""

    name: str
    label: str
    choices: list[Choice]

    @property
    def is_equal(self) -> bool:
        return len({choice.html for choice in self.choices}) == 1

    @property
    def is_empty(self) -> bool:
        return all(choice.is_empty for choice in self.choices)


@dataclass(frozen=True, slots=True)
class Side:
    """One of the records, with what stands under its name. `stays` for the one that the others go into."""

    row: Any
    title: str
    url: str
    about: str
    stays: bool
    address: str


class SideBySide:
    """Records that may become one, as a page shows them to one actor. `picked` is what was chosen before."""

    def __init__(
        self,
        entity: Entity,
        rows: Sequence[Any],
        actor: Actor,
        *,
        master: UUID | None = None,
        picked: Mapping[str, UUID] | None = None,
    ) -> None:
        self.entity = entity
        self.rows = list(rows)
        self.actor = actor
        self.kind = declared.of(entity.key)
        self.winner = next((row for row in rows if row.pk == master), rows[0])
        self._picked = picked or {}

    @property
    def losers(self) -> list[Any]:
        return [row for row in self.rows if row is not self.winner]

    @property
    def ids(self) -> str:
        return ",".join(str(row.pk) for row in self.rows)

    @cached_property
    def may_merge(self) -> bool:
        return policies.can_merge(self.actor, self.entity, self.winner, self.losers)

    @cached_property
    def sides(self) -> list[Side]:
        return [self._side(row) for row in self.rows]

    def _side(self, row: Any) -> Side:
        number = str(getattr(row, self.entity.number)) if self.entity.number else ""
        subtitle = self.entity.subtitle
        about = str(cells.read(row, subtitle) or "") if subtitle else ""
        return Side(
            row=row,
            title=self.entity.title_of(row),
            url=self.entity.url(row),
            about=" · ".join(filter(None, (number, about))),
            stays=row is self.winner,
            address=f"?ids={self.ids}&master={row.pk}",
        )

    @cached_property
    def lines(self) -> list[Line]:
        base = Base()
        taken = {
            name: giver.pk
            for name, giver in choosing.by_rule(self.kind, self.winner, self.losers).items()
        }
        fields = self.kind.chosen_by(self.actor)
        return [self._line(field, {**taken, **self._picked}, base) for field in fields]

    def _line(self, field: Field, taken: Mapping[str, Any], base: Base) -> Line:
        cell = cells.cell(field, base)
        kept = taken.get(field.name, self.winner.pk)
        choices = [
            Choice(
                pk=row.pk,
                owner=self.entity.title_of(row),
                html=cell(row),
                is_taken=row.pk == kept,
                is_empty=choosing.value(row, field) in EMPTY,
            )
            for row in self.rows
        ]
        return Line(f"{PICK}{field.name}", capitalised(str(field.label)), choices)

    @property
    def different(self) -> list[Line]:
        return [line for line in self.lines if not line.is_equal]

    @property
    def equal(self) -> list[Line]:
        return [line for line in self.lines if line.is_equal and not line.is_empty]

    @cached_property
    def attached(self) -> list[Attachment]:
        """What hangs on each of them, also what the actor may not see: it moves as well."""
        return queries.attachments(self.rows)

    @property
    def moving(self) -> int:
        """How many rows hang on the records that go."""
        stays = self.rows.index(self.winner)
        return sum(found.total - found.counts[stays] for found in self.attached)
