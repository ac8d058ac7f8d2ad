"""Someone whose one role reaches everything, but for what a test takes away."""

from collections.abc import Collection, Mapping
from types import SimpleNamespace

from dealwright.core import actor as actors
from dealwright.core.actor import Actor
from dealwright.identity import actions as identity
from dealwright.identity.privileges import Depth, FieldLevel, Privilege
from dealwright.identity.queries import actor_for
from dealwright.records import registry
from tests.people import AT


def reader_without(
    people: SimpleNamespace,
    *kinds: str,
    hidden: Mapping[str, Collection[str]] | None = None,
    name: str = "Reader",
) -> Actor:
    """Charlie, who holds every right on every kind but these; `hidden` names fields by their kind."""
    system = actors.system()
    role = identity.create_role(name, by=system, at=AT)
    everything = {
        (each.key, privilege): Depth.ALL
        for each in registry.entities()
        if each.key not in kinds
        for privilege in Privilege
    }
    identity.set_grants(role, everything, by=system, at=AT)
    for key, names in (hidden or {}).items():
        levels = dict.fromkeys(names, FieldLevel.HIDDEN)
        identity.set_field_rights(role, key, levels, by=system, at=AT)
    identity.set_roles(people.charlie, [role], by=system, at=AT)
    return actor_for(people.charlie)
