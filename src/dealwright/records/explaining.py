"""Why someone may or may not do something with a record, in words: the role, depth, share, team or manager that decides.

Nothing is decided here. The grounds are those by which `identity.access` decides.
"""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from dealwright.core.actor import Actor
from dealwright.core.errors import DomainError, InvalidError, NotAllowedError, Text
from dealwright.identity import access
from dealwright.identity.models import Principal, Role, Share
from dealwright.identity.privileges import Depth, Ground, Privilege
from dealwright.records import registry
from dealwright.records.models import OwnedRecord, Record
from dealwright.records.registry import Command, Entity

VERBS: dict[Privilege, Text] = {
    Privilege.CREATE: gettext_lazy("create"),
    Privilege.READ: gettext_lazy("read"),
    Privilege.WRITE: gettext_lazy("change"),
    Privilege.DELETE: gettext_lazy("delete"),
    Privilege.ASSIGN: gettext_lazy("hand over"),
    Privilege.SHARE: gettext_lazy("share"),
    Privilege.EXPORT: gettext_lazy("export"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """Whether someone may do one thing with a record, and the sentences that say why."""

    what: Text
    allowed: bool
    reasons: Sequence[str]


@dataclass(frozen=True, slots=True)
class Held:
    """A role of someone that grants a right, and how far; an administrator's reaches everything."""

    role: str
    depth: Depth


def explain(row: Record, actor: Actor, *, name: str = "") -> list[Answer]:
    """For each right on a record: whether the actor has it, and why. `name` is the actor's, as the sentences call them.

    Three queries, whatever the number of rights.
    """
    asked = [each for each in Privilege if each != Privilege.CREATE]
    return _Explainer(row, actor, name or actor.name).answers(asked)


def why(error: DomainError, actor: Actor) -> str:
    """What to add to a refusal that is for want of a right: which one, and how far the actor's reach."""
    if error.why:
        return error.why
    if isinstance(error, InvalidError) and error.restricted:
        return _restricted(actor, error.restricted)
    return refusal(actor) if error.code == NotAllowedError.code else ""


@contextmanager
def explained(actor: Actor) -> Iterator[None]:
    """What is refused inside keeps why it was: what the actor lacks is known only until another right is asked for."""
    actor.memo.pop("refused", None)
    try:
        yield
    except DomainError as error:
        error.why = why(error, actor)
        raise


def _restricted(actor: Actor, names: Collection[str]) -> str:
    """Which roles let fields be read only: all that someone has, as the widest wins."""
    return _("No role of %(who)s lets one change %(fields)s (%(roles)s).") % {
        "who": actor.name,
        "fields": ", ".join(sorted(names)),
        "roles": ", ".join(role.name for role, _depths in _roles(actor)),
    }


def explain_verb(row: Record, command: Command, actor: Actor) -> Answer:
    """Why the actor may or may not run one verb on a record now."""
    actor.memo.pop("refused", None)
    allowed = command.allowed(actor, row)
    lacking = None if allowed else access.refused(actor)
    if allowed:
        reasons = [_("Your roles allow it, and its present state does.")]
    elif lacking is None:
        reasons = [_("Your roles allow it; its present state does not.")]
    else:
        reasons = [refusal(actor)]
    return Answer(what=command.label, allowed=allowed, reasons=reasons)


def refusal(actor: Actor) -> str:
    """Why the last right that was asked for is not held, in a sentence; empty when none was missing."""
    lacking = access.refused(actor)
    entity = registry.find(lacking.entity) if lacking else None
    if lacking is None or entity is None or actor.id is None:
        return ""
    if isinstance(lacking.row, OwnedRecord):
        if access.ground(actor, Privilege.READ, entity.key, lacking.row) is None:
            return ""  # what one may not see is not told of
        return _lack(lacking.row, lacking.privilege, entity, actor)
    return _no_role(actor.name, _roles(actor), lacking.privilege, entity)


def _lack(row: OwnedRecord, privilege: Privilege, entity: Entity, actor: Actor) -> str:
    """The same for all rows of one owner in one unit, so that a thousand of them cost no more than one."""
    told: dict[tuple[Any, ...], str] = actor.memo.setdefault("lacks", {})
    key = (entity.key, privilege, row.owner_id, row.unit_id)
    if key not in told:
        told[key] = _Explainer(row, actor, actor.name).lack(privilege)
    return told[key]


class _Explainer:
    """Explains the rights of one actor on one record."""

    def __init__(self, row: Record, actor: Actor, name: str) -> None:
        self.row: Any = row
        self.actor = actor
        self.name = name
        self.entity: Entity = registry.of(row)
        self.roles = _roles(actor)
        self.owner = _owner(row)

    def answers(self, asked: Sequence[Privilege]) -> list[Answer]:
        return [self._answer(privilege) for privilege in asked]

    def _answer(self, privilege: Privilege) -> Answer:
        grounds = self._grounds(privilege)
        reasons = [self._by_role(privilege)] if grounds else [self._short(privilege)]
        return Answer(
            what=VERBS[privilege],
            allowed=bool(grounds),
            reasons=[*reasons, *map(self._sentence, grounds if grounds != [Ground.ALL] else [])],
        )

    def _grounds(self, privilege: Privilege) -> list[Ground]:
        if self.entity.is_owned:
            return list(access.grounds(self.actor, privilege, self.entity.key, self.row))
        held = access.depth(self.actor, self.entity.key, privilege)
        return [Ground.ALL] if held > Depth.NONE else []

    def _by_role(self, privilege: Privilege) -> str:
        held = _granting(self.roles, self.entity.key, privilege)
        parts = [f"{each.role} ({each.depth.label})" for each in held]
        return _("By role: %(roles)s.") % {"roles": ", ".join(parts)}

    def _short(self, privilege: Privilege) -> str:
        """What is lacking, where the right itself stands above."""
        held = _granting(self.roles, self.entity.key, privilege)
        if not held or self.owner is None:
            return _no_role(self.name, self.roles, privilege, self.entity)
        sentence = _(
            "%(role)s reaches %(depth)s. It belongs to %(owner)s in %(unit)s, and is not shared for this."
        )
        return sentence % {
            "role": held[0].role,
            "depth": held[0].depth.label,
            "owner": self.owner.name,
            "unit": self.row.unit,
        }

    def lack(self, privilege: Privilege) -> str:
        """Which role falls short, and by how much."""
        held = _granting(self.roles, self.entity.key, privilege)
        if not held or self.owner is None:
            return _no_role(self.name, self.roles, privilege, self.entity)
        sentence = _(
            "%(role)s lets %(who)s %(verb)s %(kinds)s as far as: %(depth)s. This one belongs to %(owner)s"
            " in %(unit)s and is not shared with %(who)s for that."
        )
        return sentence % {
            "role": held[0].role,
            "who": self.name,
            "verb": VERBS[privilege],
            "kinds": self.entity.plural,
            "depth": held[0].depth.label,
            "owner": self.owner.name,
            "unit": self.row.unit,
        }

    def _sentence(self, ground: Ground) -> str:
        if ground == Ground.REPORT:
            return self._managed()
        words = {
            "who": self.name,
            "owner": self.owner.name if self.owner else "",
            "unit": str(self.row.unit) if self.entity.is_owned else "",
            "by": self._shared_by() if ground == Ground.SHARE else "",
        }
        return str(SENTENCES[ground]) % words

    def _managed(self) -> str:
        level = access.principals(self.actor).reports[self.row.owner_id]
        words = {"who": self.name, "owner": self.owner, "level": level}
        return (
            ngettext(
                "%(owner)s reports to %(who)s.",
                "%(owner)s is %(level)d levels below %(who)s.",
                level,
            )
            % words
        )

    def _shared_by(self) -> str:
        mine = access.principals(self.actor)
        rows = Share.objects.filter(record_id=self.row.pk, principal__any_of=mine.own)
        givers = rows.order_by("created_at").values_list("created_by__name", flat=True)
        return ", ".join(dict.fromkeys(giver or "Dealwright" for giver in givers))


SENTENCES: dict[Ground, Text] = {
    Ground.OWN: gettext_lazy("It belongs to %(who)s."),
    Ground.OWN_TEAM: gettext_lazy("It belongs to %(owner)s, a team of %(who)s."),
    Ground.TEAM: gettext_lazy("%(owner)s, its owner, is in a team with %(who)s."),
    Ground.UNIT: gettext_lazy("It is in %(unit)s, where %(who)s works."),
    Ground.BELOW: gettext_lazy("It is in %(unit)s, at or below the unit of %(who)s."),
    Ground.SHARE: gettext_lazy("It is shared with %(who)s by %(by)s."),
    Ground.RECORD_TEAM: gettext_lazy("%(who)s is in the team of this record."),
}


def _roles(actor: Actor) -> list[tuple[Role, dict[tuple[str, str], Depth]]]:
    """The roles of someone by name, each with what it grants; two queries."""
    found = Role.objects.filter(users=actor.id).prefetch_related("grants").order_by("name", "pk")
    return [
        (
            role,
            {(grant.entity, grant.privilege): Depth(grant.depth) for grant in role.grants.all()},
        )
        for role in found
    ]


def _granting(
    roles: Sequence[tuple[Role, dict[tuple[str, str], Depth]]], key: str, privilege: Privilege
) -> list[Held]:
    """The roles that grant a right, the widest first."""
    held = list(_held(roles, key, privilege))
    return sorted(held, key=lambda each: (-each.depth, each.role))


def _held(
    roles: Sequence[tuple[Role, dict[tuple[str, str], Depth]]], key: str, privilege: Privilege
) -> Iterator[Held]:
    for role, depths in roles:
        depth = Depth.ALL if role.is_administrator else depths.get((key, privilege), Depth.NONE)
        if depth > Depth.NONE:
            yield Held(role.name, depth)


def _no_role(
    name: str,
    roles: Sequence[tuple[Role, dict[tuple[str, str], Depth]]],
    privilege: Privilege,
    entity: Entity,
) -> str:
    sentence = _("No role of %(who)s lets one %(verb)s %(kinds)s (%(roles)s).")
    return sentence % {
        "who": name,
        "verb": VERBS[privilege],
        "kinds": entity.plural,
        "roles": ", ".join(role.name for role, _depths in roles) or _("no roles"),
    }


def _owner(row: Any) -> Principal | None:
    return row.owner if isinstance(row, OwnedRecord) else None
