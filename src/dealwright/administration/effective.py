"""What one person may do in the end: of all their roles the widest depth on each kind of record, and which roles give it.

The depths are those by which `identity.access` decides; here is only told where they come from.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dealwright.administration import matrix
from dealwright.administration.matrix import KindOfRecord
from dealwright.core.actor import Actor
from dealwright.identity import access, principals
from dealwright.identity.models import Role, User
from dealwright.identity.principals import Principals
from dealwright.identity.privileges import Depth, FieldLevel, Privilege
from dealwright.identity.queries import actor_for
from dealwright.records import registry
from dealwright.ui.cells import capitalised

type Held = Mapping[tuple[str, str], int]

NAMED = 3  # roles by which a right is held, the widest first; of further ones it is told how many


@dataclass(frozen=True, kw_only=True, slots=True)
class Cell:
    """One right on one kind: how far it reaches, and the sentence that says by which roles."""

    privilege: str
    depth: Depth
    why: str
    applies: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    kind: KindOfRecord
    cells: Sequence[Cell]


@dataclass(frozen=True, kw_only=True, slots=True)
class Restriction:
    """A field that is less than usual for the person, whatever role is asked."""

    kind: str
    field: str
    level: FieldLevel


@dataclass(frozen=True, kw_only=True, slots=True)
class Effective:
    """Everything that decides what a person sees and may do."""

    areas: Sequence[tuple[str, Sequence[Row]]]
    restrictions: Sequence[Restriction]
    reports: Sequence[tuple[User, int]]
    units: int
    principals: Principals


def of(user: User) -> Effective:
    """The rights of a person; four queries, whatever the number of roles and kinds. Who is kept out has none."""
    actor = actor_for(user)
    mine = principals.principals(actor)
    roles = list(user.roles.prefetch_related("grants").order_by("name", "pk"))
    teller = _Teller(actor, [(role, _grants(role)) for role in roles])
    return Effective(
        areas=[(area, [teller.row(kind) for kind in kinds]) for area, kinds in matrix.areas()],
        restrictions=list(_restrictions(mine)),
        reports=_reports(mine),
        units=len(mine.units_below),
        principals=mine,
    )


def _grants(role: Role) -> Held:
    return {(grant.entity, grant.privilege): grant.depth for grant in role.grants.all()}


class _Teller:
    """Tells by which of someone's roles a right is held."""

    def __init__(self, actor: Actor, roles: Sequence[tuple[Role, Held]]) -> None:
        self._actor = actor
        self._roles = roles

    def row(self, kind: KindOfRecord) -> Row:
        return Row(kind=kind, cells=[self._cell(kind, privilege) for privilege in Privilege])

    def _cell(self, kind: KindOfRecord, privilege: Privilege) -> Cell:
        held: Held = {(kind.key, privilege): access.depth(self._actor, kind.key, privilege)}
        depth = kind.depth(held, privilege)
        return Cell(
            privilege=privilege,
            depth=depth,
            why=self._why(kind, privilege) if depth else _("No role gives this."),
            applies=bool(kind.depths(privilege)),
        )

    def _why(self, kind: KindOfRecord, privilege: Privilege) -> str:
        given = [
            (depth, role.name)
            for role, held in self._roles
            if (depth := Depth.ALL if role.is_administrator else kind.depth(held, privilege))
        ]
        widest_first = sorted(given, key=lambda pair: (-pair[0], pair[1]))
        named = ", ".join(f"{name} ({depth.label})" for depth, name in widest_first[:NAMED])
        further = len(widest_first) - NAMED
        if further <= 0:
            return named
        said = ngettext("%(roles)s and %(count)d more", "%(roles)s and %(count)d more", further)
        return said % {"roles": named, "count": further}


def _restrictions(mine: Principals) -> list[Restriction]:
    return [
        Restriction(
            kind=capitalised(kind.plural),
            field=capitalised(str(kind.field(name).label)),
            level=level,
        )
        for kind in registry.entities()
        for name, level in sorted(mine.fields.get(kind.key, {}).items())
        if name in kind.by_name
    ]


def _reports(mine: Principals) -> list[tuple[User, int]]:
    people = User.objects.filter(pk__in=mine.reports).order_by("name", "pk")
    return [(user, mine.reports[user.pk]) for user in people]
