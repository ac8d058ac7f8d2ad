"""The columns of a list as its address chooses them: `cols=name,account.industry:180,close_on`.

A column is one that the page declares, a field of the kind, or a field of a record one link away; behind a colon stands
its width in pixels. What the reader does not know is left out, as from the columns that the page declares.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from dealwright.core import digits
from dealwright.core.actor import Actor
from dealwright.records.registry import Entity
from dealwright.ui import columns, linked
from dealwright.ui.cells import Base, capitalised
from dealwright.ui.columns import Addresses, AnyColumn, Bound, Column
from dealwright.ui.linked import Links

NARROWEST, WIDEST = 48, 800
MOST = 40


@dataclass(frozen=True, slots=True)
class Choice:
    """A column by its name, and its width if somebody set one."""

    name: str
    width: int = 0

    def __str__(self) -> str:
        return f"{self.name}:{self.width}" if self.width else self.name


def read(text: str) -> list[Choice]:
    """The choices of an address, each name once."""
    found: dict[str, Choice] = {}
    for part in text.split(",")[:MOST]:
        name, _colon, width = part.strip().partition(":")
        if name:
            found.setdefault(name, Choice(name, _width(width)))
    return list(found.values())


def written(choices: Iterable[Choice]) -> str:
    return ",".join(map(str, choices))


def _width(text: str) -> int:
    width = digits.whole(text)
    return 0 if width is None else min(max(width, NARROWEST), WIDEST)


class Columns:
    """The columns that a reader may choose from in a list, bound when they are needed."""

    def __init__(
        self,
        entity: Entity,
        declared: Sequence[AnyColumn],
        actor: Actor,
        base: Base,
        addresses: Addresses,
    ) -> None:
        self._entity = entity
        self._actor = actor
        self._base = base
        self._addresses = addresses
        self.links = Links(entity, actor)
        self._declared = {_name(each): each for each in columns.known(entity, declared, actor)}

    def chosen(self, text: str) -> list[Bound]:
        """The columns of an address, with their widths; those that the page declares when it names none that is known."""
        found = [
            replace(bound, width=choice.width)
            for choice in read(text)
            if (bound := self.named(choice.name))
        ]
        return found or [self._bind(column) for column in self._declared.values()]

    def known(self, text: str) -> str:
        """The columns of an address, without those that the reader does not know."""
        return written(choice for choice in read(text) if self.named(choice.name))

    def named(self, name: str) -> Bound | None:
        """The column of this name, if the reader knows it."""
        if name in self._declared:
            return self._bind(self._declared[name])
        first, step, rest = name.partition(linked.STEP)
        if step:
            link = self.links.named(first)
            return columns.bind_linked(link, rest, self._base) if link else None
        return self._bind(name) if name in self._entity.by_name else None

    def _bind(self, column: AnyColumn) -> Bound:
        return columns.bind(self._entity, column, self._base, self._addresses)

    def offered(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """(heading, (name, label)) of every column: those of the kind, then those of each linked kind."""
        own = {_name(each): str(self._bind(each).label) for each in self._declared.values()}
        own |= {
            f.name: str(f.label) for f in self._entity.fields if f.name not in own and not f.hidden
        }
        groups = [(capitalised(self._entity.label), _sorted(own))]
        for link, kind in linked.offered(self._entity, self._actor):
            steps = {
                f"{link.name}{linked.STEP}{f.name}": str(f.label)
                for f in kind.fields
                if not f.hidden
            }
            groups.append((capitalised(str(link.label)), _sorted(steps)))
        return groups


def _sorted(labels: dict[str, str]) -> list[tuple[str, str]]:
    named = [(name, capitalised(label)) for name, label in labels.items()]
    return sorted(named, key=lambda pair: pair[1].casefold())


def _name(column: AnyColumn) -> str:
    return column.name if isinstance(column, Column) else column
