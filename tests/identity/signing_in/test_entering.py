from datetime import datetime
from types import SimpleNamespace
from typing import Any

import pytest
from allauth.socialaccount.models import SocialAccount

from dealwright.core.action import writing
from dealwright.core.actor import Actor
from dealwright.core.errors import DomainError, InvalidError, NotAllowedError, RefusedError
from dealwright.events.models import EventRecord
from dealwright.identity import actions as identity
from dealwright.identity.models import Role, User
from dealwright.identity.queries import actor_for
from dealwright.identity.signing_in import claims
from dealwright.identity.signing_in.actions import entering, providers
from dealwright.identity.signing_in.models import IdentityProvider, ProvidedRole
from tests.identity.signing_in.conftest import Tell, names, other_administrator

pytestmark = pytest.mark.django_db


def trust(provider: IdentityProvider, by: Actor, at: datetime, **values: Any) -> None:
    kept = [(mapping.value, mapping.role) for mapping in provider.mappings.all()]
    providers.change_provider(provider, values, mappings=kept, by=by, at=at)
    provider.refresh_from_db()


def refused(
    provider: IdentityProvider, told: claims.Claims, by: Actor, at: datetime
) -> DomainError:
    """The refusal, after which nothing is changed and nothing recorded."""
    before = User.objects.count(), SocialAccount.objects.count(), EventRecord.objects.count()
    with pytest.raises(DomainError) as refusal:
        entering.enter(provider, told, by=by, at=at)
    after = User.objects.count(), SocialAccount.objects.count(), EventRecord.objects.count()
    assert after == before
    return refusal.value


def test_someone_new_is_added_with_the_roles_of_their_groups(
    provider: IdentityProvider, tell: Tell, system: Actor, at: datetime
) -> None:
    user = entering.enter(provider, tell("Nora", "sales", "chess club"), by=system, at=at)
    assert (user.name, user.email, user.unit.name) == ("Nora", "nora@corvane.example", "North")
    assert not user.has_usable_password()
    assert names(user) == {"salesperson"}
    event = EventRecord.objects.get(kind="identity.RolesProvided")
    assert event.data["given"] == ["Salesperson"]
    assert event.changes == {"roles": [[], ["Salesperson"]]}
    assert entering.enter(provider, tell("Nora", "sales"), by=system, at=at) == user
    assert EventRecord.objects.filter(kind="identity.RolesProvided").count() == 1


def test_roles_follow_the_groups_at_each_sign_in(
    provider: IdentityProvider, tell: Tell, system: Actor, at: datetime
) -> None:
    user = entering.enter(provider, tell("Nora", "sales"), by=system, at=at)
    entering.enter(provider, tell("Nora", "bosses"), by=system, at=at)
    assert names(user) == {"sales-manager"}
    entering.enter(provider, tell("Nora"), by=system, at=at)
    assert names(user) == set()
    assert not ProvidedRole.objects.exists()


def test_a_role_given_by_hand_stays_whatever_the_provider_says(
    people: SimpleNamespace, provider: IdentityProvider, tell: Tell, system: Actor, at: datetime
) -> None:
    entering.enter(provider, tell("Alice", "sales", "bosses"), by=system, at=at)
    assert names(people.alice) == {"salesperson", "sales-manager"}
    entering.enter(provider, tell("Alice"), by=system, at=at)
    assert names(people.alice) == {"salesperson"}


def test_a_role_from_two_providers_stays_until_both_take_it(
    people: SimpleNamespace, provider: IdentityProvider, tell: Tell, system: Actor, at: datetime
) -> None:
    values = {
        "name": "Other",
        "server_url": "https://other.example",
        "client_id": "x",
        "groups_claim": "groups",
        "unit": people.ada.unit,
        "links_by_email": True,
    }
    mappings = [("sales", Role.objects.get(key="sales-manager"))]
    other = providers.create_provider(values, secret="", mappings=mappings, by=system, at=at)
    entering.enter(provider, tell("Alice", "bosses"), by=system, at=at)
    entering.enter(other, tell("Alice", "sales"), by=system, at=at)
    entering.enter(provider, tell("Alice"), by=system, at=at)
    assert names(people.alice) == {"salesperson", "sales-manager"}
    entering.enter(other, tell("Alice"), by=system, at=at)
    assert names(people.alice) == {"salesperson"}


