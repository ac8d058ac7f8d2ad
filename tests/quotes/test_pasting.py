"""Rows of a spreadsheet pasted into a draft."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from dealwright.core.actor import Actor
from dealwright.quotes import pasting, queries
from dealwright.quotes.models import Quote
from tests.factories.catalog import product_of

pytestmark = pytest.mark.django_db


def test_columns_are_known_by_place_or_by_a_head() -> None:
    assert pasting.roles_of(pasting.split("CS-44\t3\t100\t5")) == (
        ["code", "quantity", "unit_price", "discount"],
        0,
    )
    by_place, _begin = pasting.roles_of(pasting.split("CS-44\tSorter\t3\t100"))
    assert by_place[:3] == ["code", "name", "quantity"]
    assert pasting.roles_of(pasting.split("Menge;Artikel;Preis\n3;CS-44;100")) == (
        ["quantity", "code", "unit_price"],
        1,
    )


def test_a_column_of_products_names_and_one_of_descriptions_describes(
    alice: Actor, draft: Quote
) -> None:
    text = (
        "Product\tDescription\tQty\tPrice\tPrice\nCS-44\tFor hall 2\t3\t9\t8\nCrane\tBig\t1\t5\t4"
    )
    sorter, crane = pasting.read(draft, text, by=alice)
    assert (sorter.name, sorter.values["description"]) == ("Product CS-44", "For hall 2")
    assert sorter.values["unit_price"] == 9
    assert (crane.values["name"], crane.values["description"]) == ("Crane", "Big")
    [only] = pasting.read(draft, "Description\tQty\tPrice\nCrane\t1\t5", by=alice)
    assert only.values["name"] == "Crane"


def test_what_cannot_be_told_apart_is_refused_with_a_sentence(
    client_for: Callable[[Actor], Client], alice: Actor, draft: Quote
) -> None:
    address = reverse("quotes:paste_lines", args=[draft.pk])
    answer = client_for(alice).post(address, {"rows": f'CS-44\t"{"x" * 140_000}'})
    assert answer.status_code == 422
    assert "cannot be read as rows" in answer.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_many_products_are_read_as_fast_as_one(
    *, alice: Actor, draft: Quote, count: int, django_assert_num_queries: Any
) -> None:
    codes = [product_of(f"P-{place}").code for place in range(count)]
    with django_assert_num_queries(2):
        found = pasting.read(draft, "\n".join(codes), by=alice)
    assert not any(row.error for row in found)


def test_rows_become_lines_and_wrong_ones_are_named(alice: Actor, draft: Quote) -> None:
    text = (
        "cs-44\t3\nProduct SV-1\t1.5\t700\nCrane\t2\t49.95\t1\nUnknown\t1\nCS-44\tmany\nCS-44\t-1"
    )
    found = pasting.read(draft, text, by=alice)
    assert [row.name for row in found[:3]] == ["Product CS-44", "Product SV-1", "Crane"]
    assert found[1].values["unit_price"] == Decimal(700)
    assert [(row.place, bool(row.error)) for row in found] == [
        (1, False),
        (2, False),
        (3, False),
        (4, True),
        (5, True),
        (6, True),
    ]
    assert "No product is called Unknown" in found[3].error


def test_fifty_rows_are_looked_at_and_added_at_once(
    client_for: Callable[[Actor], Client], alice: Actor, draft: Quote, at: datetime
) -> None:
    browser, address = client_for(alice), reverse("quotes:paste_lines", args=[draft.pk])
    text = "\n".join(["Code\tQty\tPrice", *(f"Part {n}\t{n}\t2" for n in range(1, 51)), "Odd\tx"])
    page = browser.post(address, {"rows": text}).content.decode()
    assert "Add 50 lines" in page
    assert "Row 52" in page
    assert len(queries.lines(draft)) == 2
    changed = text.replace("Part 1\t", "Part one\t")
    browser.post(address, {"rows": changed, "looked_at": text, "add": "yes"})
    assert len(queries.lines(draft)) == 2
    browser.post(address, {"rows": text, "looked_at": text, "add": "yes"})
    lines = queries.lines(draft)
    assert (len(lines), lines[-1].quantity) == (52, Decimal(50))


def test_a_stranger_pastes_nothing(
    client_for: Callable[[Actor], Client], charlie: Actor, draft: Quote
) -> None:
    address = reverse("quotes:paste_lines", args=[draft.pk])
    assert client_for(charlie).post(address, {"rows": "CS-44\t1"}).status_code == 404
