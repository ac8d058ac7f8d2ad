"""What no browser sends by itself: NUL bytes and numbers of thousands of digits. Refused or passed over, never a fault."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from dealwright.core.actor import Actor
from dealwright.customers.models import Account
from dealwright.exchange.models import SavedMapping
from dealwright.records.saved_views.models import SavedView, ViewChoice
from tests.exchange.uploads import uploaded
from tests.factories.customers import account_of

pytestmark = pytest.mark.django_db
type Login = Callable[[Actor], Client]

KEY = "customers.account"
NUL = "a\0b"
ENORMOUS = "9" * 5000
ALL = {"all": "1", "list": "view=all"}


@pytest.mark.parametrize(
    ("address", "asked"),
    [
        ("/accounts/", {"view": "all", "group": "industry", "in": NUL}),
        ("/notifications/", {"kind": NUL}),
        (f"/ui/duplicates/{KEY}", {"name": NUL}),
        ("/ui/mentions", {"term": NUL}),
    ],
)
def test_a_nul_byte_is_asked_for_in_vain(
    address: str, asked: dict[str, str], alice: Actor, client_for: Login
) -> None:
    account_of(alice, name="Nordhaven", industry="food")
    assert refused(client_for(alice).get(address, asked))


def refused(answer: Any) -> bool:
    return answer.status_code == 422 and "Control characters" in answer.content.decode()


def test_a_nul_byte_is_no_name_of_a_view(alice: Actor, client_for: Login) -> None:
    client = client_for(alice)
    told = {"name": NUL, "audience": "own", "filter": "", "cols": "", "sort": "", "group": ""}
    assert refused(client.post(reverse("ui:view_new", args=[KEY]), told))
    assert refused(client.post(reverse("ui:view_pin", args=[KEY, NUL])))
    assert not SavedView.objects.exists()
    assert not ViewChoice.objects.exists()


def test_a_nul_byte_is_no_name_of_a_mapping(alice: Actor, at: datetime, client_for: Login) -> None:
    found = uploaded(KEY, "Name;Employees\nNordhaven;1\n", by=alice, at=at)
    address = reverse("exchange:save_mapping", args=[found.pk])
    assert refused(client_for(alice).post(address, {"name": NUL}))
    assert not SavedMapping.objects.exists()


@pytest.mark.parametrize(
    "asked",
    [
        {"group": "industry", "in": "food", "number": ENORMOUS},
        {"form": "condition", "at": ENORMOUS},
        {"form": "condition", "at": f"0.{ENORMOUS}"},
    ],
)
def test_an_enormous_number_in_the_address_of_a_list_is_none(
    asked: dict[str, str], alice: Actor, client_for: Login
) -> None:
    account_of(alice, name="Nordhaven", industry="food")
    assert client_for(alice).get("/accounts/", {"view": "all"} | asked).status_code == 200


def test_an_enormous_number_of_rows_or_version_changes_nothing(
    alice: Actor, client_for: Login
) -> None:
    account = account_of(alice, name="Nordhaven")
    client = client_for(alice)
    edit = ALL | {"field": "name", "name": "X", "step": "go", "count": ENORMOUS}
    assert client.post(reverse("ui:bulk_edit", args=[KEY]), edit).status_code == 422
    cell = reverse("ui:cell", args=[KEY, account.pk, "name"])
    assert client.post(cell, {"name": "X", "version": ENORMOUS}).status_code == 412
    assert Account.objects.get().name == "Nordhaven"


def test_an_enormous_number_of_header_lines_is_refused(
    alice: Actor, at: datetime, client_for: Login
) -> None:
    found = uploaded(KEY, "Name;Employees\nNordhaven;1\n", by=alice, at=at)
    told = {"encoding": "utf-8", "delimiter": ";", "header": ENORMOUS}
    answer = client_for(alice).post(reverse("exchange:file", args=[found.pk]), told)
    assert answer.status_code == 422
