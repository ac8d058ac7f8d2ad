"""From the text of a formula to its tree. FormulaError says where something cannot be read.

formula  = or
or       = and { "or" and }          and   = not { "and" not }        not = [ "not" ] compared
compared = sum [ ( "=" | "!=" | "<" | "<=" | ">" | ">=" ) sum ]
sum      = product { ( "+" | "-" ) product }     product = signed { ( "*" | "/" ) signed }
signed   = [ "-" ] part
part     = number | text | name | name "(" [ formula { "," formula } ] ")" | "(" formula ")"
"""

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from dealwright.records.custom.formulas.tree import (
    DEEPEST,
    LONGEST,
    MOST_PARTS,
    Call,
    FormulaError,
    Name,
    Tree,
    Value,
)

TOKEN = re.compile(
    r"""
      (?P<space>  \s+ )
    | (?P<number> [0-9]{1,15} (?: \. [0-9]{1,10} )? (?! [\w.] ) )
    | (?P<text>   " (?: [^"\\\0\ud800-\udfff] | \\["\\] )* " )
    | (?P<sign>   <= | >= | != | [=<>(),+\-*/] )
    | (?P<word>   [A-Za-z_] \w* (?: \. [A-Za-z_] \w* )* )
    """,
    re.VERBOSE | re.ASCII,
)
COMPARISONS = {"=", "!=", "<", "<=", ">", ">="}


@dataclass(frozen=True, slots=True)
class Token:
    kind: str
    text: str
    at: int

    @property
    def word(self) -> str:
        """A sign, or a word in lower case; of anything else nothing."""
        return self.text.lower() if self.kind in {"sign", "word"} else ""


def parse(text: str) -> Tree:
    """The tree of a formula. FormulaError where it is none, or too large."""
    if len(text) > LONGEST:
        told = _("a formula has at most %(most)d characters.") % {"most": LONGEST}
        raise FormulaError(told, LONGEST)
    parser = _Parser(list(_tokens(text)))
    tree = parser.either()
    parser.end()
    return tree


def _tokens(text: str) -> Iterator[Token]:
    at = 0
    while at < len(text):
        found = TOKEN.match(text, at)
        if found is None:
            raise FormulaError(_("this has no meaning here."), at)
        if found.lastgroup and found.lastgroup != "space":
            yield Token(found.lastgroup, found[0], at)
        at = found.end()
    yield Token("end", "", at)


class _Parser:
    def __init__(self, tokens: list[Token]) -> None:
        self._tokens = tokens
        self._at = 0
        self._depth = 0
        if len(tokens) > MOST_PARTS:
            told = _("a formula has at most %(most)d parts.") % {"most": MOST_PARTS}
            raise FormulaError(told, tokens[MOST_PARTS].at)

    @property
    def _next(self) -> Token:
        return self._tokens[self._at]

    def _take(self, words: Collection[str]) -> Token | None:
        """The next token, when it is one of these."""
        token = self._next
        if token.word not in words:
            return None
        self._at += 1
        return token

    def _expect(self, word: str) -> None:
        if self._take({word}) is None:
            raise FormulaError(_("“%(word)s” is missing.") % {"word": word}, self._next.at)

    def end(self) -> None:
        if self._next.kind != "end":
            raise FormulaError(_("something is missing before this."), self._next.at)

    def either(self) -> Tree:
        return self._chain({"or"}, self._both)

    def _both(self) -> Tree:
        return self._chain({"and"}, self._not)

    def _not(self) -> Tree:
        token = self._take({"not"})
        return Call("not", (self._deeper(self._not),), token.at) if token else self._compared()

    def _compared(self) -> Tree:
        left = self._sum()
        token = self._take(COMPARISONS)
        return Call(token.word, (left, self._sum()), token.at) if token else left

    def _sum(self) -> Tree:
        return self._chain({"+", "-"}, self._product)

    def _product(self) -> Tree:
        return self._chain({"*", "/"}, self._signed)

    def _chain(self, words: Collection[str], part: Callable[[], Tree]) -> Tree:
        """Parts joined by these words, from left to right."""
        tree = part()
        while token := self._take(words):
            tree = Call(token.word, (tree, part()), token.at)
        return tree

    def _signed(self) -> Tree:
        token = self._take({"-"})
        return Call("negative", (self._deeper(self._signed),), token.at) if token else self._part()

    def _part(self) -> Tree:
        token = self._next
        self._at += token.kind != "end"
        match token.kind:
            case "number":
                return Value(Decimal(token.text), token.at)
            case "text":
                return Value(re.sub(r"\\(.)", r"\1", token.text[1:-1]), token.at)
            case "word":
                return self._named(token)
        if token.word == "(":
            inner = self._deeper(self.either)
            self._expect(")")
            return inner
        raise FormulaError(_("a value is missing here."), token.at)

    def _named(self, token: Token) -> Tree:
        if self._take({"("}) is None:
            return Name(tuple(token.text.split(".")), token.at)
        if self._take({")"}):
            return Call(token.word, (), token.at)
        parts = [self._deeper(self.either)]
        while self._take({","}):
            parts.append(self._deeper(self.either))
        self._expect(")")
        return Call(token.word, tuple(parts), token.at)

    def _deeper(self, read: Callable[[], Tree]) -> Tree:
        self._depth += 1
        if self._depth > DEEPEST:
            told = _("at most %(most)d levels within one another.") % {"most": DEEPEST}
            raise FormulaError(told, self._next.at)
        tree = read()
        self._depth -= 1
        return tree
