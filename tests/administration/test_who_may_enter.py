"""Every address of the settings of people and access is closed to all but administrators, read or written."""

from collections.abc import Callable, Iterator
from datetime import datetime
from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import URLPattern, reverse

from dealwright.administration import urls
from dealwright.core.actor import Actor
from dealwright.events.models import EventRecord
from dealwright.identity import actions as identity
from dealwright.identity.models import Role, Team
from dealwright.records.custom import actions as custom

pytestmark = pytest.mark.django_db
ACCOUNT = "customers.account"
# each asks for its own right; those of the organisation are tried in test_organisation_pages
OPEN = {
    "setup", "settings", "rates", "remove_rate", "tokens", "revoke_token", "brand", "set_logo", "remove_logo", "hours",
    "set_holidays", "set_special_day", "remove_day", "numbers", "number",
}  # fmt: skip
OF_THE_SAMPLE = {"bring_sample", "remove_sample", "run_again", "setup_colleagues", "setup_data"}
# pages on which everyone looks after their own way in and their own changes; that of one provider is tried beside its tests
OF_ONESELF = {
    "profile",
    "changes", "change_set", "undo_change_set", "undo_change_set_now", "continue_change_set", "not_taken",
    "security", "second_factor", "add_app", "add_passkey", "remove_factor", "recovery_codes", "end_session",
    "end_other_sessions", "link_identity", "unlink_identity", "provider", "my_absences", "absences", "end_absence",
}  # fmt: skip


@pytest.fixture
def addresses(people: SimpleNamespace, admin: Actor, at: datetime) -> Callable[[], Iterator[str]]:
    team: Team = identity.create_team(
        name="Harbour", unit=people.alice.unit, members=[people.alice], by=admin, at=at
    )
    role = Role.objects.get(key="salesperson")
    added = custom.add_field(ACCOUNT, {"label": "Tier", "kind": "text"}, by=admin, at=at)
    pks = {
        "person": people.alice.pk, "invite_again": people.alice.pk, "rights": people.alice.pk,
        "set_active": people.alice.pk, "reset_factors": people.alice.pk, "unit": team.unit_id, "delete_unit": team.unit_id,
        "team": team.pk, "add_member": team.pk, "delete_team": team.pk, "role": role.pk,
        "leave": people.alice.pk, "role_fields": role.pk, "rename_role": role.pk, "delete_role": role.pk,
        "limit_role": role.pk,
        "field": added.pk, "retire_field": added.pk, "purge_field": added.pk, "index_again": added.pk,
    }  # fmt: skip

    def found() -> Iterator[str]:
        for pattern in urls.urlpatterns:
            assert isinstance(pattern, URLPattern)
            name = pattern.name or ""
            if name in OPEN | OF_THE_SAMPLE | OF_ONESELF:
                continue
            kept = {
                **{each: {"key": ACCOUNT} for each in ("fields_of", "new_field", "order_fields")},
                "remove_member": {"pk": team.pk, "user": people.alice.pk},
                "set_factor_rule": {"key": role.key},
                "leave_rows": {"pk": people.alice.pk, "key": ACCOUNT},
            }.get(name)
            named = kept or ({"pk": pks[name]} if "<" in str(pattern.pattern) else {})
            yield reverse(f"administration:{name}", kwargs=named)

    return found


def test_a_salesperson_and_a_manager_may_enter_none_of_them(
    client_for: Callable[[Actor], Client],
    alice: Actor,
    bob: Actor,
    addresses: Callable[[], Iterator[str]],
) -> None:
    events = EventRecord.objects.count()
    for actor in (alice, bob):
        browser = client_for(actor)
        for address in addresses():
            assert browser.get(address).status_code in {403, 405}, address
            assert browser.post(address, {"name": "Mine"}).status_code == 403, address
    assert EventRecord.objects.count() == events


def test_a_stranger_who_is_not_signed_in_is_asked_to(
    client: Client, addresses: Callable[[], Iterator[str]]
) -> None:
    for address in addresses():
        answer = client.post(address)
        assert answer.status_code == 302, address
        assert "login" in answer["Location"]


def test_an_administrator_opens_every_page(
    client_for: Callable[[Actor], Client], admin: Actor, addresses: Callable[[], Iterator[str]]
) -> None:
    browser = client_for(admin)
    shown = [address for address in addresses() if browser.get(address).status_code == 200]
    assert len(shown) > 12
    assert {browser.get(address).status_code for address in addresses()} == {200, 405}


def test_what_is_not_here_is_not_found(client_for: Callable[[Actor], Client], admin: Actor) -> None:
    browser = client_for(admin)
    nothing = "019b0000-0000-7000-8000-000000000000"
    for kind in ("people", "units", "teams", "roles"):
        assert browser.get(f"/settings/{kind}/{nothing}/").status_code == 404


def test_only_administrators_are_shown_the_way(
    client_for: Callable[[Actor], Client], alice: Actor, admin: Actor
) -> None:
    for actor, seen in ((alice, False), (admin, True)):
        page = client_for(actor).get("/settings/").content.decode()
        assert ("/settings/roles/" in page) is seen
        assert ("/settings/outbox/" in page) is seen
