"""Deals of a file, whose products are those that whoever imports may see."""

from datetime import datetime
from pathlib import Path

import pytest

from dealwright.core.actor import Actor
from dealwright.exchange import importing, mapping
from dealwright.exchange.report import Report
from dealwright.identity import actions as identity
from dealwright.identity.models import Role
from dealwright.identity.privileges import Depth, Privilege
from dealwright.opportunities.models import Opportunity
from tests.factories.catalog import product_of

pytestmark = pytest.mark.django_db
MAPPING = """
name = "Test"
[[step]]
file = "deals.csv"
into = "deals"
[step.process]
name = "Hardware sales"
stages = [{ name = "Prospecting", probability = 20 }]
[step.deals]
key = "Id"
name = "{Product}"
owner = "Owner"
account = "Account"
product = "Product"
state = "State"
began = "Began"
closed = "Closed"
value = "Value"
[step.deals.outcomes]
Open = { state = "open", stage = "Prospecting" }
"""
FILE = """Id,Product,Owner,Account,State,Began,Closed,Value
D-1,Product CS-44,Olga Example,,Open,2026-08-01,,
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "mapping.toml").write_text(MAPPING)
    (tmp_path / "deals.csv").write_text(FILE)
    return tmp_path


def run(folder: Path, *, by: Actor, at: datetime) -> Report:
    (report,) = importing.run(mapping.read(folder / "mapping.toml"), folder, by=by, at=at)
    return report


def test_a_deal_is_worth_its_product(folder: Path, olga: Actor, at: datetime) -> None:
    product_of("CS-44", "120")
    assert (run(folder, by=olga, at=at).created, Opportunity.objects.count()) == (1, 1)
    assert Opportunity.objects.get().estimated_revenue == 120


def test_a_product_that_may_not_be_read_is_not_known(
    folder: Path, olga: Actor, admin: Actor, at: datetime
) -> None:
    product_of("CS-44", "120")
    rights = {("catalog.product", Privilege.READ): Depth.NONE}
    identity.set_grants(Role.objects.get(key="sales-operations"), rights, by=admin, at=at)
    olga.memo.clear()
    report = run(folder, by=olga, at=at)
    assert report.created == 0
    assert [refused.reason for refused in report.refusals] == [
        "Product: “Product CS-44” is not known."
    ]
    assert not Opportunity.objects.exists()
