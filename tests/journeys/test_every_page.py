"""Every page of the house, filled with the sample company: accessible, as wide as the screen, silent in the console."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import NoReverseMatch, reverse

from dealwright.catalog import actions as catalog
from dealwright.catalog.models import ProductFamily
from dealwright.core import clock
from dealwright.core.actor import Actor
from dealwright.customers.models import Account
from dealwright.exchange.sample import making
from dealwright.exchange.sample import scale as scales
from dealwright.identity.models import User
from dealwright.identity.queries import actor_for
from dealwright.leads import actions as leads
from dealwright.quotes import actions as quotes
from dealwright.quotes import links
from dealwright.quotes.models import Quote
from dealwright.records import registry
from dealwright.records.files.models import File
from dealwright.strategy.models import Stage
from dealwright.ui import navigation
from tests.ui.test_journeys import (
    DESK,
    NOWHERE,
    PHONE,
    choose,
    enter,
    is_too_wide,
    violations,
    visit,
)

if TYPE_CHECKING:
    from playwright.sync_api import Page, ViewportSize

__all__ = ["enter"]  # a fixture
pytestmark = [pytest.mark.journey, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

SETTINGS = (
    "settings", "brand", "hours", "numbers", "profile", "rates", "people", "invite", "structure", "new_unit", "new_team", "roles", "new_role", "access", "fields", "tokens",
    "audit", "deliveries", "outbox", "security", "add_passkey", "sign_in_rules", "new_provider",
)  # fmt: skip
OF_A_PERSON = ("person", "rights", "leave", "absences")
FOR_STRANGERS = ("account_login", "account_reset_password")


@pytest.fixture
def ada(house: User, system: Actor) -> Actor:
    """The administrator of the sample company, which has what it lacks of its own: a web form, and rules of prices."""
    now = clock.now()
    making.make(scales.of(1, now=now - timedelta(minutes=1), currency="USD"), by=system)
    form = {"name": "Contact page", "headline": "Talk to us", "lead_owner": house.pk}
    leads.create_forms([form], by=actor_for(house), at=now)
    make_rules(actor_for(house), at=now)
    return actor_for(house)


def make_rules(by: Actor, *, at: datetime) -> None:
    """A promotion, a tax class with a rate, and an agreement."""
    catalog.create_promotions(
        [{"name": "Spring", "value": Decimal(5), "code": "SPRING"}], by=by, at=at
    )
    [full] = catalog.create_tax_classes([{"name": "full rate"}], by=by, at=at)
    catalog.create_tax_rates([{"tax_class": full, "percent": Decimal(19)}], by=by, at=at)
    account = Account.objects.order_by("pk")[0]
    quotes.create_agreements(
        [{"name": "Frame contract", "account": account, "value": Decimal(3)}], by=by, at=at
    )


def places(actor: Actor) -> Iterator[str]:
    """The addresses of all pages of someone who may see everything."""
    yield NOWHERE
    yield from (reverse(item.url_name) for item in navigation.visible(actor))
    yield from (reverse(f"administration:{name}") for name in SETTINGS)
    yield reverse("ui:notices")
    seller = User.objects.exclude(pk=actor.id).order_by("name")[0]
    yield from (reverse(f"administration:{name}", args=[seller.pk]) for name in OF_A_PERSON)
    yield reverse("administration:number", args=["QUO"])
    yield f"{reverse('ui:search')}?q=cold"
    yield reverse("exchange:exports")
    yield reverse("quotes:why_all", args=[Quote.objects.order_by("pk")[0].pk])
    family = ProductFamily.objects.order_by("pk")[0]
    yield reverse("catalog:family_do", args=[family.pk, "retire_products"])
    for stage in Stage.objects.order_by("position")[:1]:
        yield reverse("strategy:stage_edit", args=[stage.pk])
    for entity in registry.entities():
        yield from _of_kind(entity, actor)
    yield from (file_page(file) for file in File.objects.order_by("pk"))
    yield reverse("api:docs")
    yield reverse("api:docs_of_kind", args=["opportunities"])


def file_page(file: File) -> str:
    return reverse("ui:file", args=[file.pk])


def _of_kind(entity: registry.Entity, actor: Actor) -> Iterator[str]:
    if not entity.page:
        return
    row = entity.rows(actor).order_by("-pk").first()
    assert row is not None, f"the sample has no {entity.key}"
    yield entity.url(row)
    forms: list[tuple[str, list[Any]]] = []
    if entity.may_create and entity.may_create(actor):
        forms.append((f"{entity.page}s_new", []))
    if entity.may_update and entity.may_update(actor, row):
        forms.append((f"{entity.page}_edit", [row.pk]))
    for name, arguments in forms:
        with suppress(NoReverseMatch):  # not every kind is changed or made on a page
            yield reverse(name, args=arguments)


def public_places(by: Actor) -> Iterator[str]:
    """What strangers see: signing in, a web form, a quote."""
    yield from (reverse(name) for name in FOR_STRANGERS)
    form = registry.entity("leads.leadform").rows(by).get()
    yield reverse("leads:web_form", args=[form.key])
    for quote in Quote.objects.filter(state="active").order_by("pk")[:1]:
        link = quotes.make_link(quote, by=by, at=clock.now(), sent_to="annika@nordhaven.example")
        yield reverse("quotes:client", args=[links.token_of(link)])


@pytest.mark.parametrize(
    ("theme", "size"), [("light", DESK), ("dark", PHONE)], ids=["light desk", "dark phone"]
)
def test_every_page_is_accessible_and_fits(
    *,
    theme: str,
    size: "ViewportSize",
    page: "Page",
    ada: Actor,
    enter: Callable[[Actor], "Page"],
    live_server: Any,
) -> None:
    choose(page, live_server, theme=theme)
    page.set_viewport_size(size)
    wrong: dict[str, list[str]] = {}

    def look(address: str) -> None:
        visit(page, address, status=404 if address == NOWHERE else 200)
        found = violations(page) + (["wider than the screen"] if is_too_wide(page) else [])
        if found:
            wrong[address] = found

    for address in public_places(ada):
        look(address)
    enter(ada)
    visited = list(dict.fromkeys(places(ada)))
    for address in visited:
        look(address)
    assert wrong == {}
    assert len(visited) > 50
