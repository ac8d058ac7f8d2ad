"""Pictures as logos: what is taken, and how it is made small. No database.

The picture is drawn anew, so that nothing else that the file carried (places, names, scripts after its end) reaches a
client.
"""

import warnings
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from dealwright.core.errors import InvalidError

if TYPE_CHECKING:
    from PIL import Image

MOST_BYTES = 2 * 1024 * 1024
MOST_PIXELS = 25_000_000  # a decompression bomb tells of more
LARGEST = (800, 240)  # pixels; four times what a page shows
FORMATS = ("PNG", "JPEG")


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A logo as it is kept."""

    content: bytes
    media_type: str
    width: int
    height: int


def made_of(content: bytes) -> Made:
    """The logo that a file makes. InvalidError: it is no PNG or JPEG, or too large."""
    if len(content) > MOST_BYTES:
        raise InvalidError({"logo": _("A logo has at most 2 MB. Save it smaller.")})
    picture = _opened(content)
    if picture.width * picture.height > MOST_PIXELS:
        raise InvalidError({"logo": _("This picture has too many pixels. Save it smaller.")})
    return _drawn(picture)


def _opened(content: bytes) -> "Image.Image":
    from PIL import Image, UnidentifiedImageError  # noqa: PLC0415  for whoever has a logo to give

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # asked of the size
            return Image.open(BytesIO(content), formats=FORMATS)
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError) as error:
        raise InvalidError({"logo": _("Choose a PNG or JPEG picture.")}) from error


def _drawn(picture: "Image.Image") -> Made:
    has_holes = "A" in picture.getbands() or "transparency" in picture.info
    try:
        drawn = picture.convert("RGBA" if has_holes or picture.format == "PNG" else "RGB")
    except (OSError, SyntaxError, ValueError) as error:
        raise InvalidError({"logo": _("This picture is damaged.")}) from error
    drawn.thumbnail(LARGEST)
    kind = "PNG" if drawn.mode == "RGBA" else "JPEG"
    written = BytesIO()
    drawn.save(written, kind, optimize=True)
    return Made(
        content=written.getvalue(),
        media_type=f"image/{kind.lower()}",
        width=drawn.width,
        height=drawn.height,
    )
