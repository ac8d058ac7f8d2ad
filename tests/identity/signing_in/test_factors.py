from collections.abc import Callable
from datetime import datetime
from types import SimpleNamespace

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client

from dealwright.core import actor as actors
from dealwright.core.actor import Actor
from dealwright.core.errors import NotAllowedError, RefusedError
from dealwright.events.models import EventRecord
from dealwright.identity.models import Role, User
from dealwright.identity.queries import actor_for
from dealwright.identity.signing_in import queries
from dealwright.identity.signing_in.actions import factors
from tests import totp
from tests.identity.signing_in.conftest import other_administrator

pytestmark = pytest.mark.django_db
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def kinds() -> list[str]:
    found = EventRecord.objects.filter(kind__startswith="identity.").order_by("recorded_at", "pk")
    return [kind.removeprefix("identity.") for kind in found.values_list("kind", flat=True)]


@pytest.fixture
def app(people: SimpleNamespace, alice: Actor, at: datetime) -> Authenticator:
    """Alice's authenticator app."""
    return factors.add_app(people.alice, secret=SECRET, by=alice, at=at)


def require(key: str, by: Actor, at: datetime, *, required: bool = True) -> Role:
    role = Role.objects.get(key=key)
    return factors.require_second_factor(role, required=required, by=by, at=at)


def test_an_app_is_added_with_recovery_codes_and_its_secret_is_sealed(
    people: SimpleNamespace, app: Authenticator
) -> None:
    assert queries.has_factor(people.alice.pk)
    assert SECRET not in str(app.data)
    assert queries.codes_left(people.alice.pk) == 10
    assert kinds()[-2:] == ["SecondFactorAdded", "RecoveryCodesMade"]
    assert SECRET not in str(EventRecord.objects.values_list("data", flat=True))


