"""Small pictures of images. For the worker: a large image takes memory that a web process does not have."""

import io
import warnings
from collections.abc import Iterable

from PIL import Image, ImageOps, UnidentifiedImageError

EDGE = 320
MOST_PIXELS = 50_000_000  # some 150 MB while it is made smaller
FORMATS = ("PNG", "JPEG", "GIF", "WEBP")
QUALITY = 78

Image.MAX_IMAGE_PIXELS = MOST_PIXELS


def make(parts: Iterable[bytes]) -> bytes | None:
    """A WebP of at most 320 by 320 pixels, upright, without EXIF; None for what is damaged or too large to open."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(b"".join(parts)), formats=FORMATS) as image:
                return _small(image)
    except (
        UnidentifiedImageError,
        Image.DecompressionBombWarning,
        Image.DecompressionBombError,
        OSError,
        SyntaxError,
        ValueError,
    ):
        return None


def _small(image: Image.Image) -> bytes:
    image.draft("RGB", (2 * EDGE, 2 * EDGE))  # a JPEG is decoded at a fraction of its size
    image.thumbnail((EDGE, EDGE))
    upright = ImageOps.exif_transpose(image)
    plain = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
    plain.info = {}
    out = io.BytesIO()
    plain.save(out, "WEBP", quality=QUALITY)
    return out.getvalue()
