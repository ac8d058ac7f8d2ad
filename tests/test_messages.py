"""The catalogues of messages: they compile, and no translation loses or invents what the code puts in.

A message that has no translation yet is shown in English: that is no fault here, so that nobody who adds a sentence has to
know every language.
"""

import re
from collections.abc import Iterator
from gettext import GNUTranslations
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po
from scripts import messages

CATALOGUES = messages.catalogues()
# %(name)s, {n}, the sign that stands for a percent sign, and tags: what is put in, and what a page takes as markup.
FILLED_IN = re.compile(r"%\(\w+\)[a-z]|\{\w*\}|%%|<[^>]*>|`[^`]*`")


def translated(catalogue: Path) -> Iterator[Message]:
    with catalogue.open("rb") as read:
        for message in read_po(read, locale=catalogue.parents[1].name):
            if message.id and all(texts(message.string)) and not message.fuzzy:
                yield message


def texts(either: str | tuple[str, ...]) -> tuple[str, ...]:
    return (either,) if isinstance(either, str) else tuple(either)


def filled_in(text: str) -> list[str]:
    return sorted(FILLED_IN.findall(text))


@pytest.fixture(params=CATALOGUES, ids=lambda each: each.parents[1].name)
def catalogue(request: pytest.FixtureRequest) -> Path:
    return request.param


def test_a_translation_fills_in_what_its_message_does(catalogue: Path) -> None:
    for message in translated(catalogue):
        one, many = texts(message.id)[0], texts(message.id)[-1]
        first, *others = texts(message.string)
        assert all(filled_in(each) == filled_in(many) for each in others), message.id
        if others:  # "one day left" need not say the number, and nothing else may come in
            assert set(filled_in(first)) <= set(filled_in(many)), message.id
        else:
            assert filled_in(first) == filled_in(one), message.id


def test_a_translation_keeps_the_blanks_at_its_ends(catalogue: Path) -> None:
    for message in translated(catalogue):
        one, first = texts(message.id)[0], texts(message.string)[0]
        for at in (0, -1):
            assert one[at].isspace() == first[at].isspace(), message.id


def test_a_catalogue_compiles_and_is_nearly_whole(catalogue: Path, tmp_path: Path) -> None:
    compiled = tmp_path / "django.mo"
    messages.write(catalogue, compiled)
    with compiled.open("rb") as read:
        speaks = GNUTranslations(read)
    assert speaks.gettext("Save") != "Save"
    with catalogue.open("rb") as read:
        of_all = sum(1 for message in read_po(read) if message.id)
    assert sum(1 for _ in translated(catalogue)) > 0.9 * of_all


def test_no_message_stands_twice(catalogue: Path) -> None:
    """What Babel reads as one, the tool that adds new messages refuses."""
    written = re.findall(
        r"^(?:msgctxt .*\n)?msgid (?:.*\n\")*.*", catalogue.read_text(), re.MULTILINE
    )
    assert len(written) == len(set(written))


def test_what_is_not_translated_stays_english(tmp_path: Path) -> None:
    catalogue = tmp_path / "locale" / "de" / "LC_MESSAGES" / "django.po"
    catalogue.parent.mkdir(parents=True)
    catalogue.write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
        'msgid "Save"\nmsgstr "Speichern"\n\nmsgid "New words"\nmsgstr ""\n\n'
        '#, fuzzy\nmsgid "Nearly the same"\nmsgstr "Guessed from another"\n'
    )
    messages.write(catalogue, tmp_path / "django.mo")
    with (tmp_path / "django.mo").open("rb") as read:
        speaks = GNUTranslations(read)
    told = [speaks.gettext(each) for each in ("Save", "New words", "Nearly the same")]
    assert told == ["Speichern", "New words", "Nearly the same"]
