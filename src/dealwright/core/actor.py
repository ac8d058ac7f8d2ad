"""Who acts: a person, a client with a token for one document, a rule, or the system itself."""

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any
from uuid import UUID


class Kind(StrEnum):
    USER = "user"
    CLIENT = "client"
    RULE = "rule"
    SYSTEM = "system"


class Channel(StrEnum):
    """The way in by which an act came."""

    WEB = "web"
    API = "api"
    IMPORT = "import"
    JOB = "job"
    CLIENT_PAGE = "client_page"
    COMMAND = "command"


@dataclass(frozen=True, kw_only=True)
class Actor:
    """One acting party. Rights are read through `identity.access`, which keeps what it loaded in `memo`.

    `scopes` limits an API token to entries such as "read:customers"; None means no limit.
    `document` is the one record a client may act on.
    """

    kind: Kind
    name: str
    id: UUID | None = None
    channel: Channel = Channel.WEB
    request_id: str = ""
    scopes: frozenset[str] | None = None
    document: UUID | None = None
    on_behalf_of: "Actor | None" = None
    memo: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)

    @property
    def user_id(self) -> UUID:
        """The id of the user behind a signed-in actor. LookupError for everyone else."""
        if self.id is None:
            msg = f"{self.name} is no user"
            raise LookupError(msg)
        return self.id

    @property
    def is_system(self) -> bool:
        return self.kind == Kind.SYSTEM

    def as_context(self) -> dict[str, str]:
        """What row history keeps of the actor."""
        kept = {"kind": self.kind, "name": self.name, "channel": self.channel}
        if self.id:
            kept["id"] = str(self.id)
        if self.request_id:
            kept["request"] = self.request_id
        if self.on_behalf_of:
            kept["on_behalf_of"] = self.on_behalf_of.name
        return kept


SYSTEM = Actor(kind=Kind.SYSTEM, name="Dealwright", channel=Channel.JOB)


def system(*, on_behalf_of: Actor | None = None, channel: Channel | None = None) -> Actor:
    """The system acting by itself, or in consequence of what someone else did."""
    came_by = channel or (on_behalf_of.channel if on_behalf_of else Channel.JOB)
    return replace(SYSTEM, on_behalf_of=on_behalf_of, channel=came_by, memo={})
