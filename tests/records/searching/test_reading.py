"""What a search finds, compared with a slow and plain reading of what someone should find."""

import unicodedata
from collections.abc import Callable
from datetime import datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dealwright.core.actor import Actor
from dealwright.identity import actions as identity
from dealwright.identity.models import Role
from dealwright.identity.privileges import Depth, FieldLevel, Privilege
from dealwright.identity.queries import actor_for
from dealwright.records import registry
from dealwright.records.actions import sharing
from dealwright.records.custom import actions as custom
from dealwright.records.searching import actions as searching
from dealwright.records.searching import entries, finding
from tests.factories.activities import activity_of
from tests.factories.customers import account_of, contact_of
from tests.factories.leads import lead_of
from tests.people import AT

pytestmark = pytest.mark.django_db

HOLDERS = ("alice", "ann", "bob", "charlie", "mia", "olga", "ada")
NAMES = ("Nordhaven Åkeri", "nord Straße", "Ærø Havn", "Kälte 24", "Per-Olof Nord")
MAILS = ("", "nord@havn.example", "per.olof@kalte.example")
PHONES = ("", "+49 30 2345678", "+46 31 555 0142")
# fields of accounts and leads that are searched and can be hidden, and how their text falls into words
HIDEABLE = ("phone", "email")
KINDS = ("customers.account", "customers.contact", "leads.lead", "activities.activity")

RECORDS = st.lists(
    st.tuples(
        st.sampled_from(KINDS),
        st.sampled_from(HOLDERS),
        st.sampled_from(NAMES),
        st.sampled_from(MAILS),
        st.sampled_from(PHONES),
        st.sampled_from(("", "alice", "charlie", "mia")),  # whom it is shared with
    ),
    min_size=2,
    max_size=7,
)
QUESTIONS = st.sampled_from(
    [
        *(
            "nord",
            "NORD hav",
            "strasse",
            "åkeri",
            "kalte",
            "24",
            "per",
            "olof nord",
            "havn.example",
        ),
        *("nord@havn", "234567", "030 234", "555 0142", "aero", "ærø", "per.olof@kalte.example"),
        "x",
    ]
)


def plain(text: str) -> str:
    letters = text.lower().replace("ß", "ss").replace("æ", "ae").replace("ø", "o")
    return "".join(c for c in unicodedata.normalize("NFD", letters) if not unicodedata.combining(c))


def words_of(text: str) -> list[str]:
    return "".join(c if c.isalnum() else " " for c in plain(text)).split()


def answers(row: Any, question: str, hidden: frozenset[str]) -> bool:
    """Whether a record should be found: every word begins a word of a field that is not hidden."""
    known = {name: str(getattr(row, name, "") or "") for name in ("company", "email", "phone")}
    shown = {name: text for name, text in known.items() if name not in hidden}
    digits = "".join(c for c in question if c.isdigit()).lstrip("0")
    if digits and len(digits) > 3 and not any(c.isalpha() for c in question):
        here = "".join(c for c in shown.get("phone", "") if c.isdigit())
        if digits in here:
            return True
    mail = plain(shown.get("email", ""))
    words = [*words_of(registry.of(row).title_of(row)), *words_of(shown.get("company", ""))]
    number = str(getattr(row, "number", "") or "").split("-")[-1]
    ends = [number, number.lstrip("0")]
    domain = mail.partition("@")[2]
    local = words_of(mail.partition("@")[0])
    for chunk in plain(question).split():
        whole = [mail, domain]
        if any(each and each.startswith(chunk) for each in whole):
            continue
        known_words = [*words, *ends] if "@" in chunk else [*words, *ends, *local, mail, domain]
        parts = words_of(chunk)
        if not all(any(w.startswith(part) for w in known_words if w) for part in parts):
            return False
    return True


@pytest.fixture
def actors(people: SimpleNamespace, admin: Actor, at: datetime) -> Callable[[str, bool], Actor]:
    """One of us, some of them with a role that hides telephones and addresses."""

    def of(name: str, hides: bool) -> Actor:
        user = getattr(people, name)
        if not hides:
            return actor_for(user)
        role = identity.create_role(f"Hides {name}", by=admin, at=at)
        grants = {(key, privilege): Depth.UNIT for key in KINDS for privilege in Privilege}
        identity.set_grants(role, grants, by=admin, at=at)
        for key in ("customers.account", "customers.contact", "leads.lead"):
            identity.set_field_rights(
                role, key, dict.fromkeys(HIDEABLE, FieldLevel.HIDDEN), by=admin, at=at
            )
        identity.set_roles(user, [role], by=admin, at=at)
        return actor_for(user)

    return of


