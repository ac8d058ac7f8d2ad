"""Small pictures: small, upright, without what the camera wrote; none of what is damaged or a bomb."""

import io
import struct
import zlib
from collections.abc import Callable

import pytest
from django.test import Client
from PIL import Image

from dealwright.core.actor import Actor
from dealwright.customers.models import Account
from dealwright.records.files import tasks
from dealwright.records.files.actions import thumbnails
from dealwright.records.files.models import Thumbnail
from tests.records.files.conftest import Attach, picture


def opened(content: bytes | None) -> Image.Image:
    assert content is not None
    return Image.open(io.BytesIO(content))


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP"])
def test_an_image_becomes_a_small_webp(kind: str) -> None:
    small = opened(thumbnails.make([picture(1600, 900, kind)]))
    assert (small.format, small.size) == ("WEBP", (320, 180))


def test_it_stands_upright_and_tells_nothing_of_the_camera() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x010F] = "Camera of Alice"
    small = opened(thumbnails.make([picture(1600, 900, "JPEG", exif=exif)]))
    assert small.size == (180, 320)
    assert not small.getexif()


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few hundred bytes that says it is enormous."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        sum_ = struct.pack("!I", zlib.crc32(kind + data))
        return struct.pack("!I", len(data)) + kind + data + sum_

    head = struct.pack("!IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(bytes(1000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    "content", [bomb(60_000, 60_000), bomb(9_000, 9_000), picture()[:60], b"nonsense"]
)
def test_a_bomb_and_a_damaged_image_have_none(content: bytes) -> None:
    assert thumbnails.make([content]) is None


@pytest.mark.django_db
def test_a_list_shows_the_small_picture_once_it_is_made(
    account: Account,
    attach: Attach,
    client_for: Callable[[Actor], Client],
    alice: Actor,
    charlie: Actor,
) -> None:
    file = attach(picture(), "site.png")
    address = f"/files/{file.pk}/versions/1/thumbnail"
    client = client_for(alice)
    assert client.get(address).status_code == 404
    tasks.examine_blob(str(file.blob_id))
    answer = client.get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/webp")
    assert address in client.get(f"/ui/files/customers.account/{account.pk}").content.decode()
    assert client_for(charlie).get(address).status_code == 404


@pytest.mark.django_db
def test_the_same_bytes_are_drawn_once(attach: Attach) -> None:
    one, other = attach(picture(), "a.png"), attach(picture(), "b.png")
    for file in (one, other):
        tasks.examine_blob(str(file.blob_id))
    assert Thumbnail.objects.count() == 1
