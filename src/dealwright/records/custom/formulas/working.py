"""Working a formula out for one record. What is missing, divided by zero or too large comes to nothing (None)."""

import operator
from collections.abc import Callable, Mapping, Sequence
from datetime import MAXYEAR, date, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation, localcontext
from typing import Any

from dealwright.core.typed import MOST_DIGITS
from dealwright.records.custom.formulas.tree import Call, Name, Tree, Value

LONGEST_TEXT = (
    500  # as of a field whose whole values stand in an index, for a formula may be searched too
)
MOST_PLACES = 10
PRECISE = Context(prec=40)

type Read = Callable[[Name], Any]


def work_out(tree: Tree, read: Read) -> Any:
    """The value for the record whose fields `read` gives; None where there is none."""
    try:
        with localcontext(PRECISE):
            return _fitting(_value(tree, read))
    except (ArithmeticError, ValueError, TypeError):
        return None


def _fitting(found: Any) -> Any:
    """What can be stored: of numbers not more digits than JSON keeps."""
    if isinstance(found, Decimal):
        return found if found.is_finite() and found.adjusted() < MOST_DIGITS else None
    return found[:LONGEST_TEXT] if isinstance(found, str) else found


def rounded(number: Decimal, places: int) -> Decimal | None:
    """A number as it is stored: so many decimals, and never more digits than a JSON number keeps."""
    places = min(places, MOST_DIGITS - 1 - max(number.adjusted(), 0))
    if places < 0:
        return None
    with localcontext(PRECISE):
        return number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def _value(tree: Tree, read: Read) -> Any:
    match tree:
        case Value(value):
            return value
        case Name():
            return _plain(read(tree))
        case Call("if", (condition, then, otherwise)):
            return _value(then if _value(condition, read) else otherwise, read)
        case Call(function, parts):
            given = [_value(part, read) for part in parts]
            if function in OF_ANYTHING:
                return OF_ANYTHING[function](given)
            return None if None in given else FUNCTIONS[function](*given)


def _plain(value: Any) -> Any:
    """A field's value as formulas know it."""
    if isinstance(value, int) and not isinstance(value, bool):
        return Decimal(value)
    return None if value == "" else value


def _add(left: Any, right: Decimal) -> Any:
    return left + timedelta(days=int(right)) if isinstance(left, date) else left + right


def _subtract(left: Any, right: Any) -> Any:
    if isinstance(right, date):
        return Decimal((left - right).days)
    return _add(left, -right)


def _divide(left: Decimal, right: Decimal) -> Decimal | None:
    return left / right if right else None


def _round(number: Decimal, places: Decimal = Decimal(0)) -> Decimal:
    if not 0 <= places <= MOST_PLACES:
        raise InvalidOperation
    return number.quantize(Decimal(1).scaleb(-int(places)), ROUND_HALF_UP)


def _date(year: Decimal, month: Decimal, day: Decimal) -> date:
    if not 1 <= year <= MAXYEAR:
        raise ValueError
    return date(int(year), int(month), int(day))


def _best(best: Callable[[Sequence[Any]], Any]) -> Callable[[Sequence[Any]], Any]:
    """The least or greatest of those that there are."""

    def found(given: Sequence[Any]) -> Any:
        there = [value for value in given if value is not None]
        return best(there) if there else None

    return found


def _concat(given: Sequence[Any]) -> str:
    return "".join(_text(value) for value in given)


def _text(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case Decimal():
            return f"{value.normalize():f}" if value else "0"
        case _:
            return str(value)


OF_ANYTHING: Mapping[str, Callable[[Sequence[Any]], Any]] = {
    "and": lambda given: all(bool(value) for value in given),
    "or": lambda given: any(bool(value) for value in given),
    "not": lambda given: not given[0],
    "is_empty": lambda given: given[0] is None,
    "min": _best(min),
    "max": _best(max),
    "concat": _concat,
}
FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "+": _add,
    "-": _subtract,
    "*": operator.mul,
    "/": _divide,
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "negative": operator.neg,
    "round": _round,
    "abs": abs,
    "days": lambda first, last: Decimal((last - first).days),
    "date": _date,
    "year": lambda day: Decimal(day.year),
    "month": lambda day: Decimal(day.month),
}
