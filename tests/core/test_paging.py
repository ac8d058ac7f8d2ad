import pytest
from django.db.models import Q
from hypothesis import given
from hypothesis import strategies as st

from dealwright.core import paging
from dealwright.core.errors import InvalidError


def test_the_primary_key_breaks_ties() -> None:
    keys = paging.order("-close_on", "name")
    assert [(key.name, key.descending) for key in keys] == [
        ("close_on", True),
        ("name", False),
        ("id", False),
    ]


def test_a_cursor_of_another_order_is_refused() -> None:
    cursor = paging.encode(paging.order("name"), ["Acme", "1"])
    with pytest.raises(InvalidError) as refusal:
        paging.decode(paging.order("-name"), cursor)
    assert "another order" in str(refusal.value)


@given(st.text(max_size=40))
def test_a_damaged_cursor_is_refused_by_name(text: str) -> None:
    with pytest.raises(InvalidError) as refusal:
        paging.decode(paging.order("name"), text)
    assert list(refusal.value.errors) == ["cursor"]


@given(st.one_of(st.none(), st.text()), st.uuids())
def test_a_cursor_brings_its_values_back(name: str | None, pk: object) -> None:
    keys = paging.order("name")
    assert paging.decode(keys, paging.encode(keys, [name, pk])) == [name, str(pk)]


def test_nothing_follows_a_missing_value_but_its_ties() -> None:
    condition = paging.after(paging.order("name"), [None, "1"])
    assert isinstance(condition, Q)
    assert "name__gt" not in str(condition)
