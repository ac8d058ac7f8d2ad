from datetime import datetime
from io import BytesIO

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError, NotAllowedError
from dealwright.events.models import EventRecord
from dealwright.organisation import actions, branding, queries
from dealwright.organisation.actions import pictures
from dealwright.organisation.models import Logo, Organisation

colors = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


def picture(kind: str = "PNG", size: tuple[int, int] = (400, 100), **options: object) -> bytes:
    written = BytesIO()
    Image.new("RGB", size, "#336699").save(written, kind, **options)
    return written.getvalue()


def test_black_on_white_has_the_greatest_contrast() -> None:
    assert branding.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert branding.contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@given(colors)
def test_any_colour_can_be_read_on_the_dark_theme(color: str) -> None:
    found = branding.on_dark(color)
    assert branding.contrast(found, branding.DARK_PANEL) >= branding.LEAST_CONTRAST


@pytest.mark.django_db
def test_a_colour_that_white_letters_drown_in_is_refused(
    selling: Organisation, olga: Actor, at: datetime
) -> None:
    with pytest.raises(InvalidError, match="darker"):
        actions.change({"accent": "#ffcc00"}, by=olga, at=at)
    with pytest.raises(InvalidError):
        actions.change({"accent": "red;}"}, by=olga, at=at)
    assert queries.current().accent == branding.PETROL
    assert not EventRecord.objects.filter(kind="organisation.OrganisationChanged").exists()


@pytest.mark.django_db
def test_a_logo_is_drawn_anew_and_small(selling: Organisation, olga: Actor, at: datetime) -> None:
    exif = Image.Exif()
    exif[0x010E] = "taken at home"
    kept = actions.set_logo(picture("JPEG", (3000, 600), exif=exif), by=olga, at=at)
    assert (kept.width, kept.height) == (800, 160)
    assert b"taken at home" not in bytes(kept.content)
    assert EventRecord.objects.get(kind="organisation.LogoSet").data["width"] == 800


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"<svg xmlns='http://www.w3.org/2000/svg'/>", id="drawing with scripts"),
        pytest.param(picture()[:60], id="cut off"),
        pytest.param(b"x" * (pictures.MOST_BYTES + 1), id="too long"),
        pytest.param(picture(size=(6000, 6000)), id="too many pixels"),
    ],
)
@pytest.mark.django_db
def test_what_is_no_small_picture_is_no_logo(
    content: bytes, selling: Organisation, olga: Actor, at: datetime
) -> None:
    with pytest.raises(InvalidError):
        actions.set_logo(content, by=olga, at=at)
    assert not Logo.objects.exists()
    assert not EventRecord.objects.filter(kind="organisation.LogoSet").exists()


@pytest.mark.django_db
def test_a_salesperson_sets_no_logo(selling: Organisation, alice: Actor, at: datetime) -> None:
    with pytest.raises(NotAllowedError):
        actions.set_logo(picture(), by=alice, at=at)
    with pytest.raises(NotAllowedError):
        actions.remove_logo(by=alice, at=at)
    assert not Logo.objects.exists()


@pytest.mark.django_db
def test_anyone_may_fetch_the_logo_and_the_colour(
    client: Client, selling: Organisation, olga: Actor, at: datetime
) -> None:
    kept = actions.set_logo(picture(), by=olga, at=at)
    actions.change({"accent": "#7a1f3d"}, by=olga, at=at)
    fetched = client.get(f"/branding/logo/{kept.sha256}")
    style = client.get("/branding/7a1f3d.css")
    assert (fetched.status_code, fetched["Content-Type"]) == (200, "image/png")
    assert "#7a1f3d" in style.content.decode()
    assert client.get("/branding/logo/0000").status_code == 404
    assert client.get("/branding/nothing.css").status_code == 404


@pytest.mark.django_db
def test_a_logo_can_be_taken_away(selling: Organisation, olga: Actor, at: datetime) -> None:
    actions.set_logo(picture(), by=olga, at=at)
    actions.remove_logo(by=olga, at=at)
    assert queries.brand() == ("", branding.PETROL)
    actions.remove_logo(by=olga, at=at)
    assert EventRecord.objects.filter(kind="organisation.LogoRemoved").count() == 1
