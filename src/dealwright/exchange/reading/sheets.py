"""Spreadsheets: one sheet is written out as a table, which is then read like any other file.

A workbook is opened by a process of its own (`workbook.py`), which measures it first: a bomb of a few kilobytes is
refused unharmed, and one that no measure finds takes down that process alone.
"""

import json
import logging
import subprocess
import sys
from pathlib import Path
from typing import IO

from django.utils.translation import gettext as _

from dealwright.core.errors import RefusedError
from dealwright.exchange.reading import workbook
from dealwright.exchange.reading.limits import LARGEST_SHEET, MOST_SHEET_CELLS

SIGNATURE = b"PK\x03\x04"
MOST_SECONDS = 300

logger = logging.getLogger(__name__)


def is_sheet(path: Path) -> bool:
    """Whether a file is a workbook, whatever its name says."""
    with path.open("rb") as file:
        return file.read(4) == SIGNATURE


def names(path: Path) -> list[str]:
    """The sheets of a workbook. Refuses what is none, or too large when unpacked."""
    found: list[str] = json.loads(_apart(path, None, subprocess.PIPE))
    return found


def write(path: Path, sheet: str, into: Path) -> None:
    """Write a sheet as CSV in UTF-8; days in ISO form, whole numbers without a point. Refuses as `names` does."""
    with into.open("wb") as file:
        _apart(path, sheet, file)


def _apart(path: Path, sheet: str | None, out: IO[bytes] | int) -> bytes:
    """What the separate process said, unless it was written to a file. Refuses what it did not bring to an end."""
    job = {
        "path": str(path),
        "sheet": sheet,
        "most_cells": MOST_SHEET_CELLS,
        "most_bytes": LARGEST_SHEET,
    }
    try:
        done = subprocess.run(  # noqa: S603  our own interpreter and our own file
            [sys.executable, "-I", workbook.__file__],
            input=json.dumps(job).encode(),
            stdout=out,
            stderr=subprocess.PIPE,
            timeout=MOST_SECONDS,
            check=True,
        )
    except subprocess.TimeoutExpired as error:
        raise _too_large(path) from error
    except subprocess.CalledProcessError as error:
        raise _refusal(path, error) from error
    return done.stdout or b""


def _refusal(path: Path, error: subprocess.CalledProcessError) -> RefusedError:
    """A process ended by a signal ran out of memory or time. Damage shows in many ways, all of them told alike."""
    if error.returncode == workbook.TOO_LARGE or error.returncode < 0:
        return _too_large(path)
    logger.info("%s was not read: %s", path.name, error.stderr.decode(errors="replace")[-500:])
    return _unreadable(path)


def _too_large(path: Path) -> RefusedError:
    return RefusedError(
        _("%(name)s is too large for a sheet: at most %(cells)d cells and %(size)d MB unpacked.")
        % {"name": path.name, "cells": MOST_SHEET_CELLS, "size": LARGEST_SHEET // 1024**2},
        remedy=_("Save the sheet as CSV; that may be larger."),
    )


def _unreadable(path: Path) -> RefusedError:
    return RefusedError(
        _("%(name)s is not a workbook that can be read.") % {"name": path.name},
        remedy=_("Save it as XLSX without a password, or as CSV."),
    )
