"""The list of quotes adds up what is offered."""

from urllib.parse import urlencode

import pytest
from django.http import QueryDict

from dealwright.core.actor import Actor
from dealwright.quotes.models import Quote
from dealwright.quotes.pages import QUOTES
from dealwright.ui.listing import Listing

pytestmark = pytest.mark.django_db


def test_the_amounts_of_quotes_have_sums(draft: Quote, alice: Actor, charlie: Actor) -> None:
    asked = {"view": "all", "cols": "name,net,tax_total,total,revision", "group": "state"}
    found = Listing(QUOTES, actor=alice, asked=QueryDict(urlencode(asked)))
    sums = {total.name: total.text for total in found.totals}
    assert sums == {"net": "€2,590", "tax_total": "€300.10", "total": "€2,890.10"}
    (group,) = found.grouped.groups
    assert [text for _column, text in group.sums] == ["€2,590", "€300.10", "€2,890.10", ""]
    none = Listing(QUOTES, actor=charlie, asked=QueryDict(urlencode(asked)))
    assert {total.text for total in none.totals} == {"–"}
