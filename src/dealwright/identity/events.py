"""What happens to people's access."""

from dataclasses import dataclass
from datetime import datetime

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
    parent: str


@dataclass(frozen=True, kw_only=True, slots=True)
class TeamCreated(Event):
    members: list[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class RoleGrantsChanged(Event):
    """What a role allows became different; a grant reads "customers.account read 3", with its depth."""

    granted: list[str]
    withdrawn: list[str]
