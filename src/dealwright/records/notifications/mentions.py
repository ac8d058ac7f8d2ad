"""Who is mentioned in a text: "@" and the whole name, or the email address, of someone who works here."""

import re
from collections.abc import Iterable
from typing import Any

from django.db.models import F, Q, Value
from django.db.models.functions import Concat, Lower, StrIndex

from dealwright.core.actor import Actor
from dealwright.identity.models import User
from dealwright.identity.queries import actor_for
from dealwright.records import registry

MARK = "@"
MOST = 50
LIKELY = re.compile(r"(?<!\w)@\w")


def may_mention(text: str) -> bool:
    """Whether a text may mention anyone; no email address does by itself."""
    return LIKELY.search(text) is not None


def people(text: str) -> list[User]:
    """Those whom a text mentions, by name. Of two names that begin alike at one place the longer is meant; two people
    of one name are told apart by their addresses. One query, and none for a text without the mark.
    """
    if not may_mention(text):
        return []
    low = Value(text.lower())
    rows = User.objects.filter(is_active=True).annotate(
        by_name=StrIndex(low, Concat(Value(MARK), Lower("name"))),
        by_email=StrIndex(low, Concat(Value(MARK), Lower("email"))),
    )
    near = rows.filter(Q(by_name__gt=0, name__gt="") | Q(by_email__gt=0)).order_by(F("name"), "pk")
    return _meant(text, list(near[:MOST]))


def _meant(text: str, near: Iterable[User]) -> list[User]:
    """Read the text from mark to mark; at each the longest name or address that stands there is meant."""
    called: dict[str, list[User]] = {}
    for person in near:
        called.setdefault(person.name.lower(), []).append(person)
        called.setdefault(person.email.lower(), []).append(person)
    longest_first = sorted(filter(None, called), key=len, reverse=True)
    if not longest_first:
        return []
    names = "|".join(map(re.escape, longest_first))
    found = re.findall(rf"(?<!\w){MARK}({names})(?!\w)", text.lower())
    meant = [called[name][0] for name in found if len(called[name]) == 1]
    return list(dict.fromkeys(meant))


def out_of_reach(text: str, row: Any, actor: Actor) -> list[User]:
    """The people whom a text mentions and who may not read the record that it is about."""
    entity = registry.of(row)
    return [
        person
        for person in people(text)
        if person.pk != actor.id and not entity.rows(actor_for(person)).filter(pk=row.pk).exists()
    ]
