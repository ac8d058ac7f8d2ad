"""A formula as a tree: values, fields, and functions of these. Operators are functions too."""

from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from dealwright.core.errors import InvalidError, Text

LONGEST = 1000  # characters
DEEPEST = 20  # parentheses within one another
MOST_PARTS = 200


class FormulaError(InvalidError):
    """What is wrong with a formula, and the character where."""

    def __init__(self, message: Text, at: int) -> None:
        told = _("Character %(at)d: %(message)s") % {"at": at + 1, "message": message}
        super().__init__({"formula": told})
        self.at = at


@dataclass(frozen=True, slots=True)
class Value:
    """A number or a text that is written out."""

    value: Decimal | str
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Name:
    """A field of the record, or of the one that a link of it leads to."""

    path: tuple[str, ...]
    at: int = field(default=0, compare=False)

    def __str__(self) -> str:
        return ".".join(self.path)


@dataclass(frozen=True, slots=True)
class Call:
    """A function of other parts."""

    function: str
    parts: "tuple[Tree, ...]"
    at: int = field(default=0, compare=False)


type Tree = Value | Name | Call


def names(tree: Tree) -> set[Name]:
    """The fields that a formula reads."""
    match tree:
        case Name():
            return {tree}
        case Call(_function, parts):
            return {name for part in parts for name in names(part)}
        case _:
            return set()
