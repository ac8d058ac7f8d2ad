"""What is wrong with a filter, and where."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from dealwright.core.errors import InvalidError, Text

NAME = "filter"


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the text of a filter: the offset counts from 0, lines and columns from 1."""

    offset: int = 0
    line: int = 1
    column: int = 1


START = Place()


class FilterError(InvalidError):
    """A filter that cannot be read, or that asks what cannot be asked. `sentence` says why, `place` where."""

    def __init__(self, message: Text, place: Place) -> None:
        at = {"line": place.line, "column": place.column, "message": message}
        super().__init__({NAME: _("Line %(line)d, column %(column)d: %(message)s") % at})
        self.sentence = message
        self.place = place


def listed(words: list[str]) -> Text:
    """Alternatives in a sentence: a, b or c."""
    *first, last = words
    return _("%(first)s or %(last)s") % {"first": ", ".join(first), "last": last} if first else last
