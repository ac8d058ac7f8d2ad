"""Someone with a share in a deal, but none in its account: they learn the account's title and nothing else (ADR 18)."""

from collections.abc import Callable
from datetime import datetime
from types import SimpleNamespace

import pytest
from django.test import Client

from dealwright.core.actor import Actor
from dealwright.customers.models import Account
from dealwright.opportunities.models import Opportunity
from dealwright.records import actions
from tests.factories.customers import account_of
from tests.factories.opportunities import deal_of

pytestmark = pytest.mark.django_db
TITLE = "Nordhaven Cold Chain AB"
SECRETS = {
    "website": "https://secret.example",
    "phone": "+46317654321",
    "billing_city": "Secretville",
}
COLUMNS = "cols=name,account,account.billing_city,account.phone&group=account.industry&sort=-account.billing_city"
type SignIn = Callable[[Actor], Client]


@pytest.fixture
def account(alice: Actor) -> Account:
    return account_of(alice, TITLE, **SECRETS)


@pytest.fixture
def deal(people: SimpleNamespace, alice: Actor, account: Account, at: datetime) -> Opportunity:
    """Alice's, and shared with Charlie."""
    made = deal_of(alice, "Sortation line", account=account)
    actions.share(made, people.charlie, by=alice, at=at)
    return made


def addresses(deal: Opportunity) -> list[str]:
    return [
        "/opportunities/?view=all",
        f"/opportunities/?view=all&{COLUMNS}",
        f"/opportunities/{deal.pk}/",
        f"/api/v1/opportunities/{deal.pk}",
        "/api/v1/opportunities",
    ]


def test_pages_and_rest_tell_the_title_and_no_more(
    client_for: SignIn, charlie: Actor, deal: Opportunity
) -> None:
    browser = client_for(charlie)
    told = [browser.get(address).content.decode() for address in addresses(deal)]
    assert all("Sortation line" in text for text in told)
    assert sum(TITLE in text for text in told) >= 2
    assert not [secret for text in told for secret in SECRETS.values() if secret in text]


def test_the_account_itself_is_not_there(
    client_for: SignIn, charlie: Actor, deal: Opportunity, account: Account
) -> None:
    browser = client_for(charlie)
    assert browser.get(f"/accounts/{account.pk}/").status_code == 404
    assert browser.get(f"/api/v1/accounts/{account.pk}").status_code == 404


def test_no_filter_finds_the_deal_by_what_is_in_the_account(
    client_for: SignIn, alice: Actor, charlie: Actor, deal: Opportunity
) -> None:
    asked = {"filter": 'account.billing_city = "Secretville"'}
    owner = client_for(alice).get("/api/v1/opportunities", asked).json()
    other = client_for(charlie).get("/api/v1/opportunities", asked).json()
    assert (len(owner["items"]), len(other["items"])) == (1, 0)
