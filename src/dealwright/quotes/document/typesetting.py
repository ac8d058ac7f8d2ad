"""Words and figures to PDF, by Typst. The same input gives the same bytes, on any machine."""

import json
from datetime import datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import typst

FONTS = Path(__file__).parent.parent / "fonts"
FIRST_FONTS = ("Inter", "Noto Sans")

# One character is drawn differently in Chinese, Japanese and Korean; the reader's own goes first.
FONT_OF_LANGUAGE = {"ja": "Noto Sans JP", "ko": "Noto Sans KR", "zh": "Noto Sans SC"}


class FontsMissingError(RuntimeError):
    """The font folder is empty: the front-end build, which fills it, has not run."""


def typeset(page: dict[str, Any], *, at: datetime) -> bytes:
    """The PDF of one page description, dated `at` (aware).

    Deterministic: the date is given, the fonts come from our folder only, and glyphs are looked for
    in a fixed order of families. Raises `FontsMissingError`.
    """
    data = page | {"fonts": font_families(page["lang"])}
    return typst.compile(
        _template(),
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        timestamp=int(at.timestamp()),
    )


def font_families(language: str) -> list[str]:
    """Inter first, then Noto Sans, then the language's own script, then all other scripts by name."""
    preferred = [*FIRST_FONTS, *filter(None, [FONT_OF_LANGUAGE.get(language)])]
    return preferred + sorted(set(_fonts().families()) - set(preferred))


@cache
def _template() -> bytes:
    return files(__package__).joinpath("quote.typ").read_bytes()


@cache
def _fonts() -> typst.Fonts:
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS]
    )
    if FIRST_FONTS[0] not in fonts.families():
        raise FontsMissingError(f"No fonts in {FONTS}. Build the front end first: it puts them there.")
    return fonts
