"""The same quote gives the same file: the hash that a client accepts can be checked for ever."""

import hashlib
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta

import pytest

from dealwright.quotes.document import Seller, TypesettingError, render, render_apart
from tests.quotes.document.offers import ACTIVATED_AT, line, offer_of

ELSEWHERE = """
import hashlib, django
django.setup()
from dealwright.quotes.document import Seller, TypesettingError, render, render_apart
from tests.quotes.document.offers import ACTIVATED_AT, offer_of
print(hashlib.sha256(render(offer_of(30), at=ACTIVATED_AT)).hexdigest())
"""


def digest(document, at=ACTIVATED_AT):
    return hashlib.sha256(render(document, at=at)).hexdigest()


def test_rendering_twice_gives_the_same_bytes():
    assert digest(offer_of(30)) == digest(offer_of(30))


def test_another_process_gives_the_same_bytes():
    answer = subprocess.run(
        [sys.executable, "-c", ELSEWHERE], capture_output=True, text=True, check=True
    )
    assert answer.stdout.strip() == digest(offer_of(30))


def test_a_render_of_something_else_in_between_changes_nothing():
    before = digest(offer_of(3))
    render(offer_of(50, locale="ja-JP"), at=ACTIVATED_AT)
    assert digest(offer_of(3)) == before


def test_another_moment_gives_another_file():
    later = ACTIVATED_AT + timedelta(seconds=1)
    assert digest(offer_of(1)) != digest(offer_of(1), at=later)


def test_another_name_gives_another_file():
    renamed = replace(offer_of(1), lines=(line(name="Something else"),))
    assert digest(offer_of(1)) != digest(renamed)


def test_a_process_of_its_own_gives_the_same_bytes():
    document = offer_of(30, locale="ja-JP")
    assert render_apart(document, at=ACTIVATED_AT) == render(document, at=ACTIVATED_AT)


def test_a_failure_of_that_process_comes_with_its_own_words():
    broken = replace(offer_of(1), seller=Seller(name="Corvane", accent="no colour"))
    with pytest.raises(TypesettingError, match="hexadecimal"):
        render_apart(broken, at=ACTIVATED_AT)
