"""Rows that look like a record which is there already, or like an earlier row of their file, though no key says so.

By its *signs* a record is surely told: an email address, or a telephone number with a name. They are looked for among the
records as they stand, however new these are. What is merely likely is found by what the last search for duplicates knew.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from dealwright.core import changesets
from dealwright.core.actor import Actor
from dealwright.core.addresses import normal_phone
from dealwright.core.errors import InvalidError, RefusedError
from dealwright.events.models import EventRecord
from dealwright.records.fields import Kind
from dealwright.records.matching import declared, queries
from dealwright.records.matching.engine import Verdict
from dealwright.records.registry import Entity

type Values = Mapping[str, Any]

NAMES = ("name", "company")  # comparisons, of which the first says whose a telephone is
RECENT = 4096  # rows whose signs are kept: they are asked for again at each step of a batch
LOWERED = "lowered_"  # begins the names of addresses in lower case, as their index has them


@dataclass(frozen=True, slots=True)
class Match:
    """A record that a row may be; `is_sure` when it has one of the row's signs, or all but surely is the same."""

    row: Any
    is_sure: bool


def can_look(entity: Entity) -> bool:
    """Whether anything is known by which records of this kind look alike."""
    return declared.find(entity.key) is not None


class Known:
    """Looks for the records that rows of one kind may be, batch by batch; nothing is compared that is hidden from the actor."""

    def __init__(self, entity: Entity, *, country: str, by: Actor) -> None:
        self.entity, self.country, self.by = entity, country, by
        self.plan = declared.of(entity.key).seen_by(by)
        names = [name for name in self.plan.columns if name in entity.by_name]
        self.emails = [name for name in names if entity.field(name).kind == Kind.EMAIL]
        self.phones = [name for name in names if entity.field(name).kind == Kind.PHONE]
        self.names = [each for each in self.plan.comparisons if each.name in NAMES]
        self._recent: dict[tuple[Any, ...], list[str]] = {}

    def signs(self, given: Values) -> list[str]:
        """What surely tells the record of a row."""
        values = tuple(map(given.get, self.plan.columns))
        if values not in self._recent:
            if len(self._recent) >= RECENT:
                self._recent.clear()
            self._recent[values] = [*self._signs(given)]
        return self._recent[values]

    def _signs(self, given: Values) -> Iterator[str]:
        yield from (f"email {text}" for text in self._emails(given))
        if phones := self._phones(given):
            who = next((name.of(given) for name in self.names), "")
            yield from (f"phone {number} {who}" for number in phones)

    def _emails(self, given: Values) -> set[str]:
        return {str(given[name]).strip().lower() for name in self.emails if given.get(name)}

    def _phones(self, given: Values) -> set[str]:
        """The numbers of a row as they are stored, but for what is none."""
        found = set()
        for name in self.phones:
            with suppress(InvalidError):
                found.add(normal_phone(str(given.get(name) or ""), country=self.country))
        return found - {""}

    def matches(self, givens: Sequence[Values]) -> list[list[Match]]:
        """For each row the records it may be, the surest first; as many statements for one row as for a thousand."""
        sure = self._sure(givens)
        likely = queries.candidates(self.entity, givens, self.by)
        rows = self._rows({each.pk for several in likely for each in several})
        found = []
        for surely, several in zip(sure, likely, strict=True):
            merged = {row.pk: Match(row, is_sure=True) for row in surely}
            for each in several:
                if each.pk in rows:
                    certain = each.verdict == Verdict.CERTAIN
                    merged.setdefault(each.pk, Match(rows[each.pk], is_sure=certain))
            found.append(sorted(merged.values(), key=lambda match: not match.is_sure))
        return found

    def _rows(self, ids: set[UUID]) -> dict[UUID, Any]:
        """These records, but for those that this import itself brought: what is alike among them is told afterwards."""
        wanted = ids - _brought(ids)
        return (
            {row.pk: row for row in self.entity.rows(self.by).filter(pk__in=wanted)}
            if wanted
            else {}
        )

    def _sure(self, givens: Sequence[Values]) -> list[list[Any]]:
        """For each row the records with one of its signs; one statement over indexes."""
        under: dict[str, list[Any]] = defaultdict(list)
        for row in self._sharing(givens):
            for sign in self.signs(self._values(row)):
                under[sign].append(row)
        return [
            list(
                {row.pk: row for sign in self.signs(given) for row in under.get(sign, ())}.values()
            )
            for given in givens
        ]

    def _sharing(self, givens: Sequence[Values]) -> Sequence[Any]:
        emails = set().union(*map(self._emails, givens))
        phones = set().union(*map(self._phones, givens))
        condition = Q()
        for name in self.emails if emails else ():
            condition |= Q(**{f"{LOWERED}{name}__any_of": emails})
        for name in self.phones if phones else ():
            condition |= Q(**{f"{name}__any_of": phones})
        if not condition:
            return []
        lowered = {f"{LOWERED}{name}": Lower(name) for name in self.emails}
        return list(self.entity.rows(self.by).alias(**lowered).filter(condition).order_by("pk"))

    def _values(self, row: Any) -> Values:
        """What signs are made of: columns of the row itself."""
        return {name: getattr(row, name) for name in self.plan.columns if hasattr(row, name)}


def _brought(ids: set[UUID]) -> set[UUID]:
    """Those of the records that are part of the change set that is open."""
    current = changesets.current()
    if not ids or current is None:
        return set()
    told = EventRecord.objects.filter(change_set=current, subject_id__in=ids)
    return set(told.values_list("subject_id", flat=True))


def one(found: Sequence[Match]) -> Any | None:
    """The one record that surely is meant; None when there is none, or more than one."""
    sure = [match.row for match in found if match.is_sure]
    return sure[0] if len(sure) == 1 else None


def refusal(found: Sequence[Match]) -> RefusedError:
    """What is said of a row that is left out because of what it looks like."""
    said = _("Known already: %(label)s.") % {"label": found[0].row}
    return _duplicate(said)


def refusal_of_twin() -> RefusedError:
    """What is said of a rehearsed row that looks like an earlier one of its file."""
    return _duplicate(_("An earlier row of the file has the same address or telephone number."))


def _duplicate(said: str) -> RefusedError:
    return RefusedError(
        said, remedy=_("Choose what to do with rows that look alike."), code="duplicate"
    )
