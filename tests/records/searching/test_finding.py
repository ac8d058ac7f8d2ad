"""Finding records by what people type of them."""

import pytest

from dealwright.core.actor import Actor
from dealwright.records import actions
from dealwright.records.searching import actions as searching
from dealwright.records.searching import finding
from tests.factories.activities import activity_of
from tests.factories.customers import account_of, contact_of
from tests.factories.leads import lead_of
from tests.factories.opportunities import deal_of
from tests.people import AT

pytestmark = pytest.mark.django_db


def titles(text: str, actor: Actor, **more: object) -> list[str]:
    return [hit.title for hit in finding.search(text, actor, **more).hits]


def test_a_record_is_found_by_words_in_any_order_case_and_without_accents(alice: Actor) -> None:
    account_of(alice, "Nordhaven Cold Chain AB")
    contact_of(alice, "Annika Sjöberg-Lindqvist")
    assert titles("CHAIN nord", alice) == ["Nordhaven Cold Chain AB"]
    assert titles("lindqvist sjoberg", alice) == ["Annika Sjöberg-Lindqvist"]


def test_what_begins_with_the_text_comes_before_what_has_its_words(alice: Actor) -> None:
    for name in ("Old Harbour Works", "Harbour Lights", "Harbour", "The Harbour Company"):
        account_of(alice, name)
    assert titles("harbour", alice) == [
        "Harbour",
        "Harbour Lights",
        "Old Harbour Works",
        "The Harbour Company",
    ]


def test_each_kind_gives_its_best_five(alice: Actor) -> None:
    for n in range(7):
        account_of(alice, f"Harbour {n}")
        contact_of(alice, f"Harbour Master{n}")
    found = finding.search("harbour", alice).by_kind()
    assert {kind.key: len(hits) for kind, hits in found} == {
        "customers.account": 5,
        "customers.contact": 5,
    }


def test_own_records_come_before_those_of_others(alice: Actor, bob: Actor) -> None:
    account_of(alice, "Harbour A")
    account_of(bob, "Harbour B")
    assert titles("harbour", bob) == ["Harbour B", "Harbour A"]


def test_what_was_viewed_last_comes_first(alice: Actor) -> None:
    account_of(alice, "Harbour A")
    viewed = account_of(alice, "Harbour B")
    actions.note_view(viewed, by=alice, at=AT)
    assert titles("harbour", alice) == ["Harbour B", "Harbour A"]


@pytest.mark.parametrize(
    "text",
    [
        "annika@nordhaven.example",
        "ANNIKA@Nordhaven",
        "nordhaven.example",
        "@nordhaven.example",
        "+46 31 555 01 42",
        "031-555 01 42",
        "5550142",
        "5501",
        "annika cold",
    ],
)
def test_a_lead_is_found_by_address_telephone_and_company(alice: Actor, text: str) -> None:
    lead_of(alice)
    assert titles(text, alice) == ["Annika Sjöberg-Lindqvist"]


def test_a_document_is_found_by_its_number_and_by_what_ends_it(alice: Actor) -> None:
    deal = deal_of(alice, name="Sortation line")
    last = deal.number.split("-")[-1]
    for text in (deal.number, deal.number.lower(), deal.number[:-2], last):
        assert "Sortation line" in titles(text, alice, kinds=["opportunities.opportunity"]), text


def test_a_fragment_is_found_within_a_word(alice: Actor, system: Actor) -> None:
    account_of(alice, "Nordhaven Cold Chain AB")
    searching.learn(by=system, at=AT)
    assert titles("dhave", alice) == ["Nordhaven Cold Chain AB"]


@pytest.mark.parametrize("text", ["nordhavn", "nrodhaven", "nordhhaven", "nordhaven chian"])
def test_a_typing_error_is_corrected_and_told(alice: Actor, system: Actor, text: str) -> None:
    account_of(alice, "Nordhaven Cold Chain AB")
    searching.learn(by=system, at=AT)
    found = finding.search(text, alice)
    assert [hit.title for hit in found.hits] == ["Nordhaven Cold Chain AB"]
    assert found.corrected == ("nordhaven chain" if " " in text else "nordhaven")


def test_nothing_is_corrected_where_something_is_found(alice: Actor, system: Actor) -> None:
    account_of(alice, "Nordhaven")
    account_of(alice, "Nordhafen")
    searching.learn(by=system, at=AT)
    assert finding.search("nordhafen", alice).corrected == ""


def test_the_record_behind_an_entry_decides_in_the_end(alice: Actor, charlie: Actor) -> None:
    lead_of(alice)
    assert titles("annika", alice) == ["Annika Sjöberg-Lindqvist"]
    assert titles("annika", charlie) == []


def test_an_activity_is_found_by_whoever_sees_its_record(
    alice: Actor, bob: Actor, charlie: Actor
) -> None:
    account = account_of(alice, "Nordhaven")
    activity_of(alice, title="Send the delivery plan", about=account)
    found = [titles("delivery plan", actor) for actor in (alice, bob, charlie)]
    assert found == [["Send the delivery plan"], ["Send the delivery plan"], []]


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "\0", "!?…", "%", "_", "😀", "'", "\\", "()", "@", "@@@", "+", "--", "'@'"),
        *("a" * 10_000, "a" * 199 + " b", "שלום", "مرحبا", "nord\0haven"),
        *("' | 'x", "a:*", "\\@\\", "x@\\'y", "a & b | !c"),
    ],
)
def test_any_input_is_borne(alice: Actor, text: str) -> None:
    account_of(alice, "Nordhaven")
    assert isinstance(titles(text, alice), list)


def test_a_name_in_another_script_is_found(alice: Actor) -> None:
    for name in ("שלום תעשיות", "株式会社東京", "Ελλάδα Α.Ε.", "ООО Ромашка"):
        account_of(alice, name)
    assert titles("תעש", alice) == ["שלום תעשיות"]
    assert titles("株式会", alice) == ["株式会社東京"]
    assert titles("ελλαδα", alice) == ["Ελλάδα Α.Ε."]
    assert titles("ромаш", alice) == ["ООО Ромашка"]


@pytest.mark.parametrize("count", [1, 3])
def test_a_search_costs_the_same_for_one_hit_and_for_many(
    alice: Actor, count: int, django_assert_num_queries
) -> None:
    for n in range(count):
        lead_of(alice, last_name=f"Harbour{n}", email="", phone="")
        account_of(alice, f"Harbour {n}")
        deal_of(alice, name=f"Harbour deal {n}")
    alice.memo.clear()
    with django_assert_num_queries(4):
        finding.search("harbour", alice)
