"""Which record a row means: matched by one or several fields, or by the id it had elsewhere."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from dealwright.core.actor import Actor
from dealwright.core.addresses import normal_email, normal_phone
from dealwright.core.errors import InvalidError
from dealwright.exchange import queries, spelling
from dealwright.exchange.links import EXTERNAL
from dealwright.records.fields import Field, Kind
from dealwright.records.fields import value as stored
from dealwright.records.registry import Entity

type Key = tuple[str, ...]
type Values = Mapping[str, Any]

USABLE = {Kind.TEXT, Kind.EMAIL, Kind.PHONE, Kind.URL, Kind.INTEGER, Kind.LINK}


def is_usable(field: Field) -> bool:
    """Whether rows can be matched by this field."""
    return field.kind in USABLE and not field.path


class Keys:
    """The fields that say which record a row means."""

    def __init__(self, entity: Entity, names: Sequence[str], *, country: str, by: Actor) -> None:
        self.entity = entity
        self.names = names
        self.country = country
        self.by = by

    def of(self, given: Values) -> Key | None:
        """The key of a row; None when part of it is empty."""
        parts = [self._normal(name, given.get(name)) for name in self.names]
        return tuple(part.casefold() for part in parts) if parts and all(parts) else None

    def _normal(self, name: str, value: Any) -> str:
        """A value as it is stored; what cannot be stored is refused later, with its reason."""
        text = "" if value is None else str(value).strip()
        field = self.entity.by_name.get(name)
        try:
            if field and field.kind == Kind.EMAIL:
                return normal_email(text)
            if field and field.kind == Kind.PHONE:
                return normal_phone(text, country=self.country)
        except InvalidError:
            return text
        return text

    def present(self, givens: Sequence[Values]) -> Mapping[Key, list[Any]]:
        """The records that are there already, by key; one query, and one more for ids from elsewhere."""
        if not self.names or not givens:
            return {}
        external = self._external(givens)
        rows = self._with_all(givens)
        if EXTERNAL in self.names:
            rows = rows.filter(pk__in=list(external))
        found: dict[Key, list[Any]] = defaultdict(list)
        for row in rows:
            for text in external.get(row.pk, [""]):
                found[self._stored(row, text)].append(row)
        return found

    def _with_all(self, givens: Sequence[Values]) -> QuerySet[Any]:
        """The rows that have, in each of the fields, what one of these has there."""
        rows: QuerySet[Any] = self.entity.rows(self.by)
        for name in self.names:
            if name != EXTERNAL:
                wanted = self._wanted(name, givens)
                rows = spelling.among(
                    rows, self.entity.field(name), wanted, number=self.entity.number
                )
        return rows

    def _external(self, givens: Sequence[Values]) -> dict[UUID, list[str]]:
        if EXTERNAL not in self.names:
            return {}
        wanted = {str(given[EXTERNAL]) for given in givens if given.get(EXTERNAL)}
        found: dict[UUID, list[str]] = defaultdict(list)
        for text, pk in queries.by_external_id(self.entity.key, wanted).items():
            found[pk].append(text)
        return found

    def _wanted(self, name: str, givens: Sequence[Values]) -> set[Any]:
        field = self.entity.field(name)
        if field.kind == Kind.LINK:
            return {given[name] for given in givens if given.get(name)}
        return {self._normal(name, given.get(name)) for given in givens} - {""}

    def _column(self, name: str) -> str:
        return self.entity.field(name).column

    def _stored(self, row: Any, external: str) -> Key:
        parts = (
            external if name == EXTERNAL else stored(row, self._column(name)) for name in self.names
        )
        return tuple(str(part).casefold() for part in parts)
