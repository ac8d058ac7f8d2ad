"""What a stage asks of a deal before it lets it in.

A move forward passes the gate of every stage up to the one it enters: to jump over a stage is not to escape its
question. A move backward passes none.
"""

from collections.abc import Iterable, Mapping
from operator import attrgetter
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.utils.translation import gettext as _

from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError, Text
from dealwright.identity import access
from dealwright.opportunities.models import Opportunity
from dealwright.strategy import gates
from dealwright.strategy.models import Stage


def passed(stages: Iterable[Stage], target: Stage, start: Stage | None = None) -> list[Stage]:
    """The stages whose gates a deal passes, in their order, from `start` (or from outside) into `target`."""
    after = start.position if start else -1
    on_the_way = (stage for stage in stages if after < stage.position <= target.position)
    return sorted(on_the_way, key=attrgetter("position"))


def missing(deal: Opportunity, stages: Iterable[Stage]) -> dict[str, Stage]:
    """The fields that these stages require and the deal does not hold, each with the first that asks for it."""
    found: dict[str, Stage] = {}
    for stage in stages:
        for name in stage.required_fields:
            if name not in found and not holds(deal, name):
                found[name] = stage
    return found


def holds(deal: Opportunity, name: str) -> bool:
    """Whether the deal holds a value in this field. A field that deals no longer have asks nothing."""
    try:
        column = Opportunity._meta.get_field(name)
    except FieldDoesNotExist:
        return True
    return _value(deal, column) not in (None, "")


def _value(deal: Opportunity, column: Any) -> Any:
    return getattr(deal, column.attname)


def refuse(found: Mapping[str, Stage], *, by: Actor) -> None:
    """Raise InvalidError that names each missing field and the stage that asks for it.

    A field that is hidden from the actor is not named.
    """
    hidden = access.hidden_fields(by, Opportunity._meta.label_lower)
    if found:
        raise InvalidError(
            {
                "" if name in hidden else name: secret(stage)
                if name in hidden
                else sentence(name, stage)
                for name, stage in found.items()
            }
        )


def secret(stage: Stage) -> Text:
    """What is said in place of the name of a field that is hidden."""
    return _("%(stage)s asks for a field that you may not see. Ask someone who may fill it in.") % {
        "stage": stage.name
    }


def sentence(name: str, stage: Stage) -> Text:
    """Before Propose: account."""
    return _("%(stage)s asks for this: %(field)s.") % {
        "stage": stage.name,
        "field": gates.label(name),
    }
