"""Columns that are not written, or not always: said where columns are chosen, by the dry run, over REST, by the command."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError
from dealwright.customers.models import Account
from dealwright.exchange import importing, kinds, limits, replanning
from dealwright.exchange.mapping import Mapped, Step
from dealwright.identity import actions as identity
from dealwright.identity.models import Role
from dealwright.identity.privileges import FieldLevel
from tests.exchange.uploads import checked, plan_of, planned, uploaded
from tests.factories.customers import account_of

pytestmark = pytest.mark.django_db
type SignIn = Callable[[Actor], Client]

ACCOUNT = "customers.account"
FILE = "Name,E-mail,Number,Modified at,Email,Colour\nAlfa,a@a.example,ACC-1,2026-01-01,b@a.example,red\n"


def told(imported: object, by: Actor) -> dict[str, str]:
    plan = plan_of(imported)  # type: ignore[arg-type]
    found = limits.of_plan(plan, kinds.get(ACCOUNT, by).entity)
    return {name: str(why) for name, why in found.items()}


def test_each_column_that_is_not_written_says_why(alice: Actor, at: datetime) -> None:
    found = planned(uploaded(ACCOUNT, FILE, by=alice, at=at), by=alice, at=at, key=["name"])
    said = told(found, alice)
    assert said["Modified at"] == limits.WORKED_OUT
    assert said["Number"] == limits.FINDS_ONLY
    assert {"Email", "E-mail"} & said.keys()  # the second column of one field
    assert not {"Name", "Colour"} & said.keys()  # written, and nothing that is known here


def test_a_field_that_roles_make_read_only_is_left_out_with_that_reason(
    alice: Actor, admin: Actor, at: datetime
) -> None:
    levels = {"industry": FieldLevel.READ}
    role = Role.objects.get(key="salesperson")
    identity.set_field_rights(role, ACCOUNT, levels, by=admin, at=at)
    content = "Name,Industry\nAlfa,food\n"
    assert told(uploaded(ACCOUNT, content, by=alice, at=at), alice) == {
        "Industry": str(limits.READ_ONLY)
    }
    assert told(uploaded(ACCOUNT, content, by=admin, at=at), admin) == {}


def test_a_number_by_which_rows_are_matched_is_no_limit(alice: Actor, at: datetime) -> None:
    found = uploaded(ACCOUNT, "Name,Number\nAlfa,ACC-1\n", by=alice, at=at)
    keyed = planned(found, by=alice, at=at, key=["number"], mode="update")
    assert told(keyed, alice) == {}


def test_what_is_only_written_to_new_records_is_said_unless_all_are_new(admin: Actor) -> None:
    entity = kinds.get("catalog.pricelist", admin).entity
    for mode, why in (("create", ""), ("upsert", limits.NEW_ONLY), ("update", limits.NEW_ONLY)):
        assert limits.of_field("is_default", entity, mode=mode, key=["name"]) == why  # type: ignore[arg-type]


def test_a_column_that_goes_where_nothing_is_written_is_refused_before_the_check(
    alice: Actor, at: datetime
) -> None:
    found = uploaded(ACCOUNT, "Name,When\nAlfa,2026-01-01\n", by=alice, at=at)
    lost = [
        column.model_copy(update={"field": "gone"}) if column.name == "When" else column
        for column in plan_of(found).columns
    ]
    plan = plan_of(found).model_copy(update={"columns": lost})
    with pytest.raises(InvalidError, match="When"):
        replanning.refuse_open(plan, kinds.get(ACCOUNT, alice))
    said = limits.of_plan(plan, kinds.get(ACCOUNT, alice).entity)
    assert said == {"When": limits.GONE}


def test_the_pages_and_rest_say_it(
    alice: Actor, at: datetime, client_for: SignIn, api_for: SignIn
) -> None:
    found = uploaded(ACCOUNT, FILE, by=alice, at=at)
    client = client_for(alice)
    page = client.get(reverse("exchange:columns", args=[found.pk])).content.decode()
    assert str(limits.WORKED_OUT) in page
    checked(found, by=alice, at=at)
    page = client.get(reverse("exchange:check", args=[found.pk])).content.decode()
    assert "What of the file is not taken" in page
    assert str(limits.WORKED_OUT) in page
    assert "Colour" in page
    plan = api_for(alice).get(f"/api/v1/imports/{found.pk}").json()["plan"]
    by_name = {column["name"]: column["limit"] for column in plan["columns"]}
    assert by_name["Modified at"] == str(limits.WORKED_OUT)
    assert by_name["Name"] == ""


def test_a_mapping_file_that_names_such_a_field_is_told_of_it(
    alice: Actor, at: datetime, tmp_path: Path
) -> None:
    account_of(alice, name="Alfa")
    (tmp_path / "a.csv").write_text("Name,Nr\nAlfa,ACC-1\n")
    fields = {"name": "Name", "number": "Nr"}
    step = Step(file="a.csv", into=ACCOUNT, key=["name"], mode="update", fields=fields)
    (report,) = importing.rehearse(Mapped(name="m", step=[step]), tmp_path, by=alice, at=at)
    assert report.as_json()["limits"] == {"number": str(limits.FINDS_ONLY)}
    assert Account.objects.count() == 1
