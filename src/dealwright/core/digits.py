"""Whole numbers as programs and browsers write them: what is none, or longer than any number of ours, is none."""

LONGEST = 9  # digits: no count, place or version of ours is longer, and each fits into a column


def whole(text: str) -> int | None:
    """The number that plain digits say; None for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST else None
