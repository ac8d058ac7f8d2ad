"""Hygiene of every template in the house: strict content security policy, icons that exist, nothing unused."""

import re
from pathlib import Path

import pytest

import dealwright
from dealwright.ui import assets

HOUSE = Path(dealwright.__file__).parent
TEMPLATES = sorted(HOUSE.glob("*/templates/**/*.html"))
SOURCES = [*TEMPLATES, *HOUSE.glob("**/*.py")]

# found by Django, allauth or a component's own tag, not by a name in our code
NAMED_BY_OTHERS = re.compile(
    r"^(403|404|429|500)\.html$|^account/|^mfa/|^socialaccount/|^allauth/|^cotton/"
)
INLINE = {
    "a style attribute": re.compile(r"""\sstyle\s*=""", re.IGNORECASE),
    "an inline event handler": re.compile(r"""\son[a-z]+\s*=\s*["']""", re.IGNORECASE),
    "hx-on": re.compile(r"\shx-on"),
    "a script that htmx would evaluate": re.compile(r"""=["'](js|javascript):"""),
    "an inline script": re.compile(r"<script(?![^>]*\ssrc=)", re.IGNORECASE),
    "an inline style sheet": re.compile(r"<style", re.IGNORECASE),
    "a trigger filter": re.compile(r"""hx-trigger=["'](?:[^"']*,)?\s*[\w:.-]+\["""),
}
ICON = re.compile(r"""\{% icon "([a-z0-9-]+)\"|(?<![:\w])icon="([a-z0-9-]+)\"""")


def name(path: Path) -> str:
    return path.relative_to(next(p for p in path.parents if p.name == "templates")).as_posix()


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_a_template_obeys_the_strict_policy(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert [what for what, pattern in INLINE.items() if pattern.search(text)] == []


def test_every_template_is_used() -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in SOURCES)
    unused = [
        name(path)
        for path in TEMPLATES
        if not NAMED_BY_OTHERS.search(name(path)) and f'"{name(path)}' not in text
    ]
    assert unused == []


def test_every_component_is_used() -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in TEMPLATES)
    components = [name(path) for path in TEMPLATES if name(path).startswith("cotton/")]
    tags = {path: _tag(path) for path in components}
    assert [path for path, tag in tags.items() if not re.search(rf"<c-{tag}[\s>/]", text)] == []


def _tag(path: str) -> str:
    parts = path.removeprefix("cotton/").removesuffix(".html").replace("_", "-")
    return parts.removesuffix("/index").replace("/", r"\.")


def test_every_icon_that_is_named_is_in_the_build() -> None:
    named = {
        found
        for path in SOURCES
        for pair in ICON.findall(path.read_text(encoding="utf-8"))
        for found in pair
        if found
    }
    missing = sorted(icon for icon in named if not _exists(icon))
    assert missing == []


def _exists(icon: str) -> bool:
    try:
        assets.drawing(icon)
    except assets.MissingIconError:
        return False
    return True


def test_an_icon_outside_the_build_says_what_to_do() -> None:
    with pytest.raises(assets.MissingIconError, match="build the front end again"):
        assets.drawing("no-such-icon")
