"""From text to tree, by recursive descent: one method for each rule of the grammar.

Every error says where it is, what was found and what may stand there. Nesting is counted as it is entered, so no text
exhausts the stack.
"""

import re
from collections.abc import Callable, Collection
from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from dealwright.core.errors import Text
from dealwright.records.filtering.errors import FilterError, listed
from dealwright.records.filtering.grammar import (
    DAYS,
    OPERATORS,
    PEOPLE,
    PERIODS,
    RESERVED,
    UNITS,
)
from dealwright.records.filtering.limits import (
    DEEPEST,
    MOST_CONDITIONS,
    MOST_UNITS,
    MOST_VALUES,
)
from dealwright.records.filtering.tokens import Kind, Token, tokens
from dealwright.records.filtering.tree import (
    BARE,
    FISCAL,
    LISTS,
    PAIRS,
    And,
    Condition,
    Literal,
    Mine,
    Not,
    Operator,
    Or,
    Relative,
    Tree,
    Unit,
    Value,
    Which,
    Who,
)

NAME = re.compile(r"[^\W\d]\w*")
COUNT = re.compile(r"[0-9]{1,9}")


def parse(text: str) -> Tree[Condition]:
    """The tree of a filter. FilterError when it is none, or larger than the limits."""
    return _Parser(text).whole()


