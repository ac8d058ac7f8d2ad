"""The state of a list as it stands in its address: what is shown, in which columns, in which order, in which groups.

A view (`view=`) says all of it; what the address names besides goes before what the view says, an empty value too:
`?view=mine&filter=` is the view without its filter.
"""

from dataclasses import dataclass, fields

from django.http import QueryDict

LONGEST = 8000
MENU = "form"  # which menu is asked for
PART = (
    "after",
    "summary",
    "in",
    "number",
    "open",
)  # which part or row is asked for, not which list
FORM = (
    "form",
    "do",
    "at",
    "path",
    "was",
    "op",
    "value",
    "who",
    "period",
    "count",
    "text",
    "col",
    "add",
)  # what menus send


@dataclass(frozen=True, kw_only=True, slots=True)
class State:
    """A filter in the filter language, columns with their widths, orders, and the column that makes groups."""

    filter: str = ""
    cols: str = ""
    sort: str = ""
    group: str = ""


NAMES = tuple(field.name for field in fields(State))


def state_of(asked: QueryDict, base: State) -> State:
    """The state that an address stands for, given what its view says."""
    return State(**{name: asked.get(name, getattr(base, name))[:LONGEST] for name in NAMES})


def differs(asked: QueryDict, base: State) -> bool:
    """Whether the address says something else than its view."""
    return state_of(asked, base) != base


def changed(asked: QueryDict, **values: str | None) -> str:
    """The address of the list with these parameters, from its first page on; None takes a parameter away."""
    rest = parameters(asked)
    for name, value in values.items():
        rest.pop(name, None)
        if value is not None:
            rest[name] = value
    return f"?{rest.urlencode()}"


def parameters(asked: QueryDict) -> QueryDict:
    """What says which list is shown, without what says which part of it and what a menu sent."""
    rest = asked.copy()
    for name in (*PART, *FORM):
        rest.pop(name, None)
    return rest


def hidden(asked: QueryDict) -> list[tuple[str, str]]:
    """The parameters that a search must carry on."""
    return [(name, str(asked[name])) for name in ("view", *NAMES) if name in asked]
