"""What a filter asks of fields and links: who may ask it, and what it tells them."""

from collections.abc import Callable
from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dealwright.core import actor as actors
from dealwright.core.action import writing
from dealwright.core.actor import Actor
from dealwright.customers import actions as customers
from dealwright.identity import actions as identity
from dealwright.identity.models import Team, User
from dealwright.identity.privileges import Depth, FieldLevel, Privilege
from dealwright.identity.queries import actor_for
from dealwright.opportunities import actions as opportunities
from dealwright.opportunities.models import Opportunity
from dealwright.records import actions as records
from dealwright.records import registry
from dealwright.records.filtering import compiling
from dealwright.records.filtering.errors import FilterError
from dealwright.strategy.models import Stage
from tests.factories.customers import account_of, contact_of
from tests.factories.opportunities import deal_of, stage
from tests.people import AT

pytestmark = pytest.mark.django_db

ACCOUNT, CONTACT, DEAL = "customers.account", "customers.contact", "opportunities.opportunity"


def found(key: str, text: str, actor: Actor, *, at: datetime = AT) -> set[str]:
    """The titles of what the actor finds."""
    entity = registry.entity(key)
    condition = compiling.condition(text, entity, actor=actor, at=at)
    return {entity.title_of(row) for row in entity.rows(actor).filter(condition)}


def refusal(key: str, text: str, actor: Actor) -> FilterError:
    with pytest.raises(FilterError) as refused:
        compiling.condition(text, registry.entity(key), actor=actor, at=AT)
    return refused.value


