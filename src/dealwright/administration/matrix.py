"""What roles can give rights on: every kind of record by its area, in the words of the registry."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.apps import apps
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dealwright.core.errors import Text
from dealwright.identity.privileges import Depth, Privilege
from dealwright.records import registry
from dealwright.records.explaining import VERBS
from dealwright.ui.cells import capitalised
from dealwright.ui.navigation import Area

SETTINGS = ("organisation.organisation", "organisation.exchangerate")  # no records, but with rights
OF_OWNERS = {Privilege.ASSIGN, Privilege.SHARE}
ELSEWHERE: Text = gettext_lazy("Other")


@dataclass(frozen=True, kw_only=True, slots=True)
class KindOfRecord:
    """One kind of record that roles give rights on. What nobody owns is within reach as a whole, or not at all."""

    key: str
    label: str
    area: str
    is_owned: bool

    def depths(self, privilege: str) -> Sequence[Depth]:
        """The depths that say something; none for handing over and sharing what nobody owns."""
        if self.is_owned:
            return tuple(Depth)
        return () if privilege in OF_OWNERS else (Depth.NONE, Depth.ALL)

    def depth(self, held: Mapping[tuple[str, str], int], privilege: str) -> Depth:
        """How far a right of these reaches: of what nobody owns any depth above none reaches everything."""
        depth = Depth(held.get((self.key, privilege), Depth.NONE))
        return depth if self.is_owned or depth == Depth.NONE else Depth.ALL


def kinds() -> list[KindOfRecord]:
    """Every kind, in the order of the navigation."""
    found = [
        KindOfRecord(
            key=entity.key,
            label=capitalised(entity.plural),
            area=str(entity.area or ELSEWHERE),
            is_owned=entity.is_owned,
        )
        for entity in registry.entities()
    ]
    return sorted([*found, *_settings()], key=lambda kind: (_rank(kind.area), kind.label))


def _settings() -> list[KindOfRecord]:
    return [
        KindOfRecord(
            key=key,
            label=capitalised(str(apps.get_model(key)._meta.verbose_name_plural)),
            area=Area.SETTINGS.label,
            is_owned=False,
        )
        for key in SETTINGS
    ]


def _rank(area: str) -> int:
    order = [place.label for place in Area]
    return order.index(area) if area in order else len(order)


def by_key() -> dict[str, KindOfRecord]:
    return {kind.key: kind for kind in kinds()}


def areas() -> list[tuple[str, list[KindOfRecord]]]:
    """The kinds under the headings of their areas."""
    found: dict[str, list[KindOfRecord]] = {}
    for kind in kinds():
        found.setdefault(kind.area, []).append(kind)
    return list(found.items())


def verb(privilege: str) -> str:
    """A right as the head of its column: Read, Change, Hand over."""
    return capitalised(str(VERBS[Privilege(privilege)]))


def named(key: str, privilege: str) -> str:
    """A right on a kind in words, such as "change accounts"; kinds that are gone keep their key."""
    kind = registry.find(key)
    label = kind.plural if kind else _plural(key)
    return _("%(verb)s %(kinds)s") % {"verb": VERBS[Privilege(privilege)], "kinds": label}


def _plural(key: str) -> str:
    return str(apps.get_model(key)._meta.verbose_name_plural) if key in SETTINGS else key
