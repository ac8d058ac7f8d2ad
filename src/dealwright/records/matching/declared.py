"""How the kinds of record are matched, as their contexts declare it.

    declared.register("customers.contact", plans.of_people(plans.name("name"), plans.email("email")))

The columns of a comparison are fields of the kind or ORM paths that begin with one.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from dealwright.core.actor import Actor
from dealwright.core.errors import NotFoundError
from dealwright.records import registry
from dealwright.records.matching.comparing import Plan, Values
from dealwright.records.registry import Entity


@dataclass(frozen=True, kw_only=True, slots=True)
class Matched:
    """A kind whose records are compared with each other, and by what."""

    key: str
    plan: Plan

    @property
    def entity(self) -> Entity:
        return registry.entity(self.key)

    def values(self, ids: Collection[UUID]) -> dict[UUID, Values]:
        """What is compared of some records; one query."""
        columns = self.plan.columns
        rows = self.entity.model._default_manager.filter(pk__in=ids)
        return {
            pk: dict(zip(columns, row, strict=True))
            for pk, *row in rows.values_list("pk", *columns)
        }

    def seen_by(self, actor: Actor) -> Plan:
        """The plan without what is hidden from the actor: to be found by it would give it away."""
        hidden = self.entity.seen_by(actor).hidden
        if not hidden:
            return self.plan
        columns = [name for name in self.plan.columns if name.partition("__")[0] in hidden]
        return self.plan.without(columns)


_kinds: dict[str, Matched] = {}


def register(key: str, plan: Plan) -> Matched:
    """Let records of a kind be matched; a second time replaces the first."""
    _kinds[key] = Matched(key=key, plan=plan)
    return _kinds[key]


def find(key: str) -> Matched | None:
    return _kinds.get(key)


def of(key: str) -> Matched:
    """The declaration of a kind; NotFoundError when its records are not matched."""
    try:
        return _kinds[key]
    except KeyError:
        raise NotFoundError(_("Records of this kind are not matched.")) from None


def kinds() -> list[Matched]:
    return list(_kinds.values())


def reasons(kind: Matched, found: Iterable[Mapping[str, Any]], actor: Actor) -> Iterator[str]:
    """Why two records may be one, in words, as far as the actor may know: "same phone", "names 93 % alike"."""
    known = {each.name: each for each in kind.seen_by(actor).comparisons}
    for reason in found:
        each = known.get(reason["name"])
        if each is not None and reason["level"] < len(each.levels):
            yield in_words(str(each.label), reason["level"], reason["percent"])


def in_words(label: str, level: int, percent: int) -> str:
    if level == 0:
        return _("same %(what)s") % {"what": label}
    return _("%(what)s %(percent)d %% alike") % {"what": label, "percent": percent}