def make(drawn: tuple[str, ...], people: SimpleNamespace, admin: Actor) -> None:
    kind, holder, name, mail, phone, guest = drawn
    owner = actor_for(getattr(people, holder))
    given: dict[str, Any] = {"email": mail, "phone": phone}
    match kind:
        case "customers.account":
            row: Any = account_of(owner, name, **given)
        case "customers.contact":
            row = contact_of(owner, name, **given)
        case "leads.lead":
            row = lead_of(owner, first_name="", last_name="Lead", company=name, **given)
        case _:
            about = account_of(owner, "Somewhere")
            row = activity_of(admin, name, about=about)
    if guest and getattr(people, guest).pk != owner.id:
        sharing.share(row, getattr(people, guest), by=admin, at=AT)


def found_by(actor: Actor, question: str) -> set[Any]:
    return {hit.id for hit in finding.search(question, actor, best=200).hits}


def should_find(actor: Actor, question: str) -> set[Any]:
    found = set()
    for kind in entries.kinds():
        hidden = kind.seen_by(actor).hidden
        for row in kind.rows(actor) if kind.in_palette and len(question) > 1 else ():
            if answers(row, question, hidden):
                found.add(row.pk)
    return found


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    records=RECORDS,
    question=QUESTIONS,
    who=st.sampled_from(HOLDERS[:-1]),
    hides=st.booleans(),
)
def test_a_search_finds_what_one_may_see_and_nothing_else(
    records: list[tuple[str, ...]],
    question: str,
    who: str,
    hides: bool,
    people: SimpleNamespace,
    admin: Actor,
    actors: Callable[[str, bool], Actor],
) -> None:
    with transaction.atomic():
        for drawn in records:
            make(drawn, people, admin)
        actor = actors(who, hides)
        assert found_by(actor, question) == should_find(actor, question)
        transaction.set_rollback(True)


def test_a_hidden_telephone_or_address_finds_nothing_and_lifts_nothing(
    people: SimpleNamespace, admin: Actor, actors: Callable[[str, bool], Actor]
) -> None:
    account_of(actor_for(people.ann), "Harbour A")
    secret = account_of(
        actor_for(people.ann), "Harbour B", phone="+49 30 7654321", email="harbour@b.example"
    )
    seer, blind = actor_for(people.bob), actors("alice", True)
    for question in ("7654321", "harbour@b.example", "b.example"):
        assert found_by(seer, question) == {secret.pk}
        assert found_by(blind, question) == set()
    titles = [hit.title for hit in finding.search("harbour", blind).hits]
    assert titles == ["Harbour A", "Harbour B"]
    assert {hit.rank for hit in finding.search("harbour", blind).hits} == {1}


def test_a_hidden_telephone_is_not_found_by_one_whose_name_its_own_ends_in(
    people: SimpleNamespace, admin: Actor, at: datetime
) -> None:
    key = "customers.account"
    given = {"label": "Phone", "kind": "phone"}
    field = custom.add_field(key, given, by=admin, at=at)
    assert field.name == "cf_phone"
    row = account_of(
        actor_for(people.alice), "Harbour", phone="+49 30 7654321", cf_phone="+49 40 9998887"
    )
    levels = {"cf_phone": FieldLevel.HIDDEN}
    role = Role.objects.get(key="salesperson")
    identity.set_field_rights(role, key, levels, by=admin, at=at)
    seer, blind = admin, actor_for(people.alice)
    assert found_by(seer, "9998887") == found_by(blind, "7654321") == {row.pk}
    assert found_by(blind, "9998887") == set()


def test_words_of_hidden_fields_correct_nothing(
    people: SimpleNamespace, system: Actor, at: datetime
) -> None:
    lead_of(actor_for(people.ann), company="Quillfeather", last_name="Berg")
    searching.learn(by=system, at=at)
    assert finding.search("quilfeather", actor_for(people.bob)).corrected == "quillfeather"
    kind = registry.entity("leads.lead")
    narrow = registry.narrowed(kind, frozenset({("company", FieldLevel.HIDDEN)}))
    assert "lead.company" not in {source.scope for source in entries.sources(narrow)}
    assert "lead.company" in {source.scope for source in entries.sources(kind)}
