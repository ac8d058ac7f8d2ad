"""The mark of a person or a company: one or two letters on one of five tints."""

from zlib import crc32

TINTS = 5
LETTERS = 2


def initials(name: str) -> str:
    """First letters of the first and the last word: "Ines Carvalho" is IC, "Auric" is AU."""
    words = [word for word in str(name).split() if word[0].isalnum()]
    if not words:
        return "?"
    if len(words) == 1:
        return words[0][:LETTERS].upper()
    return (words[0][0] + words[-1][0]).upper()


def tint(name: str) -> int:
    """One of 1 to 5, always the same for the same name."""
    return crc32(str(name).encode()) % TINTS + 1