@pytest.mark.parametrize(
    ("key", "text", "offset", "told"),
    [
        (ACCOUNT, "colour = red", 0, "There is no field “colour” of accounts."),
        (ACCOUNT, "name = x and\nindustri = food", 13, "Did you mean “industry”?"),
        (DEAL, "account.nmae = x", 8, "There is no field “nmae” of accounts. Did you mean “name”"),
        (DEAL, "account.parent.parent.parent.name = x", 0, "at most 3 links"),
        (DEAL, "state.name = x", 0, "“state” leads to nothing that has fields."),
        (DEAL, "owner.email = x", 6, "There is no field “email” of people and teams."),
        (DEAL, "id.name = x", 0, "“id” leads to nothing that has fields."),
        (DEAL, "state > open", 0, "“state” cannot be compared by “>”. Use “=”, “!=”, “in”, “not in”"),
        (DEAL, "probability is empty", 0, "cannot be compared by “is empty”"),
        (DEAL, "name is empty", 0, "cannot be compared by “is empty”"),
        (DEAL, "contact under 01997f4e-2b6a-7c31-9d0e-5a4b8c7f1e20", 0, "cannot be compared by “under”"),
        (ACCOUNT, "description = x", 0, "Use “contains”"),
        (DEAL, "state = opne", 8, "“opne” is no choice here. Did you mean “open”?"),
        (DEAL, "state = zzz", 8, "Choose “open”, “won” or “lost”."),
        (DEAL, "state in (open, me)", 16, "This takes one of its choices"),
        (DEAL, "owner = alice", 8, "Write “me”, “my team”, “my teams”, “my unit” or an id; by their name they are found by “owner.name”."),
        (DEAL, "account = nordhaven", 10, "by its name it is found by “account.name”."),
        (DEAL, "id = nordhaven", 5, "This is not an id."),
        (DEAL, "account = me", 10, "This takes an id"),
        (DEAL, "close_on = soon", 11, "Write a day as 2026-12-31, or one seen from today"),
        (DEAL, "close_on = 2026-02-30", 11, "There is no such day or time."),
        (DEAL, "close_on = 1066-10-14", 11, "Choose a day between 1900 and 2200."),
        (DEAL, "created_at > 2026-09-01T25:00", 13, "There is no such day or time."),
        (DEAL, "created_at > 0001-01-01T00:00+14:00", 13, "Choose a day between 1900 and 2200."),
        (DEAL, "estimated_revenue > lots", 20, "This must be a number."),
        (DEAL, "estimated_revenue > NaN", 20, "This must be a number."),
        (DEAL, "estimated_revenue > 0.001", 20, "at most 2 decimals"),
        (DEAL, "estimated_revenue = today", 20, "This takes a number"),
        (DEAL, f"estimated_revenue > {'9' * 30}", 20, "at most"),
        (DEAL, "probability > 101", 14, "This is at most 100."),
        (ACCOUNT, "employees = 1.5", 12, "This must be a whole number."),
        (ACCOUNT, "employees in (1, 2, 99999999999)", 20, "This is at most 2147483647."),
        (ACCOUNT, "currency = euro", 11, "This is not a currency"),
        (ACCOUNT, 'name = ""', 7, "What has no value is found by “is empty”."),
        (ACCOUNT, f"name = {'x' * 201}", 7, "at most 200"),
        (ACCOUNT, 'name = "a\x1bb"', 7, "Control characters"),
        (ACCOUNT, "name = today", 7, "This takes a text"),
        (ACCOUNT, "phone = abc", 8, "This is not a phone number."),
        ("catalog.pricelist", "is_active = perhaps", 12, "This is true or false."),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_refused_where_it_stands(
    alice: Actor, key: str, text: str, offset: int, told: str
) -> None:
    error = refusal(key, text, alice)
    assert (error.place.offset, error.place.line) == (offset, 1 + text[:offset].count("\n"))
    assert told in str(error)


@pytest.fixture
def reader(people: SimpleNamespace, admin: Actor, at: datetime) -> Callable[..., Actor]:
    """Charlie with one role that reads everything, but for hidden fields."""

    def hiding(key: str, *names: str, reads: tuple[str, ...] = (ACCOUNT, CONTACT, DEAL)) -> Actor:
        role = identity.create_role("Reader", by=admin, at=at)
        grants = {(each, Privilege.READ): Depth.ALL for each in reads}
        identity.set_grants(role, grants, by=admin, at=at)
        levels = dict.fromkeys(names, FieldLevel.HIDDEN)
        identity.set_field_rights(role, key, levels, by=admin, at=at)
        identity.set_roles(people.charlie, [role], by=admin, at=at)
        return actor_for(people.charlie)

    return hiding


def restrictable(key: str) -> list[str]:
    entity = registry.entity(key)
    return [field.name for field in entity.fields if entity.can_restrict(field.name)]


@pytest.mark.parametrize("key", [ACCOUNT, CONTACT, DEAL])
def test_a_hidden_field_does_not_exist_and_is_never_suggested(
    reader: Callable[..., Actor], key: str
) -> None:
    hidden = restrictable(key)
    charlie = reader(key, *hidden)
    kind = registry.entity(key).plural
    for name in hidden:
        error = str(refusal(key, f"{name} is empty", charlie))
        assert f"There is no field “{name}” of {kind}." in error
        misspelt = str(refusal(key, f"{name}q is empty", charlie)).partition("Did you mean")[2]
        assert not any(f"“{each}”" in misspelt for each in hidden)


def test_a_hidden_field_does_not_exist_behind_a_link_either(
    reader: Callable[..., Actor], alice: Actor
) -> None:
    account = account_of(alice, "Rich", annual_revenue=5, industry="food")
    deal_of(alice, "Deal", account=account)
    charlie = reader(ACCOUNT, "annual_revenue", "parent")
    assert found(DEAL, "account.industry = food", charlie) == {"Deal"}
    assert "There is no field “annual_revenue” of accounts." in str(
        refusal(DEAL, "account.annual_revenue > 1", charlie)
    )
    assert "cannot be compared by “under”" in str(
        refusal(DEAL, f"account under {account.pk}", charlie)
    )


@pytest.mark.parametrize(
    ("text", "finds"),
    [
        ("account.industry = food", {"Seen"}),
        ("account.industry != retail", {"Seen"}),
        ("account.industry is not empty", {"Seen"}),
        ("account.parent is empty", {"Seen"}),
        ("not account.industry = food", {"Unseen", "Without"}),
        ("not account.industry = retail", {"Seen", "Unseen", "Without"}),
        ("not (account.industry = retail and name = x)", {"Seen", "Unseen", "Without"}),
        ("account is not empty", {"Seen", "Unseen"}),
    ],
)
def test_what_a_linked_record_holds_is_told_only_of_those_one_may_read(
    alice: Actor, charlie: Actor, bob: Actor, text: str, finds: set[str]
) -> None:
    ours, theirs = (
        account_of(by, name, industry="food") for by, name in ((charlie, "Ours"), (alice, "Theirs"))
    )
    deal_of(charlie, "Seen", account=ours)
    unseen = deal_of(alice, "Unseen", account=theirs)
    deal_of(charlie, "Without")
    opportunities.assign(unseen, charlie.user_id, by=actors.system(), at=AT)
    assert found(DEAL, text, charlie) == finds


def test_what_is_shared_is_told_of(alice: Actor, charlie: Actor, people: SimpleNamespace) -> None:
    account = account_of(alice, "Shared", industry="food")
    deal = deal_of(charlie, "Deal")
    opportunities.update(deal, {"account": account}, by=actors.system(), at=AT)
    assert found(DEAL, "account.industry = food", charlie) == set()
    records.share(account, people.charlie, by=alice, at=AT)
    reader = actor_for(people.charlie)
    assert found(DEAL, "account.industry = food", reader) == {"Deal"}
    assert found(DEAL, f"account under {account.pk}", reader) == {"Deal"}


def test_a_kind_that_one_may_not_read_tells_nothing(
    reader: Callable[..., Actor], alice: Actor
) -> None:
    deal_of(alice, "Deal", account=account_of(alice, industry="food"))
    charlie = reader(DEAL, reads=(DEAL,))
    assert found(DEAL, "state = open", charlie) == {"Deal"}
    assert found(DEAL, "account.industry = food", charlie) == set()
    assert found(DEAL, "account.industry != food", charlie) == set()
    assert found(DEAL, "not account.industry = food", charlie) == {"Deal"}


def test_records_are_found_at_and_below_another(alice: Actor) -> None:
    top = account_of(alice, "Top")
    middle = account_of(alice, "Middle", parent=top)
    low = account_of(alice, "Low", parent=middle)
    other = account_of(alice, "Other")
    for account in (top, middle, low, other):
        deal_of(alice, f"{account} deal", account=account)
    deal_of(alice, "No account")
    contact = contact_of(alice, "Ann Lee", account=low)
    deal_of(alice, "By contact", contact=contact)
    assert found(ACCOUNT, f"id under {middle.pk}", alice) == {"Middle", "Low"}
    assert found(ACCOUNT, f"parent under {top.pk}", alice) == {"Middle", "Low"}
    assert found(ACCOUNT, f"id not under {middle.pk}", alice) == {"Top", "Other"}
    assert found(DEAL, f"account under {middle.pk}", alice) == {"Middle deal", "Low deal"}
    assert found(DEAL, f"account not under {top.pk}", alice) == {
        "Other deal", "No account", "By contact",
    }  # fmt: skip
    assert found(DEAL, f"contact.account under {top.pk}", alice) == {"By contact"}


def test_the_way_down_leads_through_what_one_may_read(alice: Actor, charlie: Actor) -> None:
    top = account_of(charlie, "Top")
    hidden = account_of(alice, "Hidden")
    low = account_of(charlie, "Low")
    for row, parent in ((hidden, top), (low, hidden)):
        customers.update_account(row, {"parent": parent}, by=actors.system(), at=AT)
    assert found(ACCOUNT, f"id under {top.pk}", charlie) == {"Top"}
    assert found(ACCOUNT, f"id under {hidden.pk}", charlie) == set()
    assert found(ACCOUNT, f"id under {top.pk}", actors.system()) == {"Top", "Hidden", "Low"}


@pytest.fixture
def sales_team(people: SimpleNamespace, admin: Actor, at: datetime) -> Team:
    """A team of Alice and Ann."""
    return identity.create_team(
        name="Sales", unit=people.alice.unit, members=[people.alice, people.ann], by=admin, at=at
    )


def test_owners_are_seen_from_the_reader(
    sales_team: Team, people: SimpleNamespace, alice: Actor, ann: Actor, bob: Actor, admin: Actor
) -> None:
    account_of(alice, "Mine")
    account_of(ann, "Colleague's")
    account_of(bob, "Manager's")
    customers.create_account({"name": "Team's", "owner": sales_team.pk}, by=admin, at=AT)
    reader = actor_for(people.bob)
    member = actor_for(people.alice)
    assert found(ACCOUNT, "owner = me", member) == {"Mine"}
    assert found(ACCOUNT, "owner in my teams", member) == {"Team's"}
    assert found(ACCOUNT, "owner in (me, my teams)", member) == {"Mine", "Team's"}
    assert found(ACCOUNT, f"owner = {alice.id}", reader) == {"Mine"}
    assert found(ACCOUNT, "owner in my team", reader) == {"Manager's"}
    assert found(ACCOUNT, "owner in my teams", reader) == set()
    assert found(ACCOUNT, "owner not in my teams", reader) == {
        "Mine", "Colleague's", "Manager's", "Team's",
    }  # fmt: skip
    assert found(ACCOUNT, 'owner.name = "alice example"', reader) == {"Mine"}
    assert found(ACCOUNT, "owner.name starts with a", reader) == {"Mine", "Colleague's"}
    assert found(ACCOUNT, "not owner.name contains example", reader) == {"Team's"}
    widened = actor_for(people.ann)
    assert found(ACCOUNT, "owner in my team", widened) >= {"Colleague's"}


@pytest.mark.parametrize("conditions", [1, 20])
def test_compiling_costs_the_same_whatever_is_asked(alice: Actor, conditions: int) -> None:
    one = (
        "(owner in (me, my team, my teams) and close_on in this fiscal year and account.parent.name = x"
        " and created_at > 2026-09-01 and created_at < 2026-09-01T10:00)"
    )
    text = " or ".join([one] * conditions)
    with CaptureQueriesContext(connection) as queries:
        compiling.condition(text, registry.entity(DEAL), actor=alice, at=AT)
    assert len(queries) == 3  # principals, the organisation, the reader's time zone


def test_what_needs_no_looking_up_looks_nothing_up(alice: Actor) -> None:
    registry.entity(DEAL).seen_by(alice)
    with CaptureQueriesContext(connection) as queries:
        compiling.condition(
            "state = open and close_on > 2026-09-01", registry.entity(DEAL), actor=alice, at=AT
        )
    assert len(queries) == 0


@pytest.mark.parametrize(
    ("zone", "finds"), [("", {"A"}), ("Pacific/Auckland", set()), ("America/New_York", {"A"})]
)
def test_a_moment_without_an_offset_is_one_of_the_readers_time_zone(
    people: SimpleNamespace, alice: Actor, zone: str, finds: set[str]
) -> None:
    account_of(alice, "A")  # at nine in the morning, UTC, where the organisation is
    with writing(actors.system()):
        User.objects.filter(pk=people.alice.pk).update(time_zone=zone)
    reader = actor_for(people.alice)
    assert found(ACCOUNT, "created_at < 2026-09-01T10:00", reader) == finds
    assert found(ACCOUNT, "created_at < 2026-09-01T10:00Z", reader) == {"A"}


def test_today_is_the_day_of_what_is_passed_in(alice: Actor) -> None:
    account_of(alice, "A")
    assert found(ACCOUNT, "created_at = today", alice) == {"A"}
    assert found(ACCOUNT, "created_at = today", alice, at=AT + timedelta(days=1)) == set()
    assert found(ACCOUNT, "created_at = yesterday", alice, at=AT + timedelta(days=1)) == {"A"}


def test_my_unit_are_the_people_and_teams_of_ones_unit_and_those_below(
    people: SimpleNamespace, alice: Actor, bob: Actor, charlie: Actor, admin: Actor, at: datetime
) -> None:
    deal_of(alice, "Alice's")
    deal_of(charlie, "Charlie's")
    below = identity.create_unit(name="Below", parent=people.alice.unit, by=admin, at=at)
    team = identity.create_team(name="Field", unit=below, members=[people.charlie], by=admin, at=at)
    opportunities.assign(deal_of(alice, "Field's"), team.pk, by=actors.system(), at=at)
    assert found(DEAL, "owner in my unit", actor_for(people.bob)) == {"Alice's", "Field's"}
    assert found(DEAL, "owner in my unit", actor_for(people.charlie)) == {"Charlie's"}
    assert found(DEAL, "owner not in my unit", alice) == set()
    with pytest.raises(FilterError, match="Expected “team”, “teams” or “unit”"):
        compiling.condition("owner in my units", registry.entity(DEAL), actor=bob, at=at)


def test_a_term_is_true_or_false_of_every_row(alice: Actor) -> None:
    stuck, _fresh, untold = (deal_of(alice, name) for name in ("Stuck", "Fresh", "Untold"))
    long_ago = AT - timedelta(days=400)
    other = stage("Develop")
    with writing(by=actors.system()):
        Opportunity.objects.filter(pk__in=[stuck.pk, untold.pk]).update(stage_since=long_ago)
        Opportunity.objects.filter(pk=untold.pk).update(stage=other)
        Stage.objects.filter(pk=other.pk).update(usual_days=None)
    assert found(DEAL, "stalled = true", alice) == {"Stuck"}
    everyone_else = {"Fresh", "Untold"}
    for text in ("stalled = false", "stalled != true", "not stalled = true"):
        assert found(DEAL, text, alice) == everyone_else
    assert found(DEAL, "stalled = true or name = Fresh", alice) == {"Stuck", "Fresh"}
    assert "cannot be compared by “is empty”" in str(refusal(DEAL, "stalled is empty", alice))


def test_a_term_is_hidden_with_what_it_reads(reader: Callable[..., Actor], alice: Actor) -> None:
    deal_of(alice)
    charlie = reader("strategy.stage", "usual_days", reads=(DEAL, "strategy.stage"))
    assert "There is no field “stalled” of opportunities." in str(
        refusal(DEAL, "stalled = true", charlie)
    )
    assert "stalled" in registry.entity(DEAL).seen_by(charlie).hidden
