"""The pages of quotes: the editor cell by cell, and who may see what."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse

from dealwright.core.actor import Actor
from dealwright.customers.models import Account
from dealwright.opportunities.models import Opportunity
from dealwright.quotes import actions as quotes
from dealwright.quotes import queries
from dealwright.quotes.models import Quote, QuoteLine, QuoteLink

pytestmark = pytest.mark.django_db

type ClientFor = Callable[[Actor], Client]

PART = {"hx-request": "true", "hx-request-type": "partial", "hx-target": "div#quote"}
DIALOG = {"hx-request": "true", "hx-request-type": "partial", "hx-target": "div#dialog-body"}


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch, at: datetime) -> None:
    """The edges read the clock; here it stands at the moment of the tests."""
    monkeypatch.setattr("dealwright.core.clock.now", lambda: at)


@pytest.fixture
def as_alice(client_for: ClientFor, alice: Actor) -> Client:
    return client_for(alice)


def page_of(quote: Quote, name: str = "quote", *more: object) -> str:
    return reverse(f"quotes:{name}", args=[quote.pk, *more])


def type_in(
    client: Client, line: QuoteLine, name: str, text: str, *, was: str
) -> tuple[int, str, str]:
    """Type in a cell; the status, the answer, and what it is put into when that is not the quote."""
    address = page_of(line.quote, "cell", line.pk, name)
    answer = client.post(address, {name: text, "was": was}, headers=PART)
    return answer.status_code, answer.content.decode(), answer.headers.get("HX-Retarget", "")


def test_a_draft_shows_its_lines_to_be_typed_and_its_sums(as_alice: Client, draft: Quote) -> None:
    page = as_alice.get(page_of(draft)).content.decode()
    assert 'aria-label="Quantity, line 1"' in page
    assert "Product CS-44" in page
    assert "2,590.00" in page
    assert "EUR\xa02,890.10" in page


def test_an_active_quote_is_read_only(as_alice: Client, active: Quote) -> None:
    page = as_alice.get(page_of(active)).content.decode()
    assert "Quantity, line 1" not in page
    assert "Note acceptance" in page


def test_what_is_typed_in_a_cell_prices_the_quote_anew(as_alice: Client, draft: Quote) -> None:
    line = draft.lines.get(position=1)
    status, answer, _target = type_in(as_alice, line, "quantity", "9", was="11")
    assert status == 200
    assert "2,500.00" in answer
    line.refresh_from_db()
    assert line.quantity == 9


def test_numbers_are_read_as_the_reader_writes_them(as_alice: Client, draft: Quote) -> None:
    line = draft.lines.get(position=1)
    type_in(as_alice, line, "unit_price", "1,234.5", was="100")
    line.refresh_from_db()
    assert (line.unit_price, line.is_price_typed) == (Decimal("1234.5"), True)


def test_an_emptied_price_goes_back_to_the_list(as_alice: Client, draft: Quote) -> None:
    line = draft.lines.get(position=1)
    type_in(as_alice, line, "unit_price", "80", was="100")
    type_in(as_alice, line, "unit_price", "", was="80")
    line.refresh_from_db()
    assert (line.unit_price, line.is_price_typed) == (Decimal(100), False)


def test_an_emptied_discount_is_none(as_alice: Client, draft: Quote) -> None:
    line = draft.lines.get(position=1)
    type_in(as_alice, line, "discount", "10", was="")
    type_in(as_alice, line, "discount", "", was="10")
    line.refresh_from_db()
    assert line.discount == 0


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("quantity", "-4", "at least 0"),
        ("quantity", "0", "greater than zero"),
        ("quantity", "1.5", "divided to 0 decimals"),
        ("quantity", "many", "must be a number"),
        ("quantity", "", "how many"),
        ("tax_rate", "101", "at most 100"),
    ],
)
def test_what_is_wrong_stays_in_its_cell_with_the_reason(
    as_alice: Client, draft: Quote, name: str, text: str, said: str
) -> None:
    line = draft.lines.get(position=1)
    was = {"quantity": "11", "tax_rate": "19"}[name]
    status, answer, target = type_in(as_alice, line, name, text, was=was)
    assert status == 422
    assert said in answer
    assert f'value="{text}"' in answer
    assert target == f"#cell-{line.pk.hex}-{name}"
    line.refresh_from_db()
    assert line.quantity == 11


def test_a_cell_that_someone_else_changed_is_not_overwritten(
    as_alice: Client, bob: Actor, draft: Quote, at: datetime
) -> None:
    line = draft.lines.get(position=1)
    quotes.change_line(line, {"quantity": 20}, by=bob, at=at)
    status, answer, _target = type_in(as_alice, line, "quantity", "9", was="11")
    assert status == 412
    assert 'value="20"' in answer
    line.refresh_from_db()
    assert line.quantity == 20


def test_a_product_is_added_once_it_is_chosen(
    as_alice: Client, draft: Quote, goods: SimpleNamespace
) -> None:
    answer = as_alice.post(page_of(draft, "add_line"), {"product": goods.service.pk}, headers=PART)
    assert answer.status_code == 200
    assert "autofocus" in answer.content.decode()
    assert draft.lines.get(position=3).product == goods.service


def test_something_can_be_written_in(as_alice: Client, draft: Quote) -> None:
    address = page_of(draft, "write_in")
    wrong = as_alice.post(address, {"name": "Crane", "quantity": "2"}, headers=DIALOG)
    assert wrong.status_code == 422
    assert "needs a price" in wrong.content.decode()
    typed = {"name": "Crane", "quantity": "2", "unit_price": "49.95", "section": "Malmö"}
    assert as_alice.post(address, typed, headers=DIALOG).status_code == 200
    line = draft.lines.get(position=3)
    assert (line.name, line.net, line.section) == ("Crane", Decimal("99.90"), "Malmö")


def test_the_same_dialog_takes_a_product(
    as_alice: Client, draft: Quote, goods: SimpleNamespace
) -> None:
    typed = {"product": goods.sorter.pk, "quantity": "3", "name": "", "unit_price": ""}
    assert as_alice.post(page_of(draft, "write_in"), typed, headers=DIALOG).status_code == 200
    line = draft.lines.get(position=3)
    assert (line.name, line.net, line.is_price_typed) == ("Product CS-44", Decimal(300), False)


def test_a_line_is_edited_moved_and_removed(as_alice: Client, draft: Quote) -> None:
    line = draft.lines.get(position=1)
    address = page_of(draft, "line", line.pk)
    assert "Product CS-44" in as_alice.get(address).content.decode()
    typed = {"name": "Sorter", "was.name": "Product CS-44", "quantity": "5", "was.quantity": "11"}
    as_alice.post(address, typed, headers=DIALOG)
    line.refresh_from_db()
    assert (line.name, line.quantity) == ("Sorter", 5)
    as_alice.post(page_of(draft, "move_line", line.pk, "down"), headers=DIALOG)
    line.refresh_from_db()
    assert line.position == 2
    as_alice.post(page_of(draft, "remove_line", line.pk), headers=DIALOG)
    assert draft.lines.count() == 1


def test_why_a_line_costs_what_it_costs_is_told_step_by_step(
    as_alice: Client, draft: Quote
) -> None:
    line = draft.lines.get(position=1)
    answer = as_alice.get(page_of(draft, "why", line.pk)).content.decode()
    for words in (
        "11 x 100.00, Nordics 2026",
        "1,100.00",
        "10+: 90, version 1",
        "\N{MINUS SIGN}110.00",
        "990.00",
        "33.3%",
    ):
        assert words in answer


def test_the_preview_of_a_draft_is_a_pdf(as_alice: Client, draft: Quote) -> None:
    answer = as_alice.get(page_of(draft, "pdf"))
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")


def test_the_file_of_an_active_quote_is_kept(as_alice: Client, active: Quote) -> None:
    first = as_alice.get(page_of(active, "pdf")).content
    assert bytes(active.file.content) == first


def test_a_link_is_made_to_be_handed_over(as_alice: Client, active: Quote) -> None:
    answer = as_alice.post(page_of(active, "links"), headers=DIALOG).content.decode()
    assert QuoteLink.objects.get().sent_to == ""
    assert "/q/" in answer


def test_quotes_stand_on_the_pages_of_their_deal_and_account(
    as_alice: Client, active: Quote, deal: Opportunity, account: Account
) -> None:
    for name, row in (("of_deal", deal), ("of_account", account)):
        panel = as_alice.get(reverse(f"quotes:{name}", args=[row.pk])).content.decode()
        assert active.number in panel


def test_quotes_that_wait_stand_on_the_first_page(as_alice: Client, active: Quote) -> None:
    panel = as_alice.get(reverse("quotes:waiting")).content.decode()
    assert "not opened yet" in panel


def test_a_stranger_finds_nothing(
    client_for: ClientFor, charlie: Actor, active: Quote, deal: Opportunity, account: Account
) -> None:
    stranger = client_for(charlie)
    line = active.lines.get(position=1)
    addresses = [
        page_of(active),
        page_of(active, "pdf"),
        page_of(active, "links"),
        page_of(active, "write_in"),
        page_of(active, "line", line.pk),
        page_of(active, "why", line.pk),
        reverse("quotes:of_deal", args=[deal.pk]),
        reverse("quotes:of_account", args=[account.pk]),
    ]
    assert [stranger.get(address).status_code for address in addresses] == [404] * len(addresses)


def test_a_colleague_reads_and_cannot_type(client_for: ClientFor, ann: Actor, draft: Quote) -> None:
    colleague = client_for(ann)
    assert "Quantity, line 1" not in colleague.get(page_of(draft)).content.decode()
    line = draft.lines.get(position=1)
    status, _answer, _target = type_in(colleague, line, "quantity", "9", was="11")
    assert status == 403


def test_the_manager_may_type(client_for: ClientFor, bob: Actor, draft: Quote) -> None:
    line = draft.lines.get(position=1)
    assert type_in(client_for(bob), line, "quantity", "9", was="11")[0] == 200


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(
    *,
    as_alice: Client,
    alice: Actor,
    account: Account,
    at: datetime,
    count: int,
    django_assert_num_queries: Callable[..., object],
) -> None:
    rows = [{"name": f"Quote {place}", "account": account} for place in range(count)]
    quotes.create_many(rows, by=alice, at=at)
    as_alice.get(reverse("quotes:quotes"))
    with django_assert_num_queries(LIST_STATEMENTS):
        assert as_alice.get(reverse("quotes:quotes")).status_code == 200


LIST_STATEMENTS = 7


@pytest.mark.parametrize("count", [1, 3])
def test_the_editor_costs_the_same_for_one_line_and_for_three(
    *,
    as_alice: Client,
    alice: Actor,
    account: Account,
    at: datetime,
    count: int,
    django_assert_num_queries: Callable[..., object],
) -> None:
    lines = [{"name": "Crane", "quantity": 1, "unit_price": 5}] * count
    values = {"name": "Parts", "account": account, "lines": lines}
    quote = quotes.create(values, by=alice, at=at)
    as_alice.get(page_of(quote))
    with django_assert_num_queries(EDITOR_STATEMENTS):
        as_alice.get(page_of(quote))


EDITOR_STATEMENTS = 11


def test_a_line_is_dropped_at_a_place(as_alice: Client, alice: Actor, draft: Quote) -> None:
    first, second = queries.lines(draft)
    for position, order in (
        ("2", [second, first]),
        ("99", [second, first]),
        ("x", [second, first]),
    ):
        as_alice.post(page_of(draft, "move_line", first.pk, "to"), {"position": position})
        assert queries.lines(draft) == order
    as_alice.post(page_of(draft, "move_line", first.pk, "to"), {"position": "1"})
    assert queries.lines(draft) == [first, second]
