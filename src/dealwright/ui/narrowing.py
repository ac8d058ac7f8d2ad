"""What the filter of an address leaves of the rows of a list or a board, and how the page tells it.

A filter that cannot be read leaves no rows, and the page says why: rows that were not asked for look like an answer.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _

from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError
from dealwright.records.filtering import compiling, parsing, printing
from dealwright.records.filtering.errors import NAME, START, FilterError
from dealwright.records.filtering.reading import Reader
from dealwright.records.filtering.tree import Condition, Tree
from dealwright.records.registry import Entity
from dealwright.ui import operands
from dealwright.ui.describing import Describer, Piece
from dealwright.ui.operands import Spot

type Address = Callable[[str], str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Chip:
    """A part of the filter in words, where its form is, and the address of the list without it."""

    spot: str
    pieces: list[Piece]
    edit: str
    remove: str

    @property
    def label(self) -> str:
        return " ".join(piece.text for piece in self.pieces)


class UntoldError(FilterError):
    """Someone else's filter that the reader cannot read: neither what it asks nor where is theirs to know."""

    def __init__(self) -> None:
        said = _("This view filters by something that is gone, or that you may not see.")
        InvalidError.__init__(self, {NAME: said})
        self.sentence, self.place = said, START


class Narrowing:
    """One filter of one kind of record, for one reader. What a filter `of_others` says is shown only to whom may read all
    that it names.
    """

    def __init__(
        self, entity: Entity, text: str, *, actor: Actor, at: datetime, of_others: bool = False
    ) -> None:
        self.entity = entity
        self._written = text.strip()
        self._of_others = of_others
        self.reader = Reader(actor, at)
        self._at = at

    def with_text(self, text: str) -> "Narrowing":
        """Another filter of the same kind, for the same reader."""
        return Narrowing(self.entity, text, actor=self.reader.actor, at=self._at)

    @cached_property
    def error(self) -> FilterError | None:
        """What is wrong with it, if anything is."""
        try:
            self._condition  # noqa: B018  read for what it raises
        except FilterError as error:
            return UntoldError() if self._of_others else error
        return None

    @property
    def is_untold(self) -> bool:
        """Whether the reader must not learn what it says."""
        return self._of_others and self.error is not None

    @property
    def text(self) -> str:
        """It as text; "" where the reader must not learn it."""
        return "" if self.is_untold else self._written

    @cached_property
    def tree(self) -> Tree[Condition] | None:
        """What it says; None when it says nothing. FilterError when it cannot be read."""
        return parsing.parse(self._written) if self._written else None

    @cached_property
    def _condition(self) -> Q | None:
        if self.tree is None:
            return None
        return compiling.condition_for(self.tree, self.entity, self.reader)

    def apply(self, rows: models.QuerySet[Any]) -> models.QuerySet[Any]:
        """The rows that pass; none when the filter cannot be read."""
        if self.error:
            return rows.none()
        return rows if self._condition is None else rows.filter(self._condition)

    def chips(self, filtered: Address, form: Address) -> list[Chip]:
        """Each part that must hold as a chip. `filtered` makes the address of the list with another filter, `form` that
        of the form for a spot.
        """
        if self.error or self.tree is None:
            return []
        describer = Describer(self.entity, self.reader, self.tree)
        return [
            Chip(
                spot=str(number),
                pieces=describer.pieces(operand),
                edit=form(str(number)),
                remove=filtered(written(operands.taken(self.tree, Spot(number)))),
            )
            for number, operand in enumerate(operands.operands(self.tree))
        ]


def written(tree: Tree[Condition] | None) -> str:
    """The text of a filter; "" of none."""
    return printing.text(tree) if tree else ""
