"""Is this one known already? Rows with the same number of a register, email or phone, or a name much like it.

The machinery is the same for every kind of person or company; a `Source` says where its columns are. Only rows
that the actor may read are ever offered.
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import islice
from typing import Any, Self
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connection, models
from django.utils.translation import gettext_lazy as _

from dealwright.core import plans, registers
from dealwright.core.actor import Actor
from dealwright.core.addresses import normal_email, normal_phone
from dealwright.core.errors import InvalidError, Text
from dealwright.identity import access, shares
from dealwright.identity.privileges import Privilege
from dealwright.records.matching import likeness, normal
from dealwright.records.matching.declared import in_words

ALIKE = 0.6  # share of common trigrams (pg_trgm) from which two names count as alike; below it most are strangers
OFFERED = 5
LOOKED_AT = 100  # rows per look-up whose readability is asked


class Reason(StrEnum):
    """Why a row was found, the strongest first."""

    REGISTRATION = "registration"
    VAT = "vat"
    EMAIL = "email"
    PHONE = "phone"
    NAME = "name"

    @property
    def label(self) -> Text:
        return REASON_LABELS[self]


REASON_LABELS = {
    Reason.REGISTRATION: _("same registration number"),
    Reason.VAT: _("same VAT number"),
    Reason.EMAIL: _("same email"),
    Reason.PHONE: _("same phone"),
    Reason.NAME: _("same name"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Source:
    """A kind of record and the columns by which its rows are known; each has an index for it.

    `shown` names the text columns that telling a match to a person takes.
    """

    model: type[models.Model]
    name: str = "name"
    email: str = "email"
    phones: tuple[str, ...] = ("phone",)
    registration: str = ""
    vat: str = ""
    shown: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        return self.model._meta.label_lower


@dataclass(frozen=True, kw_only=True, slots=True)
class Probe:
    """What is known of someone who is perhaps recorded already. Empty parts find nothing."""

    name: str = ""
    email: str = ""
    phone: str = ""
    registration: str = ""
    vat: str = ""

    @classmethod
    def of(
        cls,
        *,
        country: str,
        name: str = "",
        email: str = "",
        phone: str = "",
        registration: str = "",
        vat: str = "",
    ) -> Self:
        """A probe of what people type: what is no email or phone yet is left out, nothing is refused."""
        found = {"name": name.strip(), "email": "", "phone": ""}
        found |= {"registration": registers.telling(registration), "vat": registers.telling(vat)}
        with suppress(InvalidError):
            found["email"] = normal_email(email).lower()
        with suppress(InvalidError):
            found["phone"] = normal_phone(phone, country=country)
        return cls(**found)

    def __bool__(self) -> bool:
        return bool(self.name or self.email or self.phone or self.registration or self.vat)


@dataclass(frozen=True, kw_only=True, slots=True)
class Match[M: models.Model]:
    """A row that may be the one sought. `likeness` of the names runs from 0 to 1, as the search for duplicates sees it."""

    row: M
    reasons: tuple[Reason, ...]
    likeness: float = 0.0

    @property
    def told(self) -> list[Text]:
        """The reasons in words: "same phone", "name 93 % alike"."""
        return [self._said(reason) for reason in self.reasons]

    def _said(self, reason: Reason) -> Text:
        percent = int(100 * self.likeness)
        if reason != Reason.NAME or not percent:
            return reason.label
        return in_words(str(_("name")), int(percent < 100), percent)  # noqa: PLR2004  percent


def alike(*sought: tuple[Source, Probe], actor: Actor, at_most: int = OFFERED) -> list[Match[Any]]:
    """The readable rows most like what is sought, of one kind or several; the best first: same number of a register,
    same email, same phone, then the likest name.

    One statement, whatever is sought. The rows hold what their kind's `Source` names; anything else is read
    when it is asked for.
    """
    sought = tuple((_as_known(source, actor), probe) for source, probe in sought)
    branches = [
        branch
        for position, (source, probe) in enumerate(sought)
        for branch in _branches(position, source, probe)
    ]
    if not branches:
        return []
    found: dict[tuple[int, UUID], _Found] = {}
    for position, reason, pk, *values in _rows(branches):
        source, probe = sought[position]
        each = found.setdefault((position, pk), _Found(source, pk, probe.name, *values))
        each.reasons.add(Reason(reason))
    best = sorted(found.values(), key=strength)
    shares.foresee(actor, [one.pk for one in best])
    readable = (one for one in best if access.can(actor, Privilege.READ, one.source.key, one))
    return [_match(one) for one in islice(readable, at_most)]


def _as_known(source: Source, actor: Actor) -> Source:
    """The source without the columns that are hidden from the actor: to be found by one would give it away."""
    hidden = access.hidden_fields(actor, source.key)
    if not hidden:
        return source
    return replace(
        source,
        email="" if source.email in hidden else source.email,
        registration="" if source.registration in hidden else source.registration,
        vat="" if source.vat in hidden else source.vat,
        phones=tuple(column for column in source.phones if column not in hidden),
    )


@dataclass(slots=True)
class _Found:
    """What a look-up reads of a row."""

    source: Source
    pk: UUID
    sought: str
    owner_id: UUID
    unit_id: UUID
    name: str
    shown: list[str]
    likeness: float
    reasons: set[Reason] = field(default_factory=set)


BRANCH = """(SELECT {position}, '{reason}', id, owner_id, unit_id, {name}, {shown}, similarity(upper({name}), %s)
FROM {table} WHERE settled.so IS NOT NULL AND ({condition}) ORDER BY 8 DESC, 3 LIMIT {most})"""

# The threshold of `%`, below which its index skips, is set first: the look-ups refer to it. It is what it was when
# the statement, or the transaction around it, ends.
LOOK = """SELECT found.* FROM
(SELECT set_config('pg_trgm.similarity_threshold', %s, true) AS so OFFSET 0) AS settled
CROSS JOIN LATERAL ({branches}) AS found"""

type _Branch = tuple[str, list[str]]


def _branches(position: int, source: Source, probe: Probe) -> Iterator[_Branch]:
    """One indexed look-up for each thing that is known; apart, because an OR of them is planned badly."""
    name = probe.name.upper()
    for reason, column, number in _numbers(source, probe):
        condition = f"{column} <> '' AND {registers.bare_as_sql(column)} = %s"
        yield _branch(position, source, reason, condition, [name, number])
    if probe.email and source.email:
        condition = f"lower({source.email}) = %s"
        yield _branch(position, source, Reason.EMAIL, condition, [name, probe.email.lower()])
    if probe.phone and source.phones:
        condition = " OR ".join(f"{column} = %s" for column in source.phones)
        values = [name, *[probe.phone] * len(source.phones)]
        yield _branch(position, source, Reason.PHONE, condition, values)
    if name:
        condition = f"upper({source.name}) %% %s"
        yield _branch(position, source, Reason.NAME, condition, [name, name])


def _numbers(source: Source, probe: Probe) -> list[tuple[Reason, str, str]]:
    """The numbers of registers that are sought, with the columns to look in."""
    pairs = (
        (Reason.REGISTRATION, source.registration, probe.registration),
        (Reason.VAT, source.vat, probe.vat),
    )
    return [pair for pair in pairs if pair[1] and pair[2]]


def _branch(
    position: int, source: Source, reason: Reason, condition: str, values: list[str]
) -> _Branch:
    shown = ", ".join(f"{column}::text" for column in source.shown)
    text = BRANCH.format(
        position=position,
        reason=reason,
        name=source.name,
        shown=f"ARRAY[{shown}]::text[]",
        table=source.model._meta.db_table,
        condition=condition,
        most=LOOKED_AT,
    )
    return text, values


def _rows(branches: Sequence[_Branch]) -> list[tuple[Any, ...]]:
    """What the look-ups find, in one trip to the server. To plan `%` takes as long as to look: its plan is kept."""
    with plans.kept(), connection.cursor() as cursor:
        cursor.execute(
            LOOK.format(branches=" UNION ALL ".join(text for text, _values in branches)),
            [str(ALIKE), *(value for _text, values in branches for value in values)],
        )
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def _match(found: _Found) -> Match[Any]:
    """A row with only the columns that were read; Django takes them in the order of the model."""
    source = found.source
    read: dict[str, Any] = {
        "id": found.pk,
        "owner_id": found.owner_id,
        "unit_id": found.unit_id,
    }
    read |= {source.name: found.name, **dict(zip(source.shown, found.shown, strict=True))}
    columns = source.model._meta.concrete_fields
    names = [column.attname for column in columns if column.attname in read]
    row = source.model.from_db(DEFAULT_DB_ALIAS, names, [read[name] for name in names])
    reasons = tuple(reason for reason in Reason if reason in found.reasons)
    alike = likeness.words(normal.plain(found.sought), normal.plain(found.name))
    return Match(row=row, reasons=reasons, likeness=alike)


def strength(match: _Found) -> tuple[bool, bool, bool, bool, float]:
    """Sorts the best match first, across kinds: same number of a register, email, phone, then the likest name."""
    return (
        Reason.REGISTRATION not in match.reasons,
        Reason.VAT not in match.reasons,
        Reason.EMAIL not in match.reasons,
        Reason.PHONE not in match.reasons,
        -match.likeness,
    )
