"""How a person wants the frame: theme, density, folded navigation. Kept in cookies, so the first
byte of a page is right and nothing flashes."""

from collections.abc import Mapping
from dataclasses import dataclass

THEMES = {"light": "dealwright", "dark": "dealwright-dark"}
DENSITIES = ("compact", "normal", "roomy")


@dataclass(frozen=True, kw_only=True, slots=True)
class Preferences:
    """`theme` is light, dark or system; system leaves `data-theme` away and the browser decides."""

    theme: str = "system"
    density: str = "normal"
    narrow: bool = False

    @property
    def data_theme(self) -> str:
        return THEMES.get(self.theme, "")


def from_cookies(cookies: Mapping[str, str]) -> Preferences:
    """Reads the three cookies; a value that is not ours counts as absent."""
    theme = cookies.get("dw_theme", "")
    density = cookies.get("dw_density", "")
    return Preferences(
        theme=theme if theme in THEMES else "system",
        density=density if density in DENSITIES else "normal",
        narrow=cookies.get("dw_nav") == "narrow",
    )
