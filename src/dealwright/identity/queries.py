"""Reads on people and tokens."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from dealwright.core import plans
from dealwright.core.actor import Actor, Channel, Kind
from dealwright.core.errors import InvalidError
from dealwright.identity import tokens
from dealwright.identity.models import ApiToken, BusinessUnit, Principal, User

TIME_ZONE = "time_zone"  # what an actor keeps it under


def actor_for(user: User, *, channel: Channel = Channel.WEB, request_id: str = "") -> Actor:
    """The actor a signed-in person is."""
    return Actor(kind=Kind.USER, id=user.pk, name=str(user), channel=channel, request_id=request_id)


def holders(people: Iterable[User], entity: str, privilege: str) -> list[User]:
    """Those of these people whose roles give them a right on a kind at all, in their order; one query."""
    known = list(people)
    given = Q(roles__grants__entity=entity, roles__grants__privilege=privilege)
    rows = User.objects.filter(pk__in=[person.pk for person in known])
    rows = rows.filter(given | Q(roles__is_administrator=True))
    held = set(rows.values_list("pk", flat=True))
    return [person for person in known if person.pk in held]


PEOPLE: Mapping[str, type[User] | type[Principal]] = {
    "identity.user": User,
    "identity.principal": Principal,
}


def people(key: str) -> QuerySet[Any] | None:
    """Everyone that a link to this kind may lead to, those who left included; None for kinds that are not people.

    People are no registered kind: everybody may know of their colleagues, by name.
    """
    found = PEOPLE.get(key)
    return found._default_manager.all() if found else None


def time_zone(actor: Actor) -> str:
    """The time zone that a person has chosen, read once in the life of the actor object; "" when they have not, and for
    everyone who is no person.
    """
    if actor.kind != Kind.USER:
        return ""
    if TIME_ZONE not in actor.memo:
        chosen = User.objects.filter(pk=actor.user_id).values_list("time_zone", flat=True)
        actor.memo[TIME_ZONE] = chosen.first() or ""
    found: str = actor.memo[TIME_ZONE]
    return found


def principals_of(units: Iterable[UUID]) -> frozenset[UUID]:
    """The ids of the people and teams of these business units."""
    found = Principal.objects.filter(unit__in=list(units)).order_by()
    return frozenset(found.values_list("pk", flat=True))


def principal(pk: UUID) -> Principal:
    """The active person or team of this id. InvalidError, at the owner, when there is none."""
    for found in Principal.objects.filter(pk=pk, is_active=True):
        return found
    raise InvalidError(
        {"owner": _("There is no such person or team, or they no longer work here.")}
    )


def people_behind(ids: Iterable[UUID]) -> list[User]:
    """The active people among these principals, and the members of the teams among them; one query."""
    wanted = list(ids)
    rows = User.objects.filter(is_active=True).order_by("pk")
    return list(rows.filter(Q(pk__in=wanted) | Q(teams__in=wanted)).distinct())


def unit_tree(*, without: UUID | None = None) -> list[tuple[int, BusinessUnit]]:
    """Every unit with its depth, parents before children, by name; one query.

    `without` leaves one unit away with all that is below it.
    """
    below: dict[UUID | None, list[BusinessUnit]] = defaultdict(list)
    for unit in BusinessUnit.objects.annotate(people=Count("users")).order_by("name", "pk"):
        if unit.pk != without:
            below[unit.parent_id].append(unit)

    def walk(parent: UUID | None, depth: int) -> Iterator[tuple[int, BusinessUnit]]:
        for unit in below[parent]:
            yield depth, unit
            yield from walk(unit.pk, depth + 1)

    return list(walk(None, 0))


def unit_paths(*, without: UUID | None = None) -> list[tuple[str, BusinessUnit]]:
    """Every unit with the names from below the top down to it: "North / Malmö"; one query."""
    names: list[str] = []
    found = []
    for depth, unit in unit_tree(without=without):
        names[depth:] = [unit.name]
        found.append((" / ".join(names[1:]) or unit.name, unit))
    return found


LIVE = """
SELECT token.id, token.name, token.scopes, token.created_at, token.expires_at, token.last_used_at,
       person.id, person.email, person.name
FROM identity_apitoken token JOIN identity_user person ON person.id = token.user_id
WHERE token.digest = %(digest)s AND token.revoked_at IS NULL
  AND (token.expires_at IS NULL OR token.expires_at > %(at)s) AND person.is_active
"""


def live_token(text: str, *, at: datetime) -> ApiToken | None:
    """The token with this text, with its user, if it is neither revoked nor expired; one query.

    Every request of a program asks this, so it is plain SQL: the same by the ORM takes a quarter of reading a
    record. What is not selected here is read when it is asked for.
    """
    if not text.startswith(tokens.PREFIX):
        return None
    with plans.kept(), connection.cursor() as cursor:
        cursor.execute(LIVE, {"digest": tokens.digest(text), "at": at})
        row = cursor.fetchone()
    if row is None:
        return None
    pk, name, scopes, created_at, expires_at, last_used_at, *person = row
    token = ApiToken.from_db(
        connection.alias,
        ["id", "user_id", "name", "scopes", "created_at", "expires_at", "last_used_at"],
        [pk, person[0], name, json.loads(scopes), created_at, expires_at, last_used_at],
    )
    token.user = User.from_db(connection.alias, ["id", "email", "name"], person)
    return token
