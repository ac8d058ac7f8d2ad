"""Rows of any registered kind: shaped as its form would be, matched by key, created or changed by its own verbs."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from dealwright.core.actor import Actor
from dealwright.core.errors import DomainError, InvalidError, InvalidRowsError, RefusedError
from dealwright.exchange import values
from dealwright.exchange.links import Links
from dealwright.exchange.mapping import Step
from dealwright.exchange.reading import Row
from dealwright.exchange.report import Report
from dealwright.records import registry, shapes
from dealwright.records.shapes import Purpose

type Values = dict[str, Any]
type Pair = tuple[Row, Values]


class RecordsTarget:
    """Takes rows of one kind of record.

    Fields named under `later` link rows of the same file (a parent account): they are set when all are in.
    """

    def __init__(self, step: Step, *, by: Actor, at: datetime) -> None:
        self.entity = registry.entity(step.into).seen_by(by)
        self.step = step
        self.by = by
        self.at = at
        self.rules = step.rules()
        self.links = Links(self.entity, self.rules, by=by)
        self.waiting: list[Row] = []
        unknown = set(self.rules) - set(self.entity.by_name)
        if unknown:
            raise RefusedError(f"{self.entity.key} has no field {', '.join(sorted(unknown))}.")

    def take(self, rows: Sequence[Row], report: Report) -> None:
        """Take a batch of rows."""
        now = {name: rule for name, rule in self.rules.items() if name not in self.step.later}
        pairs = self._read(rows, list(now), report)
        present = self._present([given for _row, given in pairs])
        fresh: list[Pair] = []
        for row, given in pairs:
            found = present.get(self._key(given))
            if found is None:
                fresh.append((row, given))
            else:
                self._compare(row, found, given, report)
        self._create(fresh, report)
        if self.step.later:
            self.waiting.extend(row for row, _given in pairs)

    def finish(self, report: Report) -> None:
        """Set the links between rows of this file. A row whose link is refused was taken without it: a remark."""
        if not self.waiting:
            return
        names = [*self.step.key, *self.step.later]
        aside = Report(file=report.file, into=report.into, rules=report.rules)
        pairs = self._read(self.waiting, names, aside)
        present = self._present([given for _row, given in pairs])
        for row, given in pairs:
            links = {name: given[name] for name in self.step.later if given.get(name)}
            found = present.get(self._key(given))
            if found is not None and links:
                self._compare(row, found, links, aside)
        report.remarks.extend(aside.refusals)

    def _read(self, rows: Sequence[Row], names: Sequence[str], report: Report) -> list[Pair]:
        """Cells to values and links to ids; rows that cannot be read are refused."""
        self.links.load(rows, names)
        pairs = []
        for row in rows:
            try:
                pairs.append((row, self._values(row, names, report)))
            except InvalidError as error:
                report.refuse(row, error)
        return pairs

    def _values(self, row: Row, names: Sequence[str], report: Report) -> Values:
        found: Values = {}
        for name in names:
            rule, field = self.rules[name], self.entity.field(name)
            given = values.value(name, rule, field, row.cells, report.rules)
            if rule.by and given is not None:
                given = self.links.id_of(name, str(given))
            if given is not None:
                found[name] = given
        return found

    def _key(self, given: Mapping[str, Any]) -> tuple[str, ...]:
        return tuple(str(given.get(name, "")).casefold() for name in self.step.key)

    def _present(self, given: Sequence[Values]) -> dict[tuple[str, ...], Any]:
        """The records that are there already, by key; one query."""
        if not self.step.key or not given:
            return {}
        first = self.step.key[0]
        wanted = {str(found.get(first, "")) for found in given}
        rows = self.entity.rows(self.by).filter(**{f"{first}__in": wanted})
        return {
            tuple(str(getattr(row, name)).casefold() for name in self.step.key): row for row in rows
        }

    def _compare(self, row: Row, found: Any, given: Values, report: Report) -> None:
        try:
            checked = shapes.check(shapes.of(self.entity, Purpose.UPDATE), self._editable(given))
            before = found.version
            assert self.entity.update is not None  # noqa: S101  the mapping names a key
            after = self.entity.update(found, checked, by=self.by, at=self.at)
        except DomainError as error:
            report.refuse(row, error)
            return
        if after.version == before:
            report.unchanged += 1
        else:
            report.updated += 1

    def _editable(self, given: Values) -> Values:
        return {name: value for name, value in given.items() if self.entity.field(name).editable}

    def _create(self, pairs: Sequence[Pair], report: Report) -> None:
        """Create what is new: the whole batch at once, without the rows that are refused."""
        checked: list[Pair] = []
        shape = shapes.of(self.entity, Purpose.CREATE)
        for row, given in pairs:
            try:
                checked.append((row, shapes.check(shape, given)))
            except InvalidError as error:
                report.refuse(row, error)
        checked = self._without_duplicates(checked, report)
        assert self.entity.create is not None  # noqa: S101  only kinds that can be created are imported
        insert(checked, lambda rows: self.entity.create(rows, by=self.by, at=self.at), report)  # type: ignore[misc]  # asserted above

    def _without_duplicates(self, pairs: list[Pair], report: Report) -> list[Pair]:
        same = self.entity.extra.get("same")
        if self.step.duplicates == "create" or same is None or not pairs:
            return pairs
        found = same([given for _row, given in pairs], actor=self.by)
        kept = []
        for pair, matches in zip(pairs, found, strict=True):
            if matches:
                known = _("Known already: %(label)s.") % {"label": matches[0].row}
                report.refuse(pair[0], RefusedError(known))
            else:
                kept.append(pair)
        return kept


def insert(pairs: Sequence[Pair], create: Callable[[list[Values]], Any], report: Report) -> None:
    """Create rows in one call. What is refused by position is left out and the rest tried again; what is refused
    as a whole (a constraint of the database) is halved until the row is found.
    """
    if not pairs:
        return
    try:
        create([given for _row, given in pairs])
    except InvalidRowsError as error:
        for position, found in error.rows.items():
            report.refuse(pairs[position][0], found)
        insert([pair for n, pair in enumerate(pairs) if n not in error.rows], create, report)
    except DomainError as error:
        if len(pairs) == 1:
            report.refuse(pairs[0][0], error)
            return
        half = len(pairs) // 2
        insert(pairs[:half], create, report)
        insert(pairs[half:], create, report)
    else:
        report.created += len(pairs)
