"""The organisation's colour on what clients see, readable in light and in dark. Pure.

Contrast as in WCAG 2.2: (lighter + 0.05) / (darker + 0.05) of the relative luminances.
"""

import colorsys
import re

PETROL = "#005e67"  # the house's own accent
WHITE = "#ffffff"
DARK_PANEL = "#171d1f"  # what the dark theme writes on
LEAST_CONTRAST = 4.5
COLOR = re.compile(r"#[0-9a-f]{6}", re.ASCII)
STEP = 0.02
DARKEST = 0.04045  # up to here sRGB is linear

CSS = """:root {{ --color-primary: {light}; --color-accent: {light}; --color-primary-content: {white}; }}
@media (prefers-color-scheme: dark) {{ :root:not([data-theme="dealwright"]) {{ {dark} }} }}
:root[data-theme="dealwright-dark"] {{ {dark} }}
"""
DARK = "--color-primary: {accent}; --color-accent: {accent}; --color-primary-content: {ink};"


def is_color(text: str) -> bool:
    """Whether this is a colour as we write it: #005e67."""
    return bool(COLOR.fullmatch(text))


def contrast(one: str, other: str) -> float:
    """How far two colours are apart, from 1 to 21."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def is_readable(accent: str) -> bool:
    """Whether white letters on it can be read."""
    return contrast(accent, WHITE) >= LEAST_CONTRAST


def on_dark(accent: str) -> str:
    """The same hue, as light as it must be to be read on the dark theme."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*_channels(accent))
    while contrast(found := _hex(hue, lightness, saturation), DARK_PANEL) < LEAST_CONTRAST:
        lightness = min(lightness + STEP, 1.0)
    return found


def css(accent: str) -> str:
    """A style sheet that puts the colour in place of the house's own."""
    dark = DARK.format(accent=on_dark(accent), ink=DARK_PANEL)
    return CSS.format(light=accent, white=WHITE, dark=dark)


def _channels(color: str) -> tuple[float, float, float]:
    red, green, blue = (int(color[start : start + 2], 16) / 255 for start in (1, 3, 5))
    return red, green, blue


def _luminance(color: str) -> float:
    red, green, blue = map(_linear, _channels(color))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    low: float = channel / 12.92
    high: float = ((channel + 0.055) / 1.055) ** 2.4
    return low if channel <= DARKEST else high


def _hex(hue: float, lightness: float, saturation: float) -> str:
    channels = colorsys.hls_to_rgb(hue, lightness, saturation)
    return "#" + "".join(f"{round(channel * 255):02x}" for channel in channels)
