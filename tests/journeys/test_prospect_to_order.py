"""The main job, told as those who do it meet it: a prospect is captured, qualified, pursued, quoted; the client accepts
on a web page; the order is there.
"""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.core import mail
from procrastinate.contrib.django.models import ProcrastinateJob

from dealwright.core.actor import Actor
from dealwright.leads.models import Lead
from dealwright.opportunities.models import DealSpan, Opportunity
from dealwright.orders.models import Order
from dealwright.quotes import tasks
from dealwright.quotes.models import Quote, QuoteAnswer

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
JOBS = {"quotes.make_file": tasks.make_file, "quotes.mail_link": tasks.mail_link}


def settle(page: "Page") -> None:
    page.wait_for_load_state("networkidle")


def dialog(page: "Page") -> "Locator":
    return page.locator("dialog[open]")


def work() -> None:
    """What the worker does with the jobs that wait."""
    for job in ProcrastinateJob.objects.filter(status="todo", task_name__in=JOBS).order_by("id"):
        JOBS[job.task_name].func(**job.args)


def capture_a_lead(page: "Page") -> None:
    page.goto("/")
    page.get_by_role("button", name="New", exact=True).click()
    page.get_by_role("menuitem", name="Lead", exact=True).click()
    form = dialog(page)
    form.get_by_label("First name").fill("Annika")
    form.get_by_label("Last name").fill("Sjöberg")
    form.get_by_label("Company").fill("Nordhaven Cold Chain")
    form.get_by_label("Email").fill("annika@nordhaven.example")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/leads/*/")


def qualify_it(page: "Page") -> None:
    page.get_by_role("button", name="Qualify", exact=True).first.click()
    dialog(page).get_by_role("button", name="Qualify", exact=True).click()
    page.wait_for_url("**/opportunities/*/")
    settle(page)


def say_what_it_is_about(page: "Page") -> None:
    main = page.locator("main")
    page.get_by_role("tab", name="Lines").click()
    page.get_by_role("button", name="Add line").click()
    main.get_by_role("combobox", name="Product").fill("gravity")
    main.get_by_role("option", name=re.compile("Gravity chute")).click()
    main.get_by_label("Quantity").fill("12")
    main.get_by_role("button", name="Save line").click()
    main.get_by_text("16,986.00").first.wait_for()


def move_it_on(page: "Page") -> None:
    page.get_by_role("button", name=re.compile("^Propose")).click()
    page.locator("button[aria-current=step]", has_text="Propose").wait_for()


def quote_it(page: "Page") -> None:
    page.get_by_role("button", name="Quote", exact=True).click()
    dialog(page).get_by_role("button", name="Quote", exact=True).click()
    page.wait_for_url("**/quotes/*/")
    settle(page)
    page.get_by_role("button", name="Activate", exact=True).first.click()
    dialog(page).get_by_role("button", name="Activate", exact=True).click()
    page.get_by_role("button", name="Send", exact=True).first.click()
    dialog(page).get_by_role("button", name="Send", exact=True).click()
    page.get_by_text("Send: done").wait_for()


def link_from_the_mail() -> str:
    (letter,) = mail.outbox
    assert letter.to == ["annika@nordhaven.example"]
    found = re.search(re.escape(settings.BASE_URL) + r"(/q/\S+)", str(letter.body))
    assert found is not None
    return found[1]


def accept(page: "Page", address: str) -> None:
    page.context.clear_cookies()
    page.goto(address)
    page.locator("#accept-name").fill("Annika Sjöberg")
    page.get_by_role("button", name="Accept and sign").click()
    page.get_by_label(re.compile("I may sign")).check()
    page.get_by_role("button", name="Accept and sign").click()
    page.get_by_text(re.compile("Accepted by Annika Sjöberg")).wait_for()


def test_from_first_contact_to_signed_quote_and_order(
    enter: Callable[[Actor], "Page"], alice: Actor, shop: None
) -> None:
    page = enter(alice)
    capture_a_lead(page)
    qualify_it(page)
    say_what_it_is_about(page)
    move_it_on(page)
    quote_it(page)
    work()
    accept(page, link_from_the_mail())

    lead, deal, quote = Lead.objects.get(), Opportunity.objects.get(), Quote.objects.get()
    assert (lead.state, deal.state, quote.state) == ("qualified", "won", "won")
    assert deal.account is not None
    assert deal.account.name == "Nordhaven Cold Chain"
    answer = QuoteAnswer.objects.get()
    assert (answer.name, answer.sha256) == ("Annika Sjöberg", quote.file.sha256)
    order = Order.objects.get()
    assert (order.opportunity, order.total, order.lines.count()) == (deal, quote.total, 1)
    spans = DealSpan.objects.filter(deal=deal).order_by("valid_from")
    assert [span.state for span in spans][-1] == "won"

    page = enter(alice)
    page.goto("/orders/")
    page.get_by_text(order.number).first.wait_for()
