"""What happens to custom fields. The subject is the definition; `changes` what became different."""

from dataclasses import dataclass

from dealwright.events.bus import Event


@dataclass(frozen=True, kw_only=True, slots=True)
class _OfField(Event):
    """Which field of which kind of record."""

    entity: str
    name: str


@dataclass(frozen=True, kw_only=True, slots=True)
class CustomFieldAdded(_OfField):
    pass


@dataclass(frozen=True, kw_only=True, slots=True)
class CustomFieldChanged(_OfField):
    pass


@dataclass(frozen=True, kw_only=True, slots=True)
class CustomFieldRetired(_OfField):
    pass


@dataclass(frozen=True, kw_only=True, slots=True)
class CustomFieldBroughtBack(_OfField):
    pass


@dataclass(frozen=True, kw_only=True, slots=True)
class CustomFieldsOrdered(Event):
    entity: str
    names: list[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class CustomFieldPurged(_OfField):
    """A retired field is gone with its values, which so many records had."""

    rows: int
