"""Words and figures to PDF, by Typst. The same input gives the same bytes, on any machine.

Imports nothing of the product, so that the file also runs by itself as a short-lived process
(`python typesetting.py`, a JSON object in, a PDF out): see `apart.py`.
"""

import json
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import typst

TEMPLATE = Path(__file__).with_name("quote.typ")
FONTS = Path(__file__).parent.parent / "fonts"
FIRST_FONTS = ("Inter", "Noto Sans")

# One character is drawn differently in Chinese, Japanese and Korean; the reader's own goes first.
FONT_OF_LANGUAGE = {"ja": "Noto Sans JP", "ko": "Noto Sans KR", "zh": "Noto Sans SC"}

MEGABYTE = 1024 * 1024
MOST_MEMORY = 1024 * MEGABYTE  # address space; 200 lines in three scripts take a tenth of it
MOST_CPU_SECONDS = 20


class FontsMissingError(RuntimeError):
    """The font folder is empty: the front-end build, which fills it, has not run."""


def typeset(page: dict[str, Any], *, timestamp: int) -> bytes:
    """The PDF of one page description, dated `timestamp` (seconds since 1970, UTC).

    Deterministic: the date is given, the fonts come from our folder only, and glyphs are looked for
    in a fixed order of families. Raises `FontsMissingError`.
    """
    import typst  # noqa: PLC0415  7 MB, of no use to a process that has it done apart

    data = page | {"fonts": font_families(page["lang"])}
    return typst.compile(
        _template(),
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        timestamp=timestamp,
    )


def font_families(language: str) -> list[str]:
    """Inter first, then Noto Sans, then the language's own script, then all other scripts by name."""
    preferred = [*FIRST_FONTS, *filter(None, [FONT_OF_LANGUAGE.get(language)])]
    return preferred + sorted(set(_fonts().families()) - set(preferred))


@cache
def _template() -> bytes:
    return TEMPLATE.read_bytes()


@cache
def _fonts() -> "typst.Fonts":
    import typst  # noqa: PLC0415  as above

    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS]
    )
    if FIRST_FONTS[0] not in fonts.families():
        raise FontsMissingError(f"No fonts in {FONTS}. Build the front end: it puts them there.")
    return fonts


def _main() -> None:
    """One document, from standard input to standard output, within bounds."""
    import resource  # noqa: PLC0415  the bounds are this process's own, and POSIX only

    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_CPU_SECONDS, MOST_CPU_SECONDS))
    job = json.load(sys.stdin.buffer)
    sys.stdout.buffer.write(typeset(job["page"], timestamp=job["timestamp"]))


if __name__ == "__main__":
    _main()
