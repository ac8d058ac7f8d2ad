"""Rows of any registered kind: shaped as its form would be, matched by key, created or changed by its own verbs."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from dealwright.core.actor import Actor
from dealwright.core.errors import DomainError, InvalidError, RefusedError
from dealwright.exchange import actions, attempts, fields, known, limits, queries
from dealwright.exchange.cells import Cells, Pair, Values
from dealwright.exchange.fields import ABOUT
from dealwright.exchange.keys import Key, Keys
from dealwright.exchange.known import Known
from dealwright.exchange.links import EXTERNAL
from dealwright.exchange.mapping import Step
from dealwright.exchange.reading import Row
from dealwright.exchange.report import Changes, Report
from dealwright.organisation import queries as organisation
from dealwright.records import registry, shapes
from dealwright.records.changesets import working
from dealwright.records.fields import value as stored
from dealwright.records.shapes import Purpose

type Meant = tuple[Row, Values, Any]  # and the record that the row means

LONGEST_ID = 200  # characters of an id elsewhere that are kept
MOST_SEEN = 1_000_000  # keys; 64 MB
MOST_STAGES = 100_000  # 40 MB


class Seen:
    """The keys and signs of the rows that a rehearsal has made and taken back, as numbers; the first million of them."""

    def __init__(self) -> None:
        self._keys: set[int] = set()
        self.told: dict[UUID, list[Any]] = defaultdict(list)  # of deals, the stages that rows told
        self._count = 0

    def update(self, keys: Iterable[Key | str | None]) -> None:
        for key in keys:
            if key is not None and len(self._keys) < MOST_SEEN:
                self._keys.add(hash(key))

    def remember(self, deal: UUID, stage: Any) -> None:
        """Keep a stage that a row told of a deal; the first hundred thousand of them."""
        if self._count < MOST_STAGES:
            self._count += 1
            self.told[deal].append(stage)

    def __contains__(self, key: Key | str | None) -> bool:
        return key is not None and hash(key) in self._keys


class RecordsTarget:
    """Takes rows of one kind of record.

    Fields named under `later` link rows of the same file (a parent account): they are set by `link`, when all are in.
    """

    def __init__(self, step: Step, *, by: Actor, at: datetime, seen: Seen | None = None) -> None:
        self.entity = registry.entity(step.into).seen_by(by)
        self.step = step
        self.by = by
        self.at = at
        self.rules = step.rules()
        self.fields = fields.by_name(self.entity)
        unknown = set(step.key) - set(self.fields)
        if unknown:
            named = {"kind": self.entity.key, "names": ", ".join(sorted(unknown))}
            raise RefusedError(_("%(kind)s has no field %(names)s.") % named)
        self.limits = limits.of_step(step, self.entity)
        settings = organisation.current_for(by)
        zone = ZoneInfo(settings.time_zone)
        self.cells = Cells(
            self.entity.key, self.fields, self.rules, zone=zone, country=settings.country, by=by
        )
        self.links = self.cells.links
        self.keys = Keys(self.entity, step.key, country=settings.country, by=by)
        looks = step.duplicates != "create" and known.can_look(self.entity)
        self.known = Known(self.entity, country=settings.country, by=by) if looks else None
        self.has_links = bool(step.later)
        self.seen = seen

    def take(self, rows: Sequence[Row], report: Report) -> None:
        """Take a batch of rows. Those that mean a record which another row of the batch makes come after it."""
        report.limits = self.limits
        report.labels = {name: field.label for name, field in self.fields.items()}
        self.cells.add_missing(rows, report, at=self.at)
        pairs = self._read(
            rows, [name for name in self.rules if name not in self.step.later], report
        )
        while pairs:
            first, pairs = self._apart(pairs)
            self._take(first, report)

    def _apart(self, pairs: Sequence[Pair]) -> tuple[list[Pair], list[Pair]]:
        """The first row of every key and sign, and the rest: what they make is there when these are looked at."""
        first: list[Pair] = []
        rest: list[Pair] = []
        seen: set[Key | str] = set()
        for pair in pairs:
            told = self._told_by(pair[1])
            (first if seen.isdisjoint(told) else rest).append(pair)
            seen.update(told)
        return first, rest

    def _told_by(self, given: Values) -> list[Key | str]:
        """The key of a row, and the signs that surely tell its record."""
        key = self.keys.of(given)
        signs = self.known.signs(given) if self.known else []
        return [key, *signs] if key is not None else [*signs]

    def _take(self, pairs: Sequence[Pair], report: Report) -> None:
        pairs = self._without_barred(pairs, report)
        present = self.keys.present([given for _row, given in pairs])
        fresh: list[Pair] = []
        meant: list[Meant] = []
        for row, given in pairs:
            key = self.keys.of(given)
            found = present.get(key, []) if key else []
            if error := self._stands_against(found, has_key=key is not None):
                report.refuse(row, error)
            elif found:
                meant.append((row, given, found[0]))
            elif self._was_rehearsed(key):
                self._tell_again(row, report)
            else:
                fresh.append((row, given))
        self._change(meant, report)
        self._create(fresh, report)

    def _without_barred(self, pairs: Sequence[Pair], report: Report) -> Sequence[Pair]:
        """The rows but for those whose id elsewhere is that of a record which is here and out of the actor's sight."""
        elsewhere = {row.line: _elsewhere(given) for row, given in pairs}
        wanted = {key for key in elsewhere.values() if key}
        barred = queries.out_of_reach(self.entity, wanted, self.by) if wanted else set()
        kept: list[Pair] = []
        for row, given in pairs:
            if elsewhere[row.line] in barred:
                said = _("This is the id of another record here, which you may not see.")
                report.refuse(row, InvalidError({EXTERNAL: said}))
            else:
                kept.append((row, given))
        return kept

    def _was_rehearsed(self, told: Key | str | None) -> bool:
        """Whether an earlier batch would have made a record with this key or sign."""
        return self.seen is not None and told in self.seen

    def _tell_again(self, row: Row, report: Report) -> None:
        """Of a rehearsed row whose record an earlier row of the file would have made."""
        if self.step.mode == "create":
            report.refuse(row, RefusedError(_("An earlier row of the file has the same key.")))
        else:
            report.update(row, _("a record that an earlier row makes"))

    def _stands_against(self, found: Sequence[Any], *, has_key: bool) -> DomainError | None:
        """Why a row may be neither added nor matched, as the mode and the records that fit it stand."""
        mode, names = self.step.mode, self.step.key
        if len(found) > 1:
            said = _("%(count)d records fit: this key does not tell which one is meant.")
            return InvalidError({names[0]: said % {"count": len(found)}})
        if mode == "create" and found:
            return RefusedError(_("There is one already: %(label)s.") % {"label": found[0]})
        if names and not has_key and mode != "create":
            return InvalidError({names[0]: _("Empty, so it cannot be told which record is meant.")})
        if mode == "update" and not found:
            return RefusedError(_("There is no such record, or you may not see it."))
        return None

    def link(self, rows: Sequence[Row], report: Report) -> None:
        """Set the links between rows of this file. A row whose link is refused was taken without it: a remark."""
        aside = Report(file=report.file, into=report.into, rules=report.rules)
        pairs = self._read(rows, [*self.step.key, *self.step.later], aside)
        present = self.keys.present([given for _row, given in pairs])
        meant: list[Meant] = []
        for row, given in pairs:
            links = {name: given[name] for name in self.step.later if given.get(name)}
            found = present.get(self.keys.of(given) or (), [])
            if len(found) == 1 and links:
                meant.append((row, links, found[0]))
        self._change(meant, aside)
        report.remarks.extend(aside.refusals)

    def _read(self, rows: Sequence[Row], names: Sequence[str], report: Report) -> list[Pair]:
        return [(row, _attached(given)) for row, given in self.cells.read(rows, names, report)]

    def _change(self, meant: Sequence[Meant], report: Report) -> None:
        names = {name for _row, given, _found in meant for name in given}
        fits = working.fits(self.entity, names)
        held = {self.entity.model: [found.pk for _row, _given, found in meant]} if fits else None
        taken: list[tuple[Values, Any]] = []
        for (row, given, found), answer in zip(
            meant, attempts.each(meant, self._update, by=self.by, held=held or None), strict=True
        ):
            if isinstance(answer, DomainError):
                report.refuse(row, answer)
                continue
            taken.append((given, found))
            if answer:
                report.update(row, self.entity.title_of(found), answer)
            else:
                report.leave(row, self.entity.title_of(found))
        self._note(taken)

    def _note(self, pairs: Sequence[tuple[Values, Any]]) -> None:
        """Keep the ids that these records had elsewhere."""
        known = {key: row.pk for given, row in pairs if (key := _elsewhere(given))}
        if known:
            actions.keep_external_ids(self.entity.key, known, by=self.by, at=self.at)

    def _update(self, meant: Meant) -> dict[str, list[Any]]:
        """Change the record; {field: [old, new]} of what differs."""
        _row, given, found = meant
        checked = shapes.check(shapes.of(self.entity, Purpose.UPDATE), self._editable(given))
        if self.entity.update is None:
            raise RefusedError(_("Records of this kind are not changed."))
        after = self.entity.update(found, checked, by=self.by, at=self.at)
        if after.version == found.version:
            return {}
        pairs = {name: [self._stored(found, name), self._stored(after, name)] for name in checked}
        return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}

    def _stored(self, row: Any, name: str) -> Any:
        return stored(row, self.entity.field(name).column)

    def _editable(self, given: Values) -> Values:
        own = self.entity.by_name
        return {name: value for name, value in given.items() if name in own and own[name].editable}

    def _create(self, pairs: Sequence[Pair], report: Report) -> None:
        """Create what is new: the whole batch at once, without the rows that are refused."""
        if not pairs:
            return
        checked: list[Pair] = []
        for row, found in pairs:
            try:
                checked.append((row, self._checked(found)))
            except DomainError as error:
                report.refuse(row, error)
        made = self._made(self._without_known(checked, report), report)
        given = {row.line: found for row, found in pairs}
        self._note([(given[row.line], record) for row, record in made])
        if self.seen is not None:
            for row, _record in made:
                self.seen.update(self._told_by(given[row.line]))

    def _checked(self, found: Values) -> Values:
        """The values of a new record, shaped. Refuses those that only matching may use."""
        creatable = {name for name, field in self.entity.by_name.items() if field.creatable}
        only_keys = [name for name in found if name not in creatable and name != EXTERNAL]
        if only_keys:
            said = _("There is no record with this, and it cannot be chosen.")
            raise InvalidError({only_keys[0]: said})
        given = {name: value for name, value in found.items() if name in creatable}
        return shapes.check(shapes.of(self.entity, Purpose.CREATE), given)

    def _made(self, pairs: Sequence[Pair], report: Report) -> list[tuple[Row, Any]]:
        if self.entity.create is None:
            raise RefusedError(_("Records of this kind are not created."))
        create = self.entity.create
        made = attempts.together(
            pairs,
            lambda some: create([given for _row, given in some], by=self.by, at=self.at),
            lambda pair, error: report.refuse(pair[0], error),
        )
        for (row, given), record in made:
            report.create(row, self._label(record, given), self._first(record, given))
        return [(row, record) for (row, _given), record in made]

    def _first(self, record: Any, given: Values) -> Changes:
        """What a new record says, for whoever looks at a rehearsal."""
        if self.seen is None:
            return {}
        return {name: [None, self._stored(record, name)] for name in given}

    def _label(self, record: Any, given: Values) -> str:
        """The title of a new record; of one whose title the database makes, which to ask would cost a query each, the
        first words that were given.
        """
        if self.entity.title in record.__dict__:
            return self.entity.title_of(record)
        return " ".join([text for text in given.values() if isinstance(text, str)][:2])

    def _without_known(self, pairs: list[Pair], report: Report) -> list[Pair]:
        """New rows but for those that look like a record that is there, or like an earlier row, as the step says."""
        if self.known is None or not pairs:
            return pairs
        found = self.known.matches([given for _row, given in pairs])
        updates = self.step.duplicates == "update"
        kept: list[Pair] = []
        meant: list[Meant] = []
        for (row, given), matches in zip(pairs, found, strict=True):
            if updates and (record := known.one(matches)):
                meant.append((row, given, record))
            elif matches:
                report.refuse(row, known.refusal(matches))
            elif any(map(self._was_rehearsed, self.known.signs(given))):
                self._tell_of_twin(row, report)
            else:
                kept.append((row, given))
        self._change(meant, report)
        return kept

    def _tell_of_twin(self, row: Row, report: Report) -> None:
        """Of a rehearsed row that looks like one whose record an earlier batch would have made."""
        if self.step.duplicates == "update":
            report.update(row, _("a record that an earlier row makes"))
        else:
            report.refuse(row, known.refusal_of_twin())


def _elsewhere(given: Values) -> str:
    """The id that the record of a row had elsewhere, as it is kept; "" for none."""
    return str(given.get(EXTERNAL) or "")[:LONGEST_ID]


def _attached(found: Values) -> Values:
    """What an activity is about, as its kind and id: the first of the columns that say so."""
    named = {name: found.pop(name) for name in list(found) if name.startswith(ABOUT)}
    for name, pk in named.items():
        return found | {"about_type": name.removeprefix(ABOUT), "about_id": pk}
    return found
