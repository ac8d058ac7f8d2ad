"""A formula against the fields of a kind: which there are, what each function takes, what comes out."""

from collections.abc import Callable, Sequence
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from dealwright.core.errors import Text
from dealwright.records.custom.formulas.tree import Call, FormulaError, Name, Tree, Value
from dealwright.records.fields import Field, Kind


class Type(StrEnum):
    NUMBER = "number"
    TEXT = "text"
    DAY = "day"
    FLAG = "flag"


TYPES = {
    **dict.fromkeys((Kind.INTEGER, Kind.DECIMAL, Kind.MONEY, Kind.PERCENT), Type.NUMBER),
    **dict.fromkeys((Kind.TEXT, Kind.EMAIL, Kind.URL, Kind.PHONE), Type.TEXT),
    **dict.fromkeys((Kind.CHOICE, Kind.CURRENCY, Kind.LONG_TEXT), Type.TEXT),
    Kind.DATE: Type.DAY,
    Kind.BOOLEAN: Type.FLAG,
}
RESULTS = {
    Type.NUMBER: Kind.DECIMAL,
    Type.TEXT: Kind.TEXT,
    Type.DAY: Kind.DATE,
    Type.FLAG: Kind.BOOLEAN,
}
NUMBER, TEXT, DAY, FLAG = Type

type Fields = Callable[[Name], Field]
type Rule = tuple[Sequence[Type], Type]

# what each function takes, and what it gives; several lines for one that takes several things
RULES: dict[str, Sequence[Rule]] = {
    "+": (((NUMBER, NUMBER), NUMBER), ((DAY, NUMBER), DAY)),
    "-": (((NUMBER, NUMBER), NUMBER), ((DAY, NUMBER), DAY), ((DAY, DAY), NUMBER)),
    **dict.fromkeys(("*", "/"), (((NUMBER, NUMBER), NUMBER),)),
    **dict.fromkeys(("=", "!="), tuple(((each, each), FLAG) for each in Type)),
    **dict.fromkeys(
        ("<", "<=", ">", ">="), tuple(((each, each), FLAG) for each in (NUMBER, TEXT, DAY))
    ),
    **dict.fromkeys(("and", "or"), (((FLAG, FLAG), FLAG),)),
    "not": (((FLAG,), FLAG),),
    "negative": (((NUMBER,), NUMBER),),
    "if": tuple(((FLAG, each, each), each) for each in Type),
    "round": (((NUMBER,), NUMBER), ((NUMBER, NUMBER), NUMBER)),
    "abs": (((NUMBER,), NUMBER),),
    "days": (((DAY, DAY), NUMBER),),
    "date": (((NUMBER, NUMBER, NUMBER), DAY),),
    **dict.fromkeys(("year", "month"), (((DAY,), NUMBER),)),
    "is_empty": tuple(((each,), FLAG) for each in Type),
}
ANY_NUMBER = {"min": (NUMBER, DAY), "max": (NUMBER, DAY), "concat": tuple(Type)}
MOMENTARY = {"today", "now"}


def check(tree: Tree, fields: Fields) -> Type:
    """What comes out of a formula. FormulaError at what there is not, or does not fit."""
    match tree:
        case Value(value):
            return TEXT if isinstance(value, str) else NUMBER
        case Name():
            return _of_field(tree, fields)
        case Call():
            return _called(tree, [check(part, fields) for part in tree.parts])


def _of_field(name: Name, fields: Fields) -> Type:
    if str(name).lower() in MOMENTARY:
        raise FormulaError(_not_momentary(), name.at)
    found = fields(name)
    if found.kind not in TYPES:
        raise FormulaError(
            _("“%(name)s” is of a kind that no formula reads.") % {"name": name}, name.at
        )
    return TYPES[found.kind]


def _called(call: Call, given: Sequence[Type]) -> Type:
    name = call.function
    if name in ANY_NUMBER:
        return _of_several(call, given)
    if name in MOMENTARY:
        raise FormulaError(_not_momentary(), call.at)
    if name not in RULES:
        told = _("there is no function “%(name)s”. There are %(known)s.")
        known = ", ".join(sorted(each for each in {*RULES, *ANY_NUMBER} if each.isidentifier()))
        raise FormulaError(told % {"name": name[:40], "known": known}, call.at)
    for takes, gives in RULES[name]:
        if list(takes) == list(given):
            return gives
    raise FormulaError(_wrong(name, given), call.at)


def _of_several(call: Call, given: Sequence[Type]) -> Type:
    allowed = ANY_NUMBER[call.function]
    if call.function == "concat":
        return TEXT
    if len(set(given)) != 1 or given[0] not in allowed:
        raise FormulaError(_wrong(call.function, given), call.at)
    return given[0]


def _wrong(name: str, given: Sequence[Type]) -> Text:
    told = _("“%(name)s” does not take %(given)s.")
    return told % {"name": name, "given": ", ".join(given)}


def _not_momentary() -> Text:
    return _(
        "what is worked out is stored, and tomorrow another day is today. Filter by it instead."
    )
