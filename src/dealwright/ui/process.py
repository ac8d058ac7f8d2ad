"""The process bar: stages that interlock, and what is still needed for the next one."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise

type Text = str | Promise

DONE, NOW, AHEAD = "done", "now", ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """One stage: `state` is done, now or nothing for what lies ahead; `fact` a few words such as "9 of 14 d".

    `url` is posted when the step is clicked.
    """

    name: Text
    state: str = AHEAD
    fact: Text = ""
    icon: str = ""
    url: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Need:
    """Something the next stage asks for. `field` names the field that holds it, to be marked below."""

    label: Text
    is_met: bool
    field: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Gate:
    """What must be there before the next stage; `url` opens the form that fills it in."""

    title: Text
    needs: Sequence[Need]
    url: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class ProcessBar:
    """The stages of a process, with the gate of the next one."""

    label: Text
    steps: Sequence[Step]
    gate: Gate | None = None

    @property
    def missing(self) -> frozenset[str]:
        """Names of fields that the next stage still needs."""
        if self.gate is None:
            return frozenset()
        return frozenset(need.field for need in self.gate.needs if need.field and not need.is_met)