def test_the_last_administrator_keeps_the_role_that_a_provider_would_take(
    people: SimpleNamespace, provider: IdentityProvider, tell: Tell, system: Actor, at: datetime
) -> None:
    nora = entering.enter(provider, tell("Nora", "it", "sales"), by=system, at=at)
    identity.set_active(people.ada, active=False, by=actor_for(nora), at=at)
    entering.enter(provider, tell("Nora"), by=system, at=at)
    assert names(nora) == {"administrator"}
    newest = EventRecord.objects.filter(kind="identity.RolesProvided").order_by(
        "-recorded_at", "-pk"
    )[0]
    assert (newest.data["taken"], newest.data["kept"]) == (["Salesperson"], ["Administrator"])
    other_administrator(people, at, actor_for(nora))
    entering.enter(provider, tell("Nora"), by=system, at=at)
    assert names(nora) == set()


def test_a_known_address_is_linked_where_the_provider_is_trusted_for_it(
    people: SimpleNamespace, provider: IdentityProvider, tell: Tell, system: Actor, at: datetime
) -> None:
    assert entering.enter(provider, tell("Alice"), by=system, at=at) == people.alice
    assert SocialAccount.objects.get().user_id == people.alice.pk
    event = EventRecord.objects.get(kind="identity.IdentityLinked")
    assert event.data == {"provider": "Corvane login", "uid": "sub-Alice"}


def test_a_known_address_is_not_enough_where_it_is_not(
    provider: IdentityProvider, tell: Tell, system: Actor, admin: Actor, at: datetime
) -> None:
    assert refused(provider, tell("Alice", verified=False), system, at).code == "not_linked"
    trust(provider, admin, at, links_by_email=False)
    assert refused(provider, tell("Alice"), system, at).code == "not_linked"


def test_nobody_is_added_where_the_provider_may_not(
    provider: IdentityProvider, tell: Tell, system: Actor, admin: Actor, at: datetime
) -> None:
    trust(provider, admin, at, creates_people=False)
    assert refused(provider, tell("Nora"), system, at).code == "unknown"


def test_nobody_is_added_with_an_address_that_may_be_someone_elses(
    provider: IdentityProvider, tell: Tell, system: Actor, at: datetime
) -> None:
    assert refused(provider, tell("Nora", verified=False), system, at).code == "unknown"


def test_a_refusal_does_not_tell_whether_someone_has_the_address(
    provider: IdentityProvider, tell: Tell, system: Actor, admin: Actor, at: datetime
) -> None:
    trust(provider, admin, at, creates_people=False, links_by_email=False)
    known, unknown = (refused(provider, tell(name), system, at) for name in ("Alice", "Nora"))
    assert (str(known), known.remedy) == (str(unknown), unknown.remedy)
    assert known.status == unknown.status
    assert "@" not in str(known)


def test_someone_without_an_address_is_not_added(
    provider: IdentityProvider, tell: Tell, system: Actor, at: datetime
) -> None:
    assert isinstance(refused(provider, tell(""), system, at), InvalidError)


def test_whoever_was_kept_out_does_not_come_in_by_a_provider(
    people: SimpleNamespace,
    provider: IdentityProvider,
    tell: Tell,
    system: Actor,
    admin: Actor,
    at: datetime,
) -> None:
    entering.enter(provider, tell("Alice"), by=system, at=at)
    identity.set_active(people.alice, active=False, by=admin, at=at)
    assert refused(provider, tell("Alice", "bosses"), system, at).code == "deactivated"
    assert names(people.alice) == {"salesperson"}


def test_a_provider_that_is_switched_off_lets_nobody_in(
    provider: IdentityProvider, tell: Tell, system: Actor, admin: Actor, at: datetime
) -> None:
    trust(provider, admin, at, is_active=False)
    assert "switched off" in str(refused(provider, tell("Alice"), system, at))


def test_only_the_system_speaks_for_a_provider(
    provider: IdentityProvider, tell: Tell, alice: Actor, at: datetime
) -> None:
    assert isinstance(refused(provider, tell("Alice", "it"), alice, at), NotAllowedError)


