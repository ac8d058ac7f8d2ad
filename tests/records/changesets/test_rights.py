"""Rights on fields and the scopes of tokens, where many records are changed at once and taken back."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest

from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError, NotAllowedError
from dealwright.customers import actions as customers
from dealwright.customers.models import Account
from dealwright.events.models import EventRecord
from dealwright.identity import actions as identity
from dealwright.identity.models import Role
from dealwright.identity.privileges import FieldLevel
from dealwright.identity.queries import actor_for
from dealwright.records import registry
from dealwright.records.changesets import actions
from dealwright.records.changesets.models import ChangeSet, State
from tests.factories.customers import account_of
from tests.records.changesets.acting import outcomes, undo, work_off

pytestmark = pytest.mark.django_db
LEVELS = [FieldLevel.READ, FieldLevel.HIDDEN]
SAID = {
    FieldLevel.READ: "Your roles let you read this, not change it.",
    FieldLevel.HIDDEN: "There is no such field.",
}


@pytest.fixture
def accounts(alice: Actor) -> list[Account]:
    return [account_of(alice, name=name) for name in ("Alfa", "Beta")]


@pytest.fixture
def narrow(people: SimpleNamespace, admin: Actor, at: datetime) -> Callable[..., Actor]:
    """Alice after fields of accounts were restricted for salespeople."""

    def restrict(level: FieldLevel, *names: str) -> Actor:
        role = Role.objects.get(key="salesperson")
        levels = dict.fromkeys(names, level)
        identity.set_field_rights(role, "customers.account", levels, by=admin, at=at)
        return actor_for(people.alice)

    return restrict


def started(by: Actor, at: datetime) -> ChangeSet:
    entity = registry.of(Account)
    return actions.edit_many(entity, entity.rows(by), {"industry": "energy"}, by=by, at=at)


@pytest.mark.parametrize("level", LEVELS)
def test_a_bulk_edit_ends_when_its_field_is_restricted_before_it_runs(
    level: FieldLevel,
    accounts: list[Account],
    alice: Actor,
    narrow: Callable[..., Actor],
    at: datetime,
) -> None:
    running = started(alice, at)
    narrow(level, "industry")
    done = work_off(running)
    assert (done.state, done.refused, done.changed) == (State.DONE, 2, 0)
    why = " No role of Alice Example lets one change industry (Salesperson)."
    said = f"industry: {SAID[level]}{why if level == FieldLevel.READ else ''}"
    assert set(done.rows.values_list("reason", flat=True)) == {said}
    assert set(Account.objects.values_list("industry", flat=True)) == {""}


@pytest.mark.parametrize("level", LEVELS)
def test_undo_empties_no_field_that_is_restricted(
    level: FieldLevel,
    accounts: list[Account],
    alice: Actor,
    narrow: Callable[..., Actor],
    at: datetime,
) -> None:
    done = work_off(started(alice, at))
    undone = undo(done, by=narrow(level, "industry"))
    assert outcomes(undone) == {"Alfa": "refused", "Beta": "refused"}
    assert set(Account.objects.values_list("industry", flat=True)) == {"energy"}


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("name", ["industry", "parent", "employees"])
def test_a_restricted_field_is_not_emptied_and_may_be_given_as_it_is(
    level: FieldLevel, name: str, alice: Actor, narrow: Callable[..., Actor], at: datetime
) -> None:
    kept = {"industry": "food", "employees": 7, "parent": account_of(alice, name="Group").pk}
    account = account_of(alice, name="Alfa", **kept)
    by = narrow(level, name)
    events = EventRecord.objects.count()
    with pytest.raises(InvalidError) as refusal:
        customers.update_account(account, {name: "" if name == "industry" else None}, by=by, at=at)
    assert refusal.value.errors == {name: [SAID[level]]}
    assert EventRecord.objects.count() == events

    same = {name: kept[name], "name": "Alfa AB"}
    assert customers.update_account(account, same, by=by, at=at).name == "Alfa AB"


@pytest.mark.parametrize("level", LEVELS)
def test_an_empty_field_that_is_restricted_may_be_given_empty(
    level: FieldLevel, accounts: list[Account], narrow: Callable[..., Actor], at: datetime
) -> None:
    by = narrow(level, "industry", "parent")
    values = {"industry": "", "parent": None, "name": "Alfa AB"}
    assert customers.update_account(accounts[0], values, by=by, at=at).version == 2
    made = customers.create_account(values, by=by, at=at)
    assert (made.industry, made.parent_id) == ("", None)


@pytest.mark.parametrize(
    ("scope", "may"), [("read:*", False), ("write:leads", False), ("write:customers", True)]
)
def test_a_token_undoes_and_goes_on_with_what_it_was_made_to_write(
    scope: str, may: bool, accounts: list[Account], alice: Actor, at: datetime
) -> None:
    token = replace(alice, scopes=frozenset({"read:*", scope}), memo={})
    silent = started(alice, at)
    before = (ChangeSet.objects.count(), EventRecord.objects.count())
    for hours, verb in ((1, actions.go_on), (2, actions.undo)):
        late = at + timedelta(hours=hours)
        if may:
            verb(silent, by=token, at=late)
            continue
        with pytest.raises(NotAllowedError):
            verb(silent, by=token, at=late)
        silent.refresh_from_db()
        assert (silent.state, silent.progress_at) == (State.RUNNING, at)
        assert (ChangeSet.objects.count(), EventRecord.objects.count()) == before
    assert ChangeSet.objects.filter(kind="undo").exists() == may
