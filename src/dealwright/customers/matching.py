"""Is this one known already? Rows with the same email or phone, or a name much like it.

The machinery is the same for every kind of person or company; a `Source` says where its columns are. Only rows
that the actor may read are ever offered.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self

from django.contrib.postgres.search import TrigramSimilarity
from django.db import connection, models, transaction
from django.db.models import Case, Q, When
from django.db.models.functions import Lower, Upper
from django.utils.translation import gettext_lazy as _

from dealwright.core.actor import Actor
from dealwright.core.addresses import normal_email, normal_phone
from dealwright.core.errors import InvalidError, Text
from dealwright.records import registry

ALIKE = 0.45  # share of common trigrams (pg_trgm) from which two names count as alike
OFFERED = 5


class Reason(StrEnum):
    """Why a row was found, the strongest first."""

    EMAIL = "email"
    PHONE = "phone"
    NAME = "name"

    @property
    def label(self) -> Text:
        return REASON_LABELS[self]


REASON_LABELS = {
    Reason.EMAIL: _("same email"),
    Reason.PHONE: _("same phone"),
    Reason.NAME: _("similar name"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Source:
    """A kind of record and the columns by which its rows are known; each has an index for it."""

    model: type[models.Model]
    name: str = "name"
    email: str = "email"
    phones: tuple[str, ...] = ("phone",)


@dataclass(frozen=True, kw_only=True, slots=True)
class Probe:
    """What is known of someone who is perhaps recorded already. Empty parts find nothing."""

    name: str = ""
    email: str = ""
    phone: str = ""

    @classmethod
    def of(cls, *, country: str, name: str = "", email: str = "", phone: str = "") -> Self:
        """A probe of what people type: what is no email or phone yet is left out, nothing is refused."""
        found = {"name": name.strip(), "email": "", "phone": ""}
        with suppress(InvalidError):
            found["email"] = normal_email(email).lower()
        with suppress(InvalidError):
            found["phone"] = normal_phone(phone, country=country)
        return cls(**found)

    def __bool__(self) -> bool:
        return bool(self.name or self.email or self.phone)


@dataclass(frozen=True, kw_only=True, slots=True)
class Match[M: models.Model]:
    """A row that may be the one sought. `likeness` of the names runs from 0 to 1."""

    row: M
    reasons: tuple[Reason, ...]
    likeness: float = 0.0


def alike(
    source: Source, probe: Probe, *, actor: Actor, at_most: int = OFFERED
) -> list[Match[Any]]:
    """The readable rows most like one probe; one indexed query, the best first: same email, same phone, then
    the likest name.
    """
    if not probe:
        return []
    email, phone = _same_email([probe]), _same_phone(source, [probe])
    rows = (
        _readable(source, actor)
        .filter(email | phone | _similar(probe))
        .annotate(likeness=TrigramSimilarity(Upper(source.name), probe.name.upper()))
        .order_by(Case(When(email, then=0), When(phone, then=1), default=2), "-likeness", "pk")
    )
    with transaction.atomic(savepoint=False):
        _count_as_alike_from(ALIKE)
        found = list(rows[:at_most])
    return [
        Match(row=row, reasons=_reasons(source, row, probe), likeness=row.likeness) for row in found
    ]


def same(source: Source, probes: Sequence[Probe], *, actor: Actor) -> list[list[Match[Any]]]:
    """For every probe of a batch the readable rows with the same email, phone or name; one query for all."""
    if not any(probes):
        return [[] for _probe in probes]
    names = {probe.name.upper() for probe in probes if probe.name}
    condition = _same_email(probes) | _same_phone(source, probes) | Q(upper_name__in=names)
    index = _index(source, _readable(source, actor).filter(condition).order_by("pk"))
    return [_found(source, probe, index) for probe in probes]


def _readable(source: Source, actor: Actor) -> models.QuerySet[Any]:
    rows = registry.of(source.model).rows(actor)
    found: models.QuerySet[Any] = rows.alias(
        lower_email=Lower(source.email), upper_name=Upper(source.name)
    )
    return found


def _same_email(probes: Iterable[Probe]) -> Q:
    return Q(lower_email__in={probe.email.lower() for probe in probes if probe.email})


def _same_phone(source: Source, probes: Iterable[Probe]) -> Q:
    phones = {probe.phone for probe in probes if probe.phone}
    condition = Q(pk__in=[])
    for column in source.phones:
        condition |= Q(**{f"{column}__in": phones})
    return condition


def _similar(probe: Probe) -> Q:
    return Q(upper_name__trigram_similar=probe.name.upper()) if probe.name else Q(pk__in=[])


def _count_as_alike_from(share: float) -> None:
    """The threshold of `%` until the transaction ends; the index skips what lies below it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pg_trgm.similarity_threshold', %s, true)", [str(share)])


def _reasons(source: Source, row: Any, probe: Probe) -> tuple[Reason, ...]:
    """Why this row was found; a name counts as alike by what the query measured, or letter by letter."""
    name_likeness = getattr(row, "likeness", 0.0)
    same_name = bool(probe.name) and getattr(row, source.name).upper() == probe.name.upper()
    holds = {
        Reason.EMAIL: bool(probe.email) and getattr(row, source.email).lower() == probe.email,
        Reason.PHONE: bool(probe.phone)
        and probe.phone in {getattr(row, column) for column in source.phones},
        Reason.NAME: same_name or name_likeness >= ALIKE,
    }
    return tuple(reason for reason, found in holds.items() if found)


def strength(match: Match[Any]) -> tuple[bool, bool, float]:
    """Sorts the best match first, across kinds: same email, same phone, then the likest name."""
    return (
        Reason.EMAIL not in match.reasons,
        Reason.PHONE not in match.reasons,
        -match.likeness,
    )


type _Index = dict[tuple[Reason, str], list[Any]]


def _index(source: Source, rows: Iterable[Any]) -> _Index:
    """The rows by each key they can be found under."""
    index: _Index = defaultdict(list)
    for row in rows:
        index[Reason.EMAIL, getattr(row, source.email).lower()].append(row)
        index[Reason.NAME, getattr(row, source.name).upper()].append(row)
        for phone in {getattr(row, column) for column in source.phones}:
            index[Reason.PHONE, phone].append(row)
    return index


def _found(source: Source, probe: Probe, index: _Index) -> list[Match[Any]]:
    keys = (
        (Reason.EMAIL, probe.email.lower()),
        (Reason.PHONE, probe.phone),
        (Reason.NAME, probe.name.upper()),
    )
    rows = {row.pk: row for key in keys if key[1] for row in index.get(key, ())}
    matches = [Match(row=row, reasons=_reasons(source, row, probe)) for row in rows.values()]
    return sorted(matches, key=strength)
