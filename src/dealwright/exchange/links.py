"""Links to records that stand in a file as a name or a number: looked up once per batch and field."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError
from dealwright.exchange.mapping import Rule
from dealwright.exchange.reading import Row
from dealwright.identity.queries import people
from dealwright.records import registry
from dealwright.records.registry import Entity


class Links:
    """The ids behind the names in a file."""

    def __init__(self, entity: Entity, rules: Mapping[str, Rule], *, by: Actor) -> None:
        self.entity = entity
        self.rules = {name: rule for name, rule in rules.items() if rule.by}
        self.by = by
        self.known: dict[tuple[str, str], list[UUID]] = {}

    def load(self, rows: Sequence[Row], names: Sequence[str]) -> None:
        """Look up what these rows name and is not known yet; one query per field."""
        for name in names:
            if name in self.rules:
                self._load(name, self.rules[name], rows)

    def _load(self, name: str, rule: Rule, rows: Sequence[Row]) -> None:
        texts = {
            str(rule.values.get(text, text))
            for row in rows
            if (text := rule.constant or row.cells.get(rule.column))
        }
        wanted = {text for text in texts if (name, text.casefold()) not in self.known}
        if wanted:
            found = lookup(self.entity.field(name).to, rule.by, wanted, by=self.by)
            for text in wanted:
                self.known[name, text.casefold()] = found[text.casefold()]

    def id_of(self, name: str, text: str) -> UUID:
        """The one record of this name. InvalidError when there is none, or more than one."""
        found = self.known.get((name, text.casefold()), [])
        if len(found) == 1:
            return found[0]
        sentence = (
            _("“%(text)s” is not known.") if not found else _("“%(text)s” names several records.")
        )
        raise InvalidError({name: sentence % {"text": text}})


def lookup(key: str, by_field: str, wanted: set[str], *, by: Actor) -> dict[str, list[UUID]]:
    """{name in lower case: ids} of the readable records whose field is one of these texts; one query."""
    rows: Any = people(key)
    if rows is None:
        rows = registry.entity(key).rows(by)
    found: dict[str, list[UUID]] = defaultdict(list)
    for text, pk in rows.filter(**{f"{by_field}__in": wanted}).values_list(by_field, "pk"):
        found[str(text).casefold()].append(pk)
    return found
