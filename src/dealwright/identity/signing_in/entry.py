"""From where somebody comes: network address and device, as every event at the door keeps them."""

from dataclasses import dataclass

from dealwright.identity.signing_in import devices


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One request at the door; `user_agent` is the browser's own description."""

    address: str
    user_agent: str = ""

    @property
    def device(self) -> str:
        return devices.words(self.user_agent)
