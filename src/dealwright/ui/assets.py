"""What the front-end build left behind: the file names of this build, and the icon drawings."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured

DIST = Path(__file__).parent / "static" / "dist"
ENTRY = "main.js"


class MissingIconError(LookupError):
    """A template names an icon that the build does not contain."""


def _read(name: str) -> dict[str, Any]:
    """A JSON file of the build, as a dictionary. Refuses when the front end was never built."""
    path = DIST / name
    try:
        return _parsed(path, path.stat().st_mtime_ns)
    except FileNotFoundError:
        raise ImproperlyConfigured(
            "The front end is not built. Run `make frontend`, or `npm ci && npm run build` in frontend/."
        ) from None


@lru_cache(maxsize=4)
def _parsed(path: Path, _changed_at: int) -> dict[str, Any]:
    """Read once per build: a newer file has another time, so a running server follows a new build."""
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content


def script() -> str:
    """Path of the entry module below the static root."""
    return f"dist/{_entry()['file']}"


def styles() -> list[str]:
    """Paths of the stylesheets below the static root."""
    return [f"dist/{file}" for file in _entry()["css"]]


def drawing(icon: str) -> str:
    """Inner SVG of a Lucide icon. Raises MissingIconError for a name outside the build."""
    drawings = _read("icons.json")
    if icon not in drawings:
        raise MissingIconError(
            f"No icon {icon!r} in this build. Check the name at Lucide, then build the front end again."
        )
    return str(drawings[icon])


def _entry() -> dict[str, Any]:
    entry: dict[str, Any] = _read("manifest.json")[ENTRY]
    return entry
