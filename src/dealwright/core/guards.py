"""A lower verb asks; upper contexts answer. `guards.check("opportunities.win", deal)` raises what a guard raises."""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

type Guard = Callable[[Any], None]

_guards: dict[str, list[Guard]] = defaultdict(list)


def guard(verb: str) -> Callable[[Guard], Guard]:
    """Register a function that raises RefusedError when `verb` must not happen to its subject now."""

    def register(function: Guard) -> Guard:
        if function not in _guards[verb]:
            _guards[verb].append(function)
        return function

    return register


def check(verb: str, subject: object) -> None:
    """Ask every guard of the verb; the first refusal is raised. The subject is locked by the caller."""
    for function in _guards[verb]:
        function(subject)
