"""The matrix of what a role grants, as a form: how it is shown, and what of it was changed."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from dealwright.administration import matrix
from dealwright.administration.matrix import KindOfRecord
from dealwright.core.errors import InvalidError
from dealwright.identity.models import Role
from dealwright.identity.privileges import Depth, FieldLevel, Privilege
from dealwright.records import registry
from dealwright.records.fields import Field
from dealwright.records.registry import Entity
from dealwright.ui.cells import capitalised

WAS = "was"

type Pair = tuple[str, str]
type Held = Mapping[Pair, int]


@dataclass(frozen=True, kw_only=True, slots=True)
class Cell:
    """One right on one kind: how far it reaches, and how far it can."""

    name: str
    label: str
    head: str
    depth: Depth
    options: Sequence[Depth]


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    kind: KindOfRecord
    cells: Sequence[Cell]


def held_by(role: Role) -> dict[Pair, int]:
    """What a role grants; one query."""
    return {(found.entity, found.privilege): found.depth for found in role.grants.all()}


def areas(role: Role, held: Held) -> list[tuple[str, list[Row]]]:
    """The whole matrix of a role under the headings of the areas."""
    return [(area, [_row(role, kind, held) for kind in kinds]) for area, kinds in matrix.areas()]


def _row(role: Role, kind: KindOfRecord, held: Held) -> Row:
    cells = [
        Cell(
            name=_name((kind.key, privilege)),
            label=capitalised(matrix.named(kind.key, privilege)),
            head=matrix.verb(privilege),
            depth=Depth.ALL if role.is_administrator else kind.depth(held, privilege),
            options=kind.depths(privilege),
        )
        for privilege in Privilege
    ]
    return Row(kind=kind, cells=cells)


def _name(pair: Pair) -> str:
    return " ".join(pair)


def written(held: Held) -> str:
    """What a role grants, as the form carries it along."""
    return json.dumps({_name(pair): depth for pair, depth in sorted(held.items())})


def read(posted: Mapping[str, str]) -> Held:
    """What the role granted as the form was opened. InvalidError when that did not come along whole."""
    try:
        found = json.loads(posted.get(WAS, ""))
        pairs = {name.partition(" "): int(depth) for name, depth in found.items()}
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        raise InvalidError({"": _("The form is damaged. Open the role again.")}) from error
    return {(key, privilege): depth for (key, _blank, privilege), depth in pairs.items()}


def changed(posted: Mapping[str, str], was: Held) -> dict[Pair, int]:
    """The rights that were chosen otherwise than the form had shown them."""
    chosen = {
        (kind.key, privilege): (kind.depth(was, privilege), posted[name])
        for kind in matrix.kinds()
        for privilege in Privilege
        if (name := _name((kind.key, privilege))) in posted
    }
    return {pair: _whole(to) for pair, (shown, to) in chosen.items() if _whole(to) != shown}


def _whole(text: str) -> int:
    """The number of a depth or level; InvalidError for anything else."""
    if len(text) != 1 or text not in "0123456789":
        raise InvalidError({"": _("There is no such right to give.")})
    return int(text)


def told(depths: Mapping[Pair, int], was: Held) -> str:
    """What is about to be different, in words: "Read accounts: own unit → everyone's"."""
    known = matrix.by_key()
    return "; ".join(
        f"{capitalised(matrix.named(*pair))}: {known[pair[0]].depth(was, pair[1]).label}"
        f" → {Depth(depth).label}"
        for pair, depth in depths.items()
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class FieldRow:
    """One field of a kind that a role can restrict, and what the role makes of it."""

    field: Field
    level: FieldLevel

    @property
    def label(self) -> str:
        return capitalised(str(self.field.label))


def restrictable_kinds() -> list[Entity]:
    """Every kind that has fields which a role can restrict, in the order of the matrix."""
    found = [registry.find(kind.key) for kind in matrix.kinds()]
    return [kind for kind in found if kind and restrictable(kind)]


def restrictable(kind: Entity) -> list[Field]:
    return [field for field in kind.fields if kind.can_restrict(field.name)]


def field_rows(role: Role, kind: Entity) -> list[FieldRow]:
    """Every field of a kind that can be restricted; one query."""
    rows = role.field_rights.filter(entity=kind.key)
    levels = dict(rows.values_list("field", "level"))
    return [
        FieldRow(field=field, level=FieldLevel(levels.get(field.name, FieldLevel.WRITE)))
        for field in restrictable(kind)
    ]


def changed_levels(posted: Mapping[str, str], kind: Entity) -> dict[str, FieldLevel]:
    """The fields for which another level was chosen than the form had shown ("was.<field>").

    InvalidError for a level that there is not.
    """
    chosen = {
        field.name: posted[field.name]
        for field in restrictable(kind)
        if posted.get(field.name, "") != posted.get(f"{WAS}.{field.name}", "")
        and field.name in posted
    }
    levels = {name: _whole(text) for name, text in chosen.items()}
    if not set(levels.values()) <= set(FieldLevel):
        raise InvalidError({"": _("There is no such right to give.")})
    return {name: FieldLevel(level) for name, level in levels.items()}


def told_levels(levels: Mapping[str, FieldLevel], kind: Entity) -> str:
    """What was made of the fields, in words."""
    parts = [
        f"{capitalised(str(kind.field(name).label))}: {level.label}"
        for name, level in levels.items()
    ]
    return "; ".join(parts)
