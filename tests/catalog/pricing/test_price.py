from datetime import date, timedelta
from decimal import Decimal

import pytest

from dealwright.catalog.pricing import (
    BreakMethod,
    DiscountBasis,
    Fault,
    FaultCode,
    Label,
    Period,
    Rule,
    Rules,
    StepKind,
    price,
)
from tests.catalog.pricing.documents import DAY, book, document, from_quantity, item, line


def priced_line(*args, **kwargs):
    return price(*args, on=DAY, **kwargs).lines[0]


def walked(steps):
    return [(step.label, str(step.amount), str(step.running)) for step in steps]


@pytest.mark.parametrize(
    ("basis", "total"), [(DiscountBasis.PER_LINE, "1090.00"), (DiscountBasis.PER_UNIT, "990.00")]
)
def test_a_manual_discount_counts_per_line_or_per_unit(basis, total):
    asked = line(quantity="11", unit_price="100", manual_discount="10")
    assert str(price(document(asked, discount_basis=basis), on=DAY).total) == total


def test_the_discount_counts_per_line_unless_said_otherwise():
    asked = document(line(quantity="11", unit_price="100", manual_discount="10"))
    assert str(price(asked, on=DAY).total) == "1090.00"


def test_a_header_takes_its_discount_then_adds_freight_and_tax():
    asked = document(
        line(quantity="10", unit_price="100", tax_percent="10"),
        discount_percent="5",
        discount_amount="20",
        freight="30",
    )
    found = price(asked, on=DAY)
    assert (found.detail, found.discount, found.taxable) == (1000, 70, 930)
    assert (found.freight, found.tax, found.total) == (30, 93, 1053)
    assert walked(found.steps) == [
        (Label.LINES, "1000.00", "1000.00"),
        (Label.HEADER_PERCENT, "-50.00", "950.00"),
        (Label.HEADER_AMOUNT, "-20.00", "930.00"),
        (Label.FREIGHT, "30.00", "960.00"),
        (Label.TAX, "93.00", "1053.00"),
    ]


def test_a_line_explains_itself_step_by_step():
    listed = book(item("bolt", "100", from_quantity("10", BreakMethod.PERCENT_OFF, "5")))
    asked = line(product="bolt", unit="pc", quantity="11", manual_discount="10", tax_percent="20")
    found = price(document(asked, discount_percent="10"), listed, on=DAY).lines[0]
    assert walked(found.steps) == [
        (Label.PRICE_LIST, "1100.00", "1100.00"),
        (Label.BREAK_PERCENT_OFF, "-55.00", "1045.00"),
        (Label.DISCOUNT_PER_LINE, "-10.00", "1035.00"),
        (Label.SHARE_OF_HEADER_DISCOUNT, "-103.50", "931.50"),
        (Label.TAX, "186.30", "1117.80"),
    ]
    assert [step.rule and step.rule.id for step in found.steps] == [
        "item of bolt",
        "from 10",
        None,
        None,
        None,
    ]
    assert [step.kind for step in found.steps][:2] == [StepKind.LIST, StepKind.QUANTITY_BREAK]
    assert (found.gross, found.base, found.net) == (1100, 1045, 1035)
    assert (found.unit_price, found.rule_discount, found.manual_discount) == (100, 5, 10)
    assert found.total == Decimal("1117.80")


@pytest.mark.parametrize(
    ("quantity", "net"),
    [
        ("9.999", "999.90"),
        ("10", "950.00"),
        ("49", "4655.00"),
        ("50", "4250.00"),
        ("100", "9000.00"),
    ],
)
def test_the_highest_break_reached_counts_for_all_units(quantity, net):
    listed = book(
        item(
            "bolt",
            "100",
            from_quantity("100", BreakMethod.UNIT_PRICE, "90"),
            from_quantity("10", BreakMethod.PERCENT_OFF, "5"),
            from_quantity("50", BreakMethod.AMOUNT_OFF, "15"),
        )
    )
    asked = line(product="bolt", unit="pc", quantity=quantity)
    assert str(priced_line(document(asked), listed).net) == net


def test_a_typed_price_stands_and_no_break_touches_it():
    listed = book(item("bolt", "100", from_quantity("1", BreakMethod.PERCENT_OFF, "50")))
    found = priced_line(document(line(product="bolt", unit="pc", unit_price="80")), listed)
    assert (found.net, found.steps[0].label) == (80, Label.TYPED_PRICE)


def test_prices_finer_than_the_currency_are_rounded_on_the_line_only():
    found = priced_line(document(line(quantity="333", unit_price="0.0045")))
    assert (str(found.unit_price), str(found.net)) == ("0.0045", "1.50")


@pytest.mark.parametrize(
    ("currency", "net", "tax"),
    [("JPY", "33", "3"), ("EUR", "33.33", "3.33"), ("KWD", "33.333", "3.333")],
)
def test_amounts_have_the_decimals_of_their_currency(currency, net, tax):
    asked = line(unit_price="33.333", tax_percent="10")
    found = priced_line(document(asked, currency=currency))
    assert (str(found.net), str(found.tax)) == (net, tax)