def test_no_code_fits_a_secret_that_cannot_be_read_any_more(
    people: SimpleNamespace, app: Authenticator, settings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.SECRET_KEY = "another, and the former one is not named"
    assert not TOTP(app).validate_code(totp.code(SECRET))
    assert not TOTP(app).validate_code(totp.code(""))
    assert "let-in" in caplog.text
    assert queries.codes_left(people.alice.pk) == 10


def test_nobody_adds_a_factor_to_someone_else(
    people: SimpleNamespace, admin: Actor, at: datetime
) -> None:
    before = EventRecord.objects.count()
    with pytest.raises(NotAllowedError):
        factors.add_app(people.alice, secret=SECRET, by=admin, at=at)
    assert not Authenticator.objects.exists()
    assert EventRecord.objects.count() == before


def test_a_program_does_not_change_how_its_person_signs_in(
    people: SimpleNamespace, at: datetime
) -> None:
    program = Actor(
        kind=actors.Kind.USER, id=people.alice.pk, name="p", scopes=frozenset({"write:*"})
    )
    with pytest.raises(NotAllowedError):
        factors.add_app(people.alice, secret=SECRET, by=program, at=at)
    assert not Authenticator.objects.exists()


def test_a_second_app_is_refused(
    people: SimpleNamespace, app: Authenticator, alice: Actor, at: datetime
) -> None:
    before = EventRecord.objects.count()
    with pytest.raises(RefusedError, match="already"):
        factors.add_app(people.alice, secret=SECRET, by=alice, at=at)
    assert queries.factors(people.alice.pk).count() == 1
    assert EventRecord.objects.count() == before


def test_the_recovery_codes_go_with_the_last_factor(
    people: SimpleNamespace, ada: User, app: Authenticator, alice: Actor, at: datetime
) -> None:
    factors.remove_factor(app, by=alice, at=at)
    assert not Authenticator.objects.exists()
    assert kinds()[-1] == "SecondFactorRemoved"


def test_the_only_factor_stays_while_a_role_requires_one(
    people: SimpleNamespace, ada: User, app: Authenticator, admin: Actor, alice: Actor, at: datetime
) -> None:
    factors.add_app(people.ada, secret=SECRET, by=admin, at=at)
    require("salesperson", admin, at)
    before = EventRecord.objects.count()
    with pytest.raises(RefusedError, match="your only one"):
        factors.remove_factor(app, by=alice, at=at)
    assert queries.has_factor(people.alice.pk)
    assert EventRecord.objects.count() == before
    require("salesperson", admin, at, required=False)
    factors.remove_factor(app, by=alice, at=at)
    assert not queries.has_factor(people.alice.pk)


def test_recovery_codes_are_shown_once_and_new_ones_replace_them(
    people: SimpleNamespace, app: Authenticator, alice: Actor, at: datetime
) -> None:
    first = factors.show_recovery_codes(people.alice, by=alice, at=at)
    assert len(set(first)) == 10
    assert factors.show_recovery_codes(people.alice, by=alice, at=at) == []
    factors.make_recovery_codes(people.alice, by=alice, at=at)
    second = factors.show_recovery_codes(people.alice, by=alice, at=at)
    assert not set(first) & set(second)


def test_no_recovery_codes_without_a_factor(
    people: SimpleNamespace, alice: Actor, at: datetime
) -> None:
    with pytest.raises(RefusedError, match="you have none"):
        factors.make_recovery_codes(people.alice, by=alice, at=at)
    assert not Authenticator.objects.exists()


def test_recovery_codes_are_nobody_elses_to_see(
    people: SimpleNamespace, app: Authenticator, admin: Actor, at: datetime
) -> None:
    with pytest.raises(NotAllowedError):
        factors.show_recovery_codes(people.alice, by=admin, at=at)
    assert queries.has_unseen_codes(people.alice.pk)


def test_an_administrator_takes_a_lost_factor_away_and_ends_the_sessions(
    people: SimpleNamespace,
    ada: User,
    app: Authenticator,
    admin: Actor,
    alice: Actor,
    at: datetime,
    client_for: Callable[[Actor], Client],
) -> None:
    browser = client_for(alice)
    key = browser.cookies["sessionid"].value
    UserSession.objects.create(
        user=people.alice, session_key=key, ip="192.0.2.7", user_agent="Firefox on Linux"
    )
    factors.reset_factors(people.alice, by=admin, at=at)
    assert not Authenticator.objects.exists()
    assert not Session.objects.filter(session_key=key).exists()
    assert kinds()[-2:] == ["SecondFactorRemoved", "SessionRevoked"]
    assert browser.get("/")["Location"].startswith("/login/")


@pytest.mark.parametrize("who", ["bob", "alice"])
def test_nobody_else_takes_factors_away(
    people: SimpleNamespace, app: Authenticator, at: datetime, who: str
) -> None:
    with pytest.raises(NotAllowedError):
        factors.reset_factors(people.alice, by=actor_for(getattr(people, who)), at=at)
    assert queries.has_factor(people.alice.pk)


def test_a_role_requires_a_second_factor_from_now_on(
    people: SimpleNamespace, ada: User, admin: Actor, alice: Actor, at: datetime
) -> None:
    factors.add_app(people.ada, secret=SECRET, by=admin, at=at)
    require("salesperson", admin, at)
    assert queries.owes_factor(actor_for(people.alice))
    assert not queries.owes_factor(actor_for(people.bob))
    event = EventRecord.objects.get(kind="identity.SecondFactorRuleChanged")
    assert event.changes == {"requires_second_factor": [False, True]}
    factors.add_app(people.alice, secret=SECRET, by=alice, at=at)
    assert not queries.owes_factor(actor_for(people.alice))


def test_nobody_else_sets_the_rule(people: SimpleNamespace, bob: Actor, at: datetime) -> None:
    with pytest.raises(NotAllowedError):
        require("salesperson", bob, at)
    assert not Role.objects.filter(requires_second_factor=True).exists()


@pytest.mark.parametrize("role", ["administrator", "salesperson"])
def test_no_factor_is_required_before_an_administrator_has_one(
    people: SimpleNamespace, ada: User, admin: Actor, at: datetime, role: str
) -> None:
    before = EventRecord.objects.count()
    with pytest.raises(RefusedError) as refusal:
        require(role, admin, at)
    assert refusal.value.code == "last_administrator"
    assert not Role.objects.filter(requires_second_factor=True).exists()
    assert EventRecord.objects.count() == before
    factors.add_app(people.ada, secret=SECRET, by=admin, at=at)
    assert require(role, admin, at).requires_second_factor


def test_the_last_way_in_of_all_administrators_is_not_reset(
    people: SimpleNamespace, admin: Actor, at: datetime
) -> None:
    """Ada has a passkey and no password, Otto has nothing: without Ada's passkey nobody could administrate."""
    otto = other_administrator(people, at, admin, password=None)
    passkey = Authenticator.objects.create(
        user=people.ada, type=Authenticator.Type.WEBAUTHN, data={"name": "Laptop"}
    )
    before = EventRecord.objects.count()
    with pytest.raises(RefusedError) as refusal:
        factors.reset_factors(people.ada, by=actor_for(otto), at=at)
    assert refusal.value.code == "last_administrator"
    assert Authenticator.objects.filter(pk=passkey.pk).exists()
    assert EventRecord.objects.count() == before
    factors.reset_factors(people.ada, by=actors.system(), at=at)
    assert not Authenticator.objects.exists()
