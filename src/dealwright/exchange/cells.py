"""The cells of rows as the values of fields, links looked up once per batch."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, tzinfo
from typing import Any

from django.utils.translation import gettext as _

from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError, RefusedError
from dealwright.exchange import missing, values
from dealwright.exchange.fitting import Fitting
from dealwright.exchange.links import Links
from dealwright.exchange.mapping import Rule
from dealwright.exchange.reading import Row
from dealwright.exchange.report import CellError, Report
from dealwright.records.fields import Field

type Values = dict[str, Any]
type Pair = tuple[Row, Values]


class Cells:
    """Reads the fields that `rules` name. RefusedError when there is none of such a name."""

    def __init__(
        self,
        kind: str,
        fields: Mapping[str, Field],
        rules: Mapping[str, Rule],
        *,
        zone: tzinfo,
        country: str,
        by: Actor,
    ) -> None:
        unknown = rules.keys() - fields.keys()
        if unknown:
            named = {"kind": kind, "names": ", ".join(sorted(unknown))}
            raise RefusedError(_("%(kind)s has no field %(names)s.") % named)
        self.fields = fields
        self.rules = rules
        self.zone = zone
        self.fitting = Fitting(fields, rules, country=country)
        self.links = Links(fields.values(), rules, by=by)
        self.by = by

    def add_missing(self, rows: Sequence[Row], report: Report, *, at: datetime) -> None:
        """Add the records that these rows name, that are not there, and that are to be made."""
        for name, rule in self.rules.items():
            if rule.create and rule.by:
                self.links.load(rows, [name])
                missing.add(self.links, name, rows, report, by=self.by, at=at)

    def read(self, rows: Sequence[Row], names: Iterable[str], report: Report) -> list[Pair]:
        """Cells to values and links to ids; rows that cannot be read are refused."""
        wanted = list(names)
        self.links.load(rows, wanted)
        pairs = []
        for row in rows:
            try:
                pairs.append((row, self._values(row, wanted, report)))
            except InvalidError as error:
                report.refuse(row, error)
        return pairs

    def _values(self, row: Row, names: Sequence[str], report: Report) -> Values:
        if row.wrong:
            raise InvalidError({"": row.wrong})
        found: Values = {}
        for name in names:
            given = self._whole_or_dropped(name, row, report)
            if given is not None:
                found[name] = given
        return found

    def _whole_or_dropped(self, name: str, row: Row, report: Report) -> Any:
        """The value of a field; None for none, and for what its rule leaves out, which is counted."""
        rule = self.rules[name]
        try:
            given = self._value(name, row, report)
            if given is None or rule.by or self.fitting.fits(name, given):
                return given
        except CellError:
            if not rule.drop:
                raise
        report.rules[f"{rule.column}: →"] += 1
        return None

    def _value(self, name: str, row: Row, report: Report) -> Any:
        rule, field = self.rules[name], self.fields[name]
        given = values.value(name, rule, field, row.cells, used=report.rules, zone=self.zone)
        if rule.by and given is not None:
            return self.links.id_of(name, str(given))
        return given
