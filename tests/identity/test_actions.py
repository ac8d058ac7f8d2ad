from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest

from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError, NotAllowedError, RefusedError
from dealwright.events.models import EventRecord
from dealwright.identity import actions, queries
from dealwright.identity.models import ApiToken, Role, User

pytestmark = pytest.mark.django_db


def test_standard_roles_are_nine_and_stay_nine(
    people: SimpleNamespace, admin: Actor, at: datetime
) -> None:
    actions.keep_standard_roles(by=admin, at=at)
    assert Role.objects.count() == 9


def test_a_person_is_added_by_an_administrator(
    people: SimpleNamespace, admin: Actor, at: datetime
) -> None:
    user = actions.create_user(
        email="New@Corvane.example",
        name="New Person",
        unit=people.alice.unit,
        role_keys=["finance"],
        by=admin,
        at=at,
    )
    assert user.email == "new@corvane.example"
    assert not user.has_usable_password()
    event = EventRecord.objects.get(kind="identity.UserCreated", subject_id=user.pk)
    assert event.data["roles"] == ["finance"]


def test_nobody_else_adds_people(people: SimpleNamespace, alice: Actor, at: datetime) -> None:
    before = User.objects.count(), EventRecord.objects.count()
    with pytest.raises(NotAllowedError):
        actions.create_user(
            email="x@corvane.example",
            name="X",
            unit=people.alice.unit,
            role_keys=[],
            by=alice,
            at=at,
        )
    assert (User.objects.count(), EventRecord.objects.count()) == before


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"email": "ALICE@corvane.example"}, ""),
        ({"email": "nobody"}, "email"),
        ({"role_keys": ["king"]}, "roles"),
        ({"password": "12345"}, "password"),
    ],
)
def test_a_wrong_person_is_refused_by_field(
    people: SimpleNamespace, admin: Actor, at: datetime, changes: dict, field: str
) -> None:
    values = {"email": "x@corvane.example", "name": "X", "role_keys": ["finance"]} | changes
    with pytest.raises(InvalidError) as refusal:
        actions.create_user(unit=people.alice.unit, by=admin, at=at, **values)
    assert field in refusal.value.errors


def test_the_last_administrator_stays(people: SimpleNamespace, admin: Actor, at: datetime) -> None:
    with pytest.raises(RefusedError) as refusal:
        actions.set_active(people.ada, active=False, by=admin, at=at)
    assert refusal.value.code == "last_administrator"
    people.ada.refresh_from_db()
    assert people.ada.is_active


def test_a_leaver_is_kept_out(people: SimpleNamespace, admin: Actor, at: datetime) -> None:
    actions.set_active(people.alice, active=False, by=admin, at=at)
    event = EventRecord.objects.get(kind="identity.UserChanged")
    assert event.changes == {"is_active": [True, False]}


def test_a_token_is_shown_once_and_kept_as_a_hash(
    people: SimpleNamespace, alice: Actor, at: datetime
) -> None:
    token, text = actions.create_token(
        people.alice, name="bench", scopes=["read:customers"], by=alice, at=at
    )
    assert text not in str(ApiToken.objects.values_list())
    found = queries.live_token(text, at=at)
    assert found == token
    assert found is not None
    assert (found.user, str(found.user), found.user.email) == (
        people.alice,
        "Alice Example",
        "alice@corvane.example",
    )
    assert (found.scopes, found.digest) == (["read:customers"], token.digest)
    assert queries.live_token(text + "x", at=at) is None
    assert queries.live_token(text, at=at + timedelta(days=91)) is None


def test_a_revoked_token_is_dead(
    people: SimpleNamespace, alice: Actor, charlie: Actor, at: datetime
) -> None:
    token, text = actions.create_token(people.alice, name="t", scopes=["read:*"], by=alice, at=at)
    with pytest.raises(NotAllowedError):
        actions.revoke_token(token, by=charlie, at=at)
    assert queries.live_token(text, at=at)
    actions.revoke_token(token, by=alice, at=at)
    assert queries.live_token(text, at=at) is None


@pytest.mark.parametrize("scope", ["customers", "delete:customers", "read:"])
def test_an_unknown_scope_is_refused(
    people: SimpleNamespace, alice: Actor, at: datetime, scope: str
) -> None:
    with pytest.raises(InvalidError):
        actions.create_token(people.alice, name="t", scopes=[scope], by=alice, at=at)
    assert not ApiToken.objects.exists()


def test_a_token_cannot_make_tokens(people: SimpleNamespace, alice: Actor, at: datetime) -> None:
    by_token = Actor(kind=alice.kind, id=alice.id, name="x", scopes=frozenset({"write:*"}))
    with pytest.raises(NotAllowedError):
        actions.create_token(people.alice, name="t", scopes=["read:*"], by=by_token, at=at)


def test_use_is_noted_at_most_every_five_minutes(
    people: SimpleNamespace, alice: Actor, at: datetime
) -> None:
    token, _text = actions.create_token(people.alice, name="t", scopes=["read:*"], by=alice, at=at)
    for minutes in (0, 4, 6):
        actions.note_use(token.pk, at=at + timedelta(minutes=minutes))
    token.refresh_from_db()
    assert token.last_used_at == at + timedelta(minutes=6)
