"""The words of the language. docs/reference/filters.md has the grammar."""

from dealwright.records.filtering.tree import Operator, Relative, Unit, Which, Who

# an operator by the words and signs that spell it, with further spellings of two of them
OPERATORS = {
    **{tuple(operator.split()): operator for operator in Operator},
    ("before",): Operator.LESS,
    ("after",): Operator.GREATER,
}
DAYS = {
    "yesterday": Relative(Which.LAST, Unit.DAY),
    "today": Relative(Which.THIS, Unit.DAY),
    "tomorrow": Relative(Which.NEXT, Unit.DAY),
}
PERIODS = {unit.value: unit for unit in Unit if unit != Unit.DAY}
UNITS = {unit.value: unit for unit in Unit} | {f"{unit}s": unit for unit in Unit}
PEOPLE = {"team": Who.TEAM, "teams": Who.TEAMS, "unit": Who.UNIT}

# what neither names a field nor stands for a value, unless in quotes
RESERVED = frozenset(
    {"and", "or", "not", "the", "me", "my", *Which, *DAYS}
    | {word for spelling in OPERATORS for word in spelling if word.isalpha()}
)
