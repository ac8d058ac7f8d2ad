"""What files are called, and what they are."""

import zipfile
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dealwright.core.errors import InvalidError
from dealwright.records.files import content, names
from dealwright.records.files.models import LONGEST_NAME
from tests.records.files.conftest import PDF, picture


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\alice\\offer.pdf", "offer.pdf"),
        ("offer\0.pdf", "offer.pdf"),
        ("a\r\nb.txt", "ab.txt"),
        ("..", "file"),
        ("", "file"),
        ("invoice\u202efdp.exe", "invoice\ufffdfdp.exe"),
        ('quo"te<>.pdf', "quo_te__.pdf"),
        ("Åkerström.pdf", "Åkerström.pdf"),
        (" spaced   out .pdf", "spaced out .pdf"),
        ("x" * 300 + ".pdf", "x" * 251 + ".pdf"),
        ("x" * 300, "x" * 255),
    ],
)
def test_a_name_is_made_fit(given_name: str, kept: str) -> None:
    assert names.clean(given_name) == kept


@given(st.text(max_size=600))
def test_no_name_is_ever_a_path_or_a_trick(text: str) -> None:
    name = names.clean(text)
    assert 0 < len(name) <= LONGEST_NAME
    assert not set(name) & set("/\\\0\r\n\u202e\u2066")
    assert name not in {".", ".."}
    assert names.clean(name) == name


def office(folder: str) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(f"{folder}/document.xml", "<x/>")
    return out.getvalue()


@pytest.mark.parametrize(
    ("head", "found"),
    [
        (PDF, "application/pdf"),
        (picture(), "image/png"),
        (picture(kind="JPEG"), "image/jpeg"),
        (picture(kind="WEBP"), "image/webp"),
        (picture(kind="GIF"), "image/gif"),
        (b"MZ\x90\x00", content.PROGRAM),
        (b"\x7fELF\x02", content.PROGRAM),
        (b"#!/bin/sh\nrm -rf /", content.PROGRAM),
        (b"<!DOCTYPE html><script>alert(1)</script>", "text/html"),
        (b'\n<?xml version="1.0"?><svg onload="alert(1)"/>', "image/svg+xml"),
        (b"a;b\n1;2\n", "text/plain"),
        ("Ärger".encode("latin-1"), "text/plain"),
        ("Hallo".encode("utf-16"), "text/plain"),
        (office("word"), f"{content.OFFICE}wordprocessingml.document"),
        (office("xl"), f"{content.OFFICE}spreadsheetml.sheet"),
        (office("other"), "application/zip"),
        (b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom", "video/mp4"),
        (bytes(range(256)), content.UNKNOWN),
    ],
)
def test_what_bytes_are_is_told_by_the_bytes(head: bytes, found: str) -> None:
    assert content.media_type(head) == found


@given(st.binary(max_size=2000))
def test_any_bytes_are_something(head: bytes) -> None:
    assert "/" in content.media_type(head)


def test_what_runs_is_never_shown() -> None:
    active = {content.PROGRAM, "text/html", "image/svg+xml"}
    assert all(content.is_active(each) for each in active)
    assert not active & content.SHOWN


def test_a_refused_family_of_types_is_told() -> None:
    with pytest.raises(InvalidError, match="video/mp4"):
        content.refuse("video/mp4", ["video/*"])
    content.refuse("audio/mpeg", ["video/*"])