class _Parser:
    """Reads the pieces of one text, from the first to the last."""

    def __init__(self, text: str) -> None:
        self._tokens = list(tokens(text))
        self._position = 0
        self._conditions = 0

    def whole(self) -> Tree[Condition]:
        found = self._any(0)
        if self._here.kind == Kind.END:
            return found
        raise self._expected("“and”", "“or”", str(_("the end")), hint=self._hint())

    def _hint(self) -> Text:
        """Two words beside one another are most likely a text without its quotes."""
        before = self._tokens[self._position - 1]
        words = before.kind == self._here.kind == Kind.WORD
        return _(" Texts of several words stand in double quotes.") if words else ""

    # groups

    def _any(self, depth: int) -> Tree[Condition]:
        operands = self._joined("or", self._all, depth)
        return operands[0] if len(operands) == 1 else Or(operands)

    def _all(self, depth: int) -> Tree[Condition]:
        operands = self._joined("and", self._one, depth)
        return operands[0] if len(operands) == 1 else And(operands)

    def _joined(
        self, word: str, rule: Callable[[int], Tree[Condition]], depth: int
    ) -> tuple[Tree[Condition], ...]:
        operands = [rule(depth)]
        while self._take(word):
            operands.append(rule(depth))
        return tuple(operands)

    def _one(self, depth: int) -> Tree[Condition]:
        start = self._here
        if self._take("not"):
            return Not(self._one(self._deeper(depth, start)))
        if self._take("("):
            found = self._any(self._deeper(depth, start))
            self._require(")", "“and”", "“or”")
            return found
        return self._condition()

    def _deeper(self, depth: int, start: Token) -> int:
        if depth == DEEPEST:
            told = _("At most %(most)d parentheses and “not” may stand within one another.")
            raise FilterError(told % {"most": DEEPEST}, start.place)
        return depth + 1

    # conditions

    def _condition(self) -> Condition:
        start = self._here
        self._conditions += 1
        if self._conditions > MOST_CONDITIONS:
            told = _("A filter has at most %(most)d conditions.") % {"most": MOST_CONDITIONS}
            raise FilterError(told, start.place)
        path = self._path()
        operator = self._operator()
        return Condition(path, operator, self._values(operator), start.place)

    def _path(self) -> tuple[str, ...]:
        path = tuple(self._here.text.split("."))
        named = self._here.kind == Kind.WORD and all(map(NAME.fullmatch, path))
        if not named or self._here.word in RESERVED:
            raise self._expected(str(_("a field")), "“not”", "“(”")
        self._advance()
        return path

    def _operator(self) -> Operator:
        taken: tuple[str, ...] = ()
        while _following((*taken, self._here.word)):
            taken += (self._advance().word,)
        if found := OPERATORS.get(taken):
            return found
        if not taken:
            raise self._expected(str(_("a comparison such as “=”, “in”, “contains” or “is empty”")))
        raise self._expected(*(f"“{words}”" for words in _following(taken)))

    # values

    def _values(self, operator: Operator) -> tuple[Value, ...]:
        if operator in BARE:
            return ()
        if operator in LISTS:
            return self._list()
        first = self._value()
        if operator not in PAIRS:
            return (first,)
        self._require("and")
        return (first, self._value())

    def _list(self) -> tuple[Value, ...]:
        """Values in parentheses, or a period or people by themselves: in this quarter, in my team."""
        if not self._take("("):
            if alone := self._phrase():
                return (alone,)
            raise self._expected("“(”", str(_("a period such as “this quarter”")), "“my team”")
        values = [self._value()]
        while self._take(","):
            start = self._here
            values.append(self._value())
            if len(values) > MOST_VALUES:
                told = _("A list has at most %(most)d values.") % {"most": MOST_VALUES}
                raise FilterError(told, start.place)
        self._require(")", "“,”")
        return tuple(values)

    def _value(self) -> Value:
        return self._phrase() or self._literal()

    def _literal(self) -> Literal:
        found = self._here
        if found.kind not in {Kind.WORD, Kind.TEXT}:
            raise self._expected(str(_("a value")))
        if found.word in RESERVED:
            raise self._expected(str(_("a value; words of the language stand in quotes")))
        self._advance()
        return Literal(found.text, found.place)

    def _phrase(self) -> Mine | Relative | None:
        """What is seen from the reader or from today, if anything of that kind stands here."""
        start = self._here
        if start.word in DAYS:
            self._advance()
            return replace(DAYS[start.word], place=start.place)
        if self._take("me"):
            return Mine(Who.ME, start.place)
        if self._take("my"):
            return Mine(PEOPLE[self._one_of(PEOPLE)], start.place)
        if self._take("the"):
            return self._relative(Which(self._one_of([Which.LAST, Which.NEXT])), start)
        if start.word in set(Which):
            return self._relative(Which(self._advance().word), start)
        return None

    def _relative(self, which: Which, start: Token) -> Relative:
        if which != Which.THIS and COUNT.fullmatch(self._here.word):
            count = self._count()
            return Relative(which, UNITS[self._one_of(UNITS)], count, place=start.place)
        if self._take("fiscal"):
            unit = Unit(self._one_of(sorted(FISCAL)))
            return Relative(which, unit, fiscal=True, place=start.place)
        further = ["“fiscal”"] if which == Which.THIS else ["“fiscal”", str(_("a number"))]
        unit = PERIODS[self._one_of(PERIODS, *further)]
        return Relative(which, unit, place=start.place)

    def _count(self) -> int:
        found = self._advance()
        count = int(found.text)
        if not 1 <= count <= MOST_UNITS:
            told = _("Count from 1 to %(most)d here.") % {"most": MOST_UNITS}
            raise FilterError(told, found.place)
        return count

    # pieces

    @property
    def _here(self) -> Token:
        return self._tokens[self._position]

    def _advance(self) -> Token:
        """The piece that stands here, and on to the next; the end stays where it is."""
        found = self._here
        self._position = min(self._position + 1, len(self._tokens) - 1)
        return found

    def _take(self, word: str) -> bool:
        """Whether this word or sign stands here; if so, on to the next piece."""
        taken = self._here.word == word
        if taken:
            self._advance()
        return taken

    def _require(self, word: str, *others: str) -> None:
        if not self._take(word):
            raise self._expected(*others, f"“{word}”")

    def _one_of(self, words: Collection[str], *others: str) -> str:
        if self._here.word not in words:
            raise self._expected(*(f"“{word}”" for word in words), *others)
        return self._advance().word

    def _expected(self, *what: str, hint: Text = "") -> FilterError:
        told = _("Expected %(what)s, but found %(found)s.%(hint)s")
        values = {"what": listed(list(what)), "found": self._here, "hint": hint}
        return FilterError(told % values, self._here.place)


def _following(taken: tuple[str, ...]) -> list[str]:
    """What completes an operator of which these words were read; the rest of each spelling."""
    count = len(taken)
    found = (spelling for spelling in OPERATORS if spelling[:count] == taken)
    return [" ".join(spelling[count:]) for spelling in found]
