"""Text that a spreadsheet would take for a formula."""

import re
from typing import Any

from dealwright.events.plain import plain

FORMULAS = ("=", "+", "-", "@", "\t", "\r")
PHONE = re.compile(
    r"\+[\d ()./-]*"
)  # a phone number starts with +, and no formula is made of digits alone


def is_formula(text: str) -> bool:
    """Whether a spreadsheet would reckon this instead of showing it."""
    return text.startswith(FORMULAS) and not PHONE.fullmatch(text)


def harmless(value: Any) -> Any:
    """Text with an apostrophe before it where a spreadsheet would take it for a formula; other values plainly."""
    return f"'{value}" if str(value).startswith(FORMULAS) else plain(value)
