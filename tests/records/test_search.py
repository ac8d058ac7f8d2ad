"""Finding records by any part of their name, by index."""

import re

import pytest
from django.db import connection

from dealwright.records import registry, search

pytestmark = pytest.mark.django_db

# Kinds of which an organisation has dozens: reading them whole is cheaper than an index.
FEW = {
    "catalog.unit",
    "catalog.pricelist",
    "strategy.salesprocess",
    "strategy.stage",
    "leads.leadform",
}
KINDS = [entity.key for entity in registry.entities() if entity.search and entity.key not in FEW]


def plan(key: str, text: str) -> str:
    """How PostgreSQL reads the records that a text finds, were the table too large to be read whole."""
    entity = registry.entity(key)
    rows = entity.model._default_manager.filter(search.matching(entity, text)).values("pk")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_indexscan = off")
        cursor.execute("SET LOCAL enable_indexonlyscan = off")
    return rows.explain()


@pytest.mark.parametrize("key", KINDS)
def test_every_kind_is_searched_by_index(key: str) -> None:
    found = plan(key, "kestrel")
    table = registry.entity(key).model._meta.db_table
    assert "Bitmap Index Scan" in found
    assert f"Seq Scan on {table}" not in found


def test_every_word_must_be_found() -> None:
    condition = search.matching(registry.entity("customers.account"), "  two words ")
    assert len(re.findall("name__icontains", str(condition))) == 2


def test_no_text_finds_everything() -> None:
    assert not search.matching(registry.entity("customers.account"), "  ")
