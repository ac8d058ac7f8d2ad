"""What happens at the door. `address` is always the network address that the request came from."""

from dataclasses import dataclass

from dealwright.events.bus import Event


@dataclass(frozen=True, kw_only=True, slots=True)
class SignedIn(Event):
    """`ways` in the order they were used: password, provider, passkey, totp, recovery_codes, first_run."""

    ways: list[str]
    provider: str
    address: str
    device: str


@dataclass(frozen=True, kw_only=True, slots=True)
class SignInFailed(Event):
    """`tried` is what was typed as email address, or what a provider said; `reason` is a word for programs."""

    tried: str
    reason: str
    address: str
    device: str


@dataclass(frozen=True, kw_only=True, slots=True)
class SecondFactorAdded(Event):
    factor: str
    name: str


@dataclass(frozen=True, kw_only=True, slots=True)
class SecondFactorRemoved(Event):
    factor: str
    name: str


@dataclass(frozen=True, kw_only=True, slots=True)
class RecoveryCodesMade(Event):
    pass


@dataclass(frozen=True, kw_only=True, slots=True)
class RecoveryCodeUsed(Event):
    left: int
    address: str


@dataclass(frozen=True, kw_only=True, slots=True)
class SessionRevoked(Event):
    address: str
    device: str


@dataclass(frozen=True, kw_only=True, slots=True)
class IdentityLinked(Event):
    provider: str
    uid: str


@dataclass(frozen=True, kw_only=True, slots=True)
class IdentityUnlinked(Event):
    provider: str
    uid: str


@dataclass(frozen=True, kw_only=True, slots=True)
class RolesProvided(Event):
    """A provider's groups changed a person's roles; `kept` it would have taken, but nobody else administrates."""

    provider: str
    given: list[str]
    taken: list[str]
    kept: list[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class SecondFactorRuleChanged(Event):
    """Whether a role requires a second factor was changed."""

    role: str
    required: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class ProviderCreated(Event):
    name: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ProviderChanged(Event):
    """`secret_changed` says that the client secret was given anew; the secret itself is never recorded."""

    name: str
    secret_changed: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class InvitationSent(Event):
    email: str
