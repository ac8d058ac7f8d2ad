import csv
import io
from datetime import datetime

import pytest

from dealwright.core.actor import Actor, Kind
from dealwright.core.errors import NotAllowedError
from dealwright.customers import actions as customers
from dealwright.events.models import EventRecord
from dealwright.exchange import exporting
from dealwright.records import registry
from tests.people import AT

pytestmark = pytest.mark.django_db


def exported(by: Actor) -> list[dict[str, str]]:
    out = io.StringIO()
    count = exporting.export(registry.entity("customers.account"), out, by=by, at=AT)
    rows = list(csv.DictReader(io.StringIO(out.getvalue())))
    assert len(rows) == count
    return rows


def test_links_go_out_by_name_and_formulas_as_text(alice: Actor, at: datetime) -> None:
    parent = customers.create_account({"name": "=1+1", "phone": "+46315550142"}, by=alice, at=at)
    customers.create_account({"name": "Child", "parent": parent.pk}, by=alice, at=at)
    rows = {row["name"]: row for row in exported(alice)}
    assert sorted(rows) == ["'=1+1", "Child"]
    assert rows["Child"]["parent"] == "'=1+1"
    assert rows["Child"]["owner"] == "Alice Example"
    assert rows["'=1+1"]["phone"] == "+46315550142"


def test_only_what_one_may_export_goes_out(
    alice: Actor, ann: Actor, bob: Actor, charlie: Actor, at: datetime
) -> None:
    customers.create_account({"name": "Nordhaven"}, by=alice, at=at)
    assert len(exported(alice)) == 1
    assert exported(ann) == []  # a colleague reads it, but exports only her own
    assert len(exported(bob)) == 1
    assert exported(charlie) == []


def test_an_export_is_told_to_the_audit(alice: Actor, charlie: Actor, at: datetime) -> None:
    customers.create_account({"name": "Nordhaven"}, by=alice, at=at)
    exported(alice)
    event = EventRecord.objects.get(kind="exchange.RecordsExported")
    assert (event.actor_id, event.data) == (alice.id, {"records": "customers.account", "rows": 1})


def test_who_may_not_export_is_refused(selling, alice: Actor) -> None:
    client = Actor(kind=Kind.CLIENT, name="Annika")
    out = io.StringIO()
    with pytest.raises(NotAllowedError):
        exporting.export(registry.entity("customers.account"), out, by=client, at=AT)
    assert out.getvalue() == ""
    assert not EventRecord.objects.filter(kind="exchange.RecordsExported").exists()
