"""QR codes as the policy allows them: an SVG in a data: address, on white whatever the theme."""

import base64


def as_address(text: str) -> str:
    """The address of a picture that holds the code of this text."""
    import qrcode  # noqa: PLC0415  with Pillow behind it, for one page
    from qrcode.image.svg import SvgPathFillImage  # noqa: PLC0415  the same

    drawn = qrcode.make(text, image_factory=SvgPathFillImage, border=2).to_string()
    return f"data:image/svg+xml;base64,{base64.b64encode(drawn).decode()}"


def in_fours(secret: str) -> str:
    """A secret as people can type it: four letters at a time."""
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