def test_tax_is_rounded_once_per_rate_and_split_over_its_lines():
    asked = document(*(line(key, unit_price="0.30", tax_percent="5") for key in "abc"))
    found = price(asked, on=DAY)
    assert [str(each.tax) for each in found.lines] == ["0.02", "0.02", "0.01"]
    assert str(found.tax) == "0.05"


def test_odd_cents_of_a_discount_follow_the_keys_and_not_the_position():
    asked = [line(key, unit_price="10") for key in ("c", "a", "b")]
    found = price(document(*asked, discount_amount="0.01"), on=DAY)
    assert {each.key: str(each.header_discount) for each in found.lines} == {
        "c": "0.00",
        "a": "0.01",
        "b": "0.00",
    }


def test_the_margin_is_what_is_left_of_the_taxable_amount():
    asked = line(quantity="2", unit_price="100", unit_cost="60.005", tax_percent="20")
    found = price(document(asked, discount_percent="10", freight="15"), on=DAY)
    assert (found.lines[0].cost, found.lines[0].margin) == (Decimal("120.01"), Decimal("59.99"))
    assert str(found.lines[0].margin_percent) == "33.33"
    assert (found.margin, found.margin_percent) == (Decimal("59.99"), Decimal("33.33"))


def test_one_missing_cost_leaves_the_margin_of_the_document_unknown():
    known, unknown = line("1", unit_price="10", unit_cost="8"), line("2", unit_price="10")
    found = price(document(known, unknown), on=DAY)
    assert [each.margin for each in found.lines] == [2, None]
    assert (found.cost, found.margin, found.margin_percent) == (None, None, None)


def test_a_gift_has_a_margin_but_no_margin_percentage():
    found = priced_line(document(line(unit_price="0", unit_cost="8")))
    assert (found.margin, found.margin_percent) == (-8, None)


def test_a_document_without_lines_comes_to_nothing():
    found = price(document(), on=DAY)
    assert (str(found.total), found.is_faultless) == ("0.00", True)


NONE = Rules()
BOLT = book(item("bolt", "100"))


@pytest.mark.parametrize(
    ("figures", "listed", "fault"),
    [
        (
            {"unit_price": "1", "quantity": "0"},
            NONE,
            Fault(FaultCode.QUANTITY_NOT_POSITIVE, "quantity"),
        ),
        (
            {"unit_price": "1", "quantity": "-1"},
            NONE,
            Fault(FaultCode.QUANTITY_NOT_POSITIVE, "quantity"),
        ),
        ({"unit_price": "-1"}, NONE, Fault(FaultCode.PRICE_NEGATIVE, "unit_price")),
        ({}, BOLT, Fault(FaultCode.PRICE_MISSING, "unit_price")),
        ({"product": "bolt", "unit": "pc"}, NONE, Fault(FaultCode.PRICE_MISSING, "unit_price")),
        ({"product": "nut", "unit": "pc"}, BOLT, Fault(FaultCode.PRICE_MISSING, "unit_price")),
        ({"product": "bolt", "unit": "box"}, BOLT, Fault(FaultCode.UNIT_NOT_PRICED, "unit")),
        (
            {"product": "bolt", "unit": "pc"},
            book(item("bolt", "100"), currency="USD"),
            Fault(FaultCode.WRONG_CURRENCY, "price_list", Rule("list")),
        ),
        (
            {"unit_price": "1", "manual_discount": "-1"},
            NONE,
            Fault(FaultCode.DISCOUNT_NEGATIVE, "manual_discount"),
        ),
        (
            {"unit_price": "1", "manual_discount": "1.01"},
            NONE,
            Fault(FaultCode.DISCOUNT_EXCEEDS_AMOUNT, "manual_discount"),
        ),
        (
            {"product": "bolt", "unit": "pc"},
            book(item("bolt", "100", from_quantity("1", BreakMethod.AMOUNT_OFF, "101"))),
            Fault(FaultCode.DISCOUNT_EXCEEDS_AMOUNT, "quantity", Rule("from 1")),
        ),
        (
            {"unit_price": "1", "tax_percent": "101"},
            NONE,
            Fault(FaultCode.TAX_OUT_OF_RANGE, "tax_percent"),
        ),
    ],
)
def test_a_line_that_cannot_be_priced_says_why_and_counts_nothing(figures, listed, fault):
    good = line("good", unit_price="10", unit_cost="5")
    found = price(document(line("bad", **figures), good), listed, on=DAY)
    bad = found.lines[0]
    assert bad.faults == (fault,)
    assert (bad.total, bad.steps, bad.cost) == (0, (), None)
    assert (found.total, found.is_faultless, found.margin) == (10, False, None)


