"""Typesetting in a process of its own, so that the caller's memory and time are its own too.

Typst keeps what it laid out for the next time: about 130 MB after a hundred lines. A web process
pays 40 ms for the separate process instead, and a document that will not end cannot hold it up.
"""

import json
import subprocess
import sys
from typing import Any

from dealwright.quotes.document import typesetting

MOST_SECONDS = 30


class TypesettingError(RuntimeError):
    """The separate process failed or took too long; its own words are the message."""


def typeset_apart(page: dict[str, Any], *, timestamp: int) -> bytes:
    """As `typesetting.typeset`, in a process that ends with the document.

    Raises `TypesettingError`.
    """
    job = json.dumps({"page": page, "timestamp": timestamp}, ensure_ascii=False)
    try:
        done = subprocess.run(  # noqa: S603  our own interpreter and our own file
            [sys.executable, "-I", typesetting.__file__],
            input=job.encode(),
            capture_output=True,
            timeout=MOST_SECONDS,
            check=True,
        )
    except subprocess.TimeoutExpired as error:
        raise TypesettingError(f"Not typeset within {MOST_SECONDS} s.") from error
    except subprocess.CalledProcessError as error:
        raise TypesettingError(error.stderr.decode(errors="replace")[-2000:]) from error
    return done.stdout
