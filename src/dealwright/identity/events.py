"""What happens to people's access."""

from dataclasses import dataclass
from datetime import date, datetime

from dealwright.events.bus import Event


@dataclass(frozen=True, kw_only=True, slots=True)
class UserCreated(Event):
    email: str
    roles: list[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class UserChanged(Event):
    pass


@dataclass(frozen=True, kw_only=True, slots=True)
class PasswordSet(Event):
    pass


@dataclass(frozen=True, kw_only=True, slots=True)
class TokenCreated(Event):
    name: str
    scopes: list[str]
    expires_at: datetime | None


@dataclass(frozen=True, kw_only=True, slots=True)
class TokenRevoked(Event):
    name: str


@dataclass(frozen=True, kw_only=True, slots=True)
class UnitCreated(Event):
    pass


@dataclass(frozen=True, kw_only=True, slots=True)
class UnitChanged(Event):
    pass


@dataclass(frozen=True, kw_only=True, slots=True)
class UnitDeleted(Event):
    pass


@dataclass(frozen=True, kw_only=True, slots=True)
class TeamCreated(Event):
    pass


@dataclass(frozen=True, kw_only=True, slots=True)
class TeamChanged(Event):
    pass


@dataclass(frozen=True, kw_only=True, slots=True)
class TeamDeleted(Event):
    pass


@dataclass(frozen=True, kw_only=True, slots=True)
class RoleRenamed(Event):
    pass


@dataclass(frozen=True, kw_only=True, slots=True)
class DiscountLimitSet(Event):
    pass


@dataclass(frozen=True, kw_only=True, slots=True)
class RoleDeleted(Event):
    pass


@dataclass(frozen=True, kw_only=True, slots=True)
class GrantsChanged(Event):
    pass


@dataclass(frozen=True, kw_only=True, slots=True)
class FieldRightsChanged(Event):
    pass


@dataclass(frozen=True, kw_only=True, slots=True)
class AccessSettingsChanged(Event):
    pass


@dataclass(frozen=True, kw_only=True, slots=True)
class RoleCreated(Event):
    like: str


@dataclass(frozen=True, kw_only=True, slots=True)
class AbsenceSet(Event):
    from_on: date
    until_on: date
    deputy: str


@dataclass(frozen=True, kw_only=True, slots=True)
class AbsenceEnded(Event):
    from_on: date
    until_on: date
