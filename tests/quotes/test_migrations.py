"""What the migrations of quotes make of rows that were there before."""

from datetime import datetime
from decimal import Decimal
from importlib import import_module

import pytest
from django.db import connection

from dealwright.core.action import writing
from dealwright.core.actor import Actor
from dealwright.quotes import actions as quotes
from dealwright.quotes.models import Quote, QuoteLine

pytestmark = pytest.mark.django_db

PRICE_RULES = import_module("dealwright.quotes.migrations.0100_price_rules")
FORGOTTEN = """
UPDATE quotes_quoteline SET base = 0, is_tax_typed = false, steps = '[
    {"kind": "list", "running": "30.000"}, {"kind": "quantity_break", "running": "29.997"},
    {"kind": "manual_discount", "running": "19.997"}, {"kind": "tax", "running": "21.197"}]'
"""


def test_lines_priced_before_keep_their_base_and_which_tax_was_typed(
    *, alice: Actor, at: datetime, draft: Quote
) -> None:
    quotes.change_line(draft.lines.get(position=1), {"tax_rate": Decimal(6)}, by=alice, at=at)
    with writing(alice), connection.cursor() as cursor:
        for statement in (FORGOTTEN, PRICE_RULES.BASES, PRICE_RULES.TYPED_TAXES):
            cursor.execute(statement)
    rows = QuoteLine.objects.filter(quote=draft).order_by("position")
    finest = Decimal("29.997")
    assert list(rows.values_list("base", "is_tax_typed")) == [(finest, True), (finest, False)]
