"""The package stands alone and knows no float: shown by importing it and by reading its source."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from dealwright.catalog import pricing
from dealwright.core import money

SOURCES = [*Path(pricing.__file__).parent.glob("*.py"), Path(money.__file__)]

PRICE_ALONE = """
import sys

class Refuse:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {"django", "psycopg"}:
            raise ImportError(f"{name} is not for pricing")

sys.meta_path.insert(0, Refuse())

from datetime import date
from decimal import Decimal
from dealwright.catalog.pricing import DocumentRequest, LineRequest, price

line = LineRequest(key="1", quantity=Decimal(11), unit_price=Decimal(100), manual_discount=Decimal(10))
print(price(DocumentRequest(currency="EUR", lines=(line,)), on=date(2026, 1, 1)).total)
"""


def test_pricing_works_without_the_framework_and_the_database():
    done = subprocess.run(
        [sys.executable, "-c", PRICE_ALONE],
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": str(Path(pricing.__file__).parents[3])},
    )
    assert (done.stdout.strip(), done.stderr) == ("1090.00", "")


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.stem)
def test_no_source_writes_a_float_or_a_true_division(source):
    tree = ast.parse(source.read_text())
    floats = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, float | complex)
    ]
    divisions = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.Div)
    ]
    assert (floats, divisions) == ([], [])


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.stem)
def test_float_is_named_only_where_it_is_refused(source):
    named = [
        node
        for node in ast.walk(ast.parse(source.read_text()))
        if getattr(node, "id", "") == "float"
    ]
    assert len(named) == (1 if source.stem == "money" else 0)
    assert "import math" not in source.read_text()


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.stem)
def test_rounding_happens_in_one_place(source):
    named = {
        getattr(node, "attr", getattr(node, "id", ""))
        for node in ast.walk(ast.parse(source.read_text()))
    }
    if source.stem != "money":
        assert not named & {"quantize", "round", "ROUND_HALF_UP", "to_integral_value"}
