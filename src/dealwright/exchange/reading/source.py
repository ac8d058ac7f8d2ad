"""Where a file is read from: a path, or the storage of files."""

from typing import BinaryIO, Literal, Protocol


class Source(Protocol):
    """Something with a name whose bytes can be read as often as one likes; `pathlib.Path` is one."""

    @property
    def name(self) -> str: ...

    def open(self, mode: Literal["rb"], /) -> BinaryIO:
        """Its bytes, from the first one on; any other place can be sought."""