def test_one_links_an_identity_to_oneself_and_unlinks_it_with_its_roles(
    people: SimpleNamespace,
    provider: IdentityProvider,
    tell: Tell,
    system: Actor,
    admin: Actor,
    ada: User,
    at: datetime,
) -> None:
    entering.link(ada, provider, subject="sub-7", by=admin, at=at)
    told = claims.Claims(
        subject="sub-7", email="", email_verified=False, name="", groups=("bosses",)
    )
    assert entering.enter(provider, told, by=system, at=at) == ada
    assert names(ada) == {"administrator", "sales-manager"}
    entering.unlink(SocialAccount.objects.get(), by=admin, at=at)
    assert names(ada) == {"administrator"}
    assert not SocialAccount.objects.exists()
    assert EventRecord.objects.filter(kind="identity.IdentityUnlinked").count() == 1


def test_an_identity_belongs_to_one_person(
    people: SimpleNamespace, provider: IdentityProvider, admin: Actor, bob: Actor, at: datetime
) -> None:
    entering.link(people.ada, provider, subject="sub-7", by=admin, at=at)
    before = EventRecord.objects.count()
    with pytest.raises(RefusedError, match="linked already"):
        entering.link(people.bob, provider, subject="sub-7", by=bob, at=at)
    with pytest.raises(NotAllowedError):
        entering.link(people.ada, provider, subject="sub-8", by=bob, at=at)
    with pytest.raises(NotAllowedError):
        entering.unlink(SocialAccount.objects.get(), by=bob, at=at)
    assert SocialAccount.objects.count() == 1
    assert EventRecord.objects.count() == before


def test_ones_only_way_in_is_not_unlinked(
    provider: IdentityProvider, tell: Tell, system: Actor, at: datetime
) -> None:
    nora = entering.enter(provider, tell("Nora"), by=system, at=at)
    with pytest.raises(RefusedError, match="only way"):
        entering.unlink(SocialAccount.objects.get(), by=actor_for(nora), at=at)
    assert SocialAccount.objects.count() == 1


@pytest.mark.parametrize(
    ("said", "claim", "groups"),
    [
        ({"groups": ["a", "b c"]}, "groups", ("a", "b c")),
        ({"groups": "a, b"}, "groups", ("a", "b")),
        ({"realm_access": {"roles": ["a", 7]}}, "realm_access.roles", ("a", "7")),
        ({"https://x.example/groups": ["a"]}, "https://x.example/groups", ("a",)),
        ({"groups": [{"name": "a"}, None]}, "groups", ()),
        ({"groups": {"a": 1}}, "groups", ()),
        ({}, "groups", ()),
        ({"groups": ["a"]}, "", ()),
    ],
)
def test_groups_are_read_from_wherever_the_provider_says_them(
    said: dict[str, Any], claim: str, groups: tuple[str, ...]
) -> None:
    found = claims.read({"userinfo": {"sub": "1", **said}}, groups_claim=claim)
    assert found.groups == groups


def test_an_answer_about_two_people_is_not_believed() -> None:
    with pytest.raises(claims.MismatchError):
        claims.read({"id_token": {"sub": "1"}, "userinfo": {"sub": "2"}}, groups_claim="groups")


@pytest.mark.parametrize(
    ("said", "verified"), [(True, True), ("true", True), ("false", False), (None, False), (1, True)]
)
def test_an_address_is_verified_only_when_the_provider_says_so(said: Any, verified: bool) -> None:
    answer = {"userinfo": {"sub": "1", "email": "a@b.example", "email_verified": said}}
    assert claims.read(answer, groups_claim="groups").email_verified is verified


def test_a_subject_that_cannot_be_kept_is_not_cut() -> None:
    with pytest.raises(ValueError, match="longer than can be kept"):
        claims.read({"userinfo": {"sub": "1" * 192}}, groups_claim="groups")


def test_a_role_taken_by_hand_comes_back_while_the_group_stays(
    people: SimpleNamespace, provider: IdentityProvider, tell: Tell, system: Actor, at: datetime
) -> None:
    nora = entering.enter(provider, tell("Nora", "sales"), by=system, at=at)
    with writing(system):
        nora.roles.clear()
    entering.enter(provider, tell("Nora", "sales"), by=system, at=at)
    assert names(nora) == {"salesperson"}
    entering.enter(provider, tell("Nora"), by=system, at=at)
    assert names(nora) == set()
