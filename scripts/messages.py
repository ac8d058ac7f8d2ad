"""Compile the catalogues of messages to what Python reads, unless they are up to date.

Run by `make` with the Python of `.venv`: Babel does it, so nobody who runs Dealwright needs gettext. `--extract` brings
the catalogues up to date with the code first; that takes xgettext (Debian: apt-get install gettext).
"""

import subprocess
import sys
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

PACKAGE = Path(__file__).resolve().parents[1] / "src" / "dealwright"
DEALWRIGHT = Path(sys.executable).with_name("dealwright")


def main() -> None:
    if "--extract" in sys.argv[1:]:
        extract()
    compile_all()


def catalogues() -> list[Path]:
    """One for each language that somebody translated into."""
    return sorted(PACKAGE.glob("locale/*/LC_MESSAGES/django.po"))


def extract() -> None:
    """Write every message of the code into the catalogue of every language that has a folder; what is new there has no
    translation yet.
    """
    languages = [f"--locale={folder.name}" for folder in sorted(PACKAGE.glob("locale/*/"))]
    layout = ["--no-wrap", "--add-location=file", "--no-obsolete"]
    command = [DEALWRIGHT, "manage", "makemessages", *languages, *layout]
    if subprocess.call(command, cwd=PACKAGE) != 0:
        sys.exit("The messages could not be extracted; the reason is above.")


def compile_all() -> None:
    for catalogue in catalogues():
        compiled = catalogue.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime < catalogue.stat().st_mtime:
            write(catalogue, compiled)


def write(catalogue: Path, compiled: Path) -> None:
    """Put it where it belongs in one step: a process that starts meanwhile reads the former one, or this, never half."""
    with catalogue.open("rb") as read:
        messages = read_po(read, locale=catalogue.parents[1].name)
    beside = compiled.with_suffix(".new")
    with beside.open("wb") as written:
        write_mo(written, messages)
    beside.replace(compiled)


if __name__ == "__main__":
    main()