def test_a_line_tells_all_its_faults_at_once():
    found = priced_line(document(line(quantity="0", tax_percent="-1")))
    assert [fault.code for fault in found.faults] == [
        FaultCode.QUANTITY_NOT_POSITIVE,
        FaultCode.TAX_OUT_OF_RANGE,
        FaultCode.PRICE_MISSING,
    ]


@pytest.mark.parametrize(
    ("period", "code"),
    [
        (Period(is_active=False), FaultCode.LIST_INACTIVE),
        (Period(first=DAY + timedelta(days=1)), FaultCode.LIST_NOT_YET_VALID),
        (Period(last=DAY - timedelta(days=1)), FaultCode.LIST_EXPIRED),
    ],
)
def test_a_list_out_of_force_still_shows_its_price_but_blocks_the_line(period, code):
    asked = document(line(product="bolt", unit="pc"))
    found = price(asked, book(item("bolt", "100"), period=period), on=DAY)
    assert found.lines[0].faults == (Fault(code, "price_list", Rule("list")),)
    assert (found.total, found.is_faultless) == (100, False)


def test_a_list_counts_on_its_first_and_last_day():
    listed = book(item("bolt", "100"), period=Period(DAY, DAY))
    assert price(document(line(product="bolt", unit="pc")), listed, on=DAY).is_faultless


def test_a_typed_price_does_not_care_about_the_list():
    expired = book(currency="USD", period=Period(last=date(2020, 1, 1)))
    assert price(document(line(product="bolt", unit_price="3")), expired, on=DAY).is_faultless


@pytest.mark.parametrize(
    ("header", "fault"),
    [
        ({"discount_percent": "101"}, Fault(FaultCode.DISCOUNT_OUT_OF_RANGE, "discount_percent")),
        ({"discount_percent": "-1"}, Fault(FaultCode.DISCOUNT_OUT_OF_RANGE, "discount_percent")),
        ({"discount_amount": "-1"}, Fault(FaultCode.DISCOUNT_NEGATIVE, "discount_amount")),
        ({"discount_amount": "10.01"}, Fault(FaultCode.DISCOUNT_EXCEEDS_AMOUNT, "discount_amount")),
        ({"freight": "-1"}, Fault(FaultCode.FREIGHT_NEGATIVE, "freight")),
    ],
)
def test_an_impossible_header_says_why_and_counts_nothing(header, fault):
    found = price(document(line(unit_price="10"), **header), on=DAY)
    assert found.faults == (fault,)
    assert (found.total, found.is_faultless) == (10, False)


def test_everything_may_be_given_away():
    asked = document(line(unit_price="9.99", tax_percent="20"), discount_percent="100")
    assert price(asked, on=DAY).total == 0


def test_huge_figures_stay_exact():
    asked = line(quantity="999999999999.999999", unit_price="999999999999.999999")
    assert str(priced_line(document(asked)).net) == "999999999999999998000000.00"


@pytest.mark.parametrize(
    "figures",
    [
        {"quantity": "1", "unit_price": "1000"},
        {"quantity": "100", "unit_price": "10"},
        {"quantity": "2", "unit_price": "500", "manual_discount": "999"},
        {"quantity": "2", "unit_price": "1", "unit_cost": "500"},
    ],
)
def test_a_line_that_reaches_the_limit_is_not_priced(figures):
    lines = line(key="a", **figures), line(key="b", quantity="1", unit_price="999")
    found = price(document(*lines, limit=Decimal(1000)), on=DAY)
    assert found.lines[0].faults == (Fault(FaultCode.AMOUNT_TOO_LARGE, "quantity"),)
    assert (found.lines[0].total, found.lines[0].cost, found.lines[1].faults) == (0, None, ())
    assert found.detail == 999


def test_lines_that_reach_the_limit_together_are_not_priced():
    lines = [line(key=key, quantity="1", unit_price="500") for key in "ab"]
    found = price(document(*lines, limit=Decimal(1000)), on=DAY)
    codes = [fault.code for each in found.lines for fault in each.faults]
    assert (codes, found.total) == ([FaultCode.AMOUNT_TOO_LARGE] * 2, 0)
    assert price(document(*lines, limit=Decimal(1001)), on=DAY).total == 1000


def test_freight_that_reaches_the_limit_counts_nothing():
    found = price(document(freight=Decimal(1000), limit=Decimal(1000)), on=DAY)
    assert (found.faults, found.total) == ((Fault(FaultCode.AMOUNT_TOO_LARGE, "freight"),), 0)


def test_two_lines_of_one_key_are_a_mistake_of_the_caller():
    with pytest.raises(ValueError, match="key"):
        price(document(line("1", unit_price="1"), line("1", unit_price="1")), on=DAY)


def test_a_list_that_prices_a_product_twice_is_a_mistake_of_the_caller():
    with pytest.raises(ValueError, match="one item"):
        price(document(), book(item("bolt", "1"), item("bolt", "2")), on=DAY)


def test_a_float_is_never_taken_for_an_amount():
    with pytest.raises(TypeError):
        price(document(line(unit_price="1"), freight=1.5), on=DAY)
