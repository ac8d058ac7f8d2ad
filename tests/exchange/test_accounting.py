"""Whatever a file holds, every row is accounted for, in the dry run and in the import, and both say the same."""

from datetime import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dealwright.core.actor import Actor
from dealwright.exchange.models import Import, State
from tests.exchange.uploads import checked, done, planned, uploaded

pytestmark = pytest.mark.django_db
NAMES = st.sampled_from(["Acme", "acme", "Boda", "Öre", "", "x" * 250, "A\tB"])
STAFF = st.sampled_from(["", "12", "many", "-4", "1,5"])
INDUSTRY = st.sampled_from(["", "logistics", "Public sector", "alchemy"])
MODES = st.sampled_from(["create", "update", "upsert"])


def counts(found: Import) -> tuple[int, ...]:
    return (found.read, found.created, found.updated, found.unchanged, found.refused)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(st.tuples(NAMES, STAFF, INDUSTRY), min_size=1, max_size=8),
    mode=MODES,
    is_keyed=st.booleans(),
)
def test_the_counts_add_up_and_the_dry_run_is_right(
    rows: list[tuple[str, str, str]], mode: str, is_keyed: bool, alice: Actor, at: datetime
) -> None:
    lines = "".join(f"{name};{staff};{industry};x\n" for name, staff, industry in rows)
    content = f"Name;Employees;Industry;Other\n{lines}"
    mode, key = (mode, ["name"]) if is_keyed else ("create", [])
    found = uploaded("customers.account", content, by=alice, at=at)
    found = planned(found, by=alice, at=at, mode=mode, key=key, duplicates="create")
    looked = checked(found, by=alice, at=at)
    assert looked.state == State.CHECKED
    said = counts(looked)
    ran = done(found, by=alice, at=at)
    assert ran.state == State.DONE
    assert counts(ran) == said
    assert ran.read == len(rows) == sum(counts(ran)[1:])
    assert ran.change_set is not None
    assert ran.change_set.rows.count() == ran.refused
