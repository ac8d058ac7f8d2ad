"""Worked examples of every rule; those of the page "How prices are computed" are here with the same figures."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from dealwright.catalog.pricing import (
    Adjustment,
    Authority,
    Band,
    BreakMethod,
    Direction,
    Fault,
    FaultCode,
    Good,
    Grid,
    Ground,
    Label,
    Lost,
    Period,
    Place,
    PriceBook,
    PriceItem,
    PriceMethod,
    Proposal,
    Reason,
    Rounding,
    Rule,
    Rules,
    Stage,
    StepKind,
    TaxRate,
    TaxTable,
    choose,
    price,
)
from tests.catalog.pricing.documents import DAY, book, document, from_quantity, item, line

TOMORROW = Period(first=DAY + timedelta(days=1))
ALWAYS = Period()
OVER = Period(last=DAY - timedelta(days=1))
BOLT = Good(
    product="bolt",
    unit="pc",
    family="metal",
    list_price=Decimal(125),
    current_cost=Decimal(80),
    standard_cost=Decimal(75),
)


def bolt(quantity="1", **figures):
    return line(figures.pop("key", "1"), product="bolt", quantity=quantity, **figures)


def by_method(method, percent, rounding=None, **facts):
    listed = PriceItem(
        rule=Rule("item"),
        product="bolt",
        unit="pc",
        method=method,
        percent=Decimal(percent),
        rounding=rounding,
    )
    good = replace(BOLT, **facts)
    return replace(book(listed), goods=(good,), base_currency="EUR")


def adjustment(stage=Stage.PROMOTION, *terms, name="rule", **more):
    """An adjustment with bands as (from quantity, method, value)."""
    return Adjustment(
        rule=Rule(name),
        stage=stage,
        bands=tuple(
            Band(from_quantity=Decimal(start), method=method, value=Decimal(value))
            for start, method, value in terms
        ),
        **more,
    )


def off(percent, **more):
    return adjustment(
        more.pop("stage", Stage.PROMOTION), ("0", BreakMethod.PERCENT_OFF, percent), **more
    )


def at_hundred(*adjustments, breaks=(), **more):
    """Rules by which a bolt costs 100, and what takes something off."""
    listed = book(item("bolt", "100", *breaks))
    return replace(listed, goods=(BOLT,), adjustments=adjustments, **more)


def first(request, rules, on=DAY):
    return price(request, rules, on=on).lines[0]


def lost(found):
    return {each.rule.id: each.reason for each in found.lost}


@pytest.mark.parametrize(
    ("method", "percent", "expected"),
    [
        (PriceMethod.PERCENT_OF_LIST, "80", "100.0000"),
        (PriceMethod.MARKUP_ON_CURRENT_COST, "20", "96.0000"),
        (PriceMethod.MARGIN_ON_CURRENT_COST, "20", "100.0000"),
        (PriceMethod.MARKUP_ON_STANDARD_COST, "20", "90.0000"),
        (PriceMethod.MARGIN_ON_STANDARD_COST, "20", "93.7500"),
        (PriceMethod.MARGIN_ON_CURRENT_COST, "30", "114.2857"),
    ],
)
def test_a_price_follows_from_list_price_or_cost(method, percent, expected):
    found = first(document(bolt()), by_method(method, percent))
    assert str(found.unit_price) == expected


def test_the_waterfall_begins_at_the_list_price_that_a_method_worked_on():
    found = first(document(bolt("2")), by_method(PriceMethod.PERCENT_OF_LIST, "80"))
    assert [(step.kind, step.label, step.amount) for step in found.steps] == [
        (StepKind.LIST, Label.PRODUCT_LIST_PRICE, 250),
        (StepKind.LIST_RULE, Label.PERCENT_OF_LIST, -50),
    ]
    assert found.steps[1].rule == Rule("item")


@pytest.mark.parametrize(
    ("direction", "grid", "amount", "expected"),
    [
        (Direction.UP, Grid.MULTIPLE_OF, "5", "105"),
        (Direction.DOWN, Grid.MULTIPLE_OF, "5", "100"),
        (Direction.NEAREST, Grid.MULTIPLE_OF, "5", "100"),
        (Direction.UP, Grid.ENDS_IN, "0.99", "100.99"),
        (Direction.DOWN, Grid.ENDS_IN, "0.99", "99.99"),
        (Direction.UP, Grid.ENDS_IN, "9", "109"),
        (Direction.NEAREST, Grid.ENDS_IN, "9", "99"),
        (Direction.DOWN, Grid.ENDS_IN, "99.5", "99.5"),
        (Direction.DOWN, Grid.ENDS_IN, "499", "499"),
        (Direction.NEAREST, Grid.MULTIPLE_OF, "0.4", "100.4"),
    ],
)
def test_a_computed_price_is_rounded(direction, grid, amount, expected):
    rounding = Rounding(direction, grid, Decimal(amount))
    rules = by_method(PriceMethod.PERCENT_OF_LIST, "80.16", rounding)
    assert first(document(bolt()), rules).unit_price == Decimal(expected)


def test_the_middle_is_rounded_up():
    rounding = Rounding(Direction.NEAREST, Grid.MULTIPLE_OF, Decimal(5))
    rules = by_method(PriceMethod.PERCENT_OF_LIST, "82", rounding)
    assert first(document(bolt()), rules).unit_price == 105


def test_a_list_in_other_money_converts_costs_at_the_rate_of_the_document():
    rules = replace(by_method(PriceMethod.MARGIN_ON_CURRENT_COST, "20"), base_currency="CHF")
    found = first(document(bolt(), rate="0.8"), rules)
    assert found.unit_price == 125
    assert found.steps[0].amount == Decimal("156.25")


@pytest.mark.parametrize(
    ("rules", "code"),
    [
        (by_method(PriceMethod.PERCENT_OF_LIST, "80", list_price=None), "list_price_missing"),
        (by_method(PriceMethod.MARKUP_ON_CURRENT_COST, "8", current_cost=None), "cost_missing"),
        (by_method(PriceMethod.MARGIN_ON_CURRENT_COST, "100"), "percent_out_of_range"),
        (by_method(PriceMethod.MARKUP_ON_CURRENT_COST, "-1"), "percent_out_of_range"),
        (
            by_method(
                PriceMethod.PERCENT_OF_LIST,
                "8",
                Rounding(Direction.UP, Grid.MULTIPLE_OF, Decimal(0)),
            ),
            "rounding_impossible",
        ),
        (
            by_method(
                PriceMethod.PERCENT_OF_LIST,
                "2",
                Rounding(Direction.DOWN, Grid.MULTIPLE_OF, Decimal(5)),
            ),
            "rounding_impossible",
        ),
        (
            replace(by_method(PriceMethod.PERCENT_OF_LIST, "80"), base_currency="CHF"),
            "rate_missing",
        ),
    ],
)
def test_what_a_method_lacks_is_a_fault_on_the_line(rules, code):
    found = first(document(bolt()), rules)
    assert [(fault.code, fault.rule) for fault in found.faults] == [(code, Rule("item"))]
    assert (found.total, found.steps) == (0, ())


def test_an_item_counts_for_its_time():
    now, later = item("bolt", "100"), item("bolt", "120")
    later = replace(later, rule=Rule("later"), period=TOMORROW)
    rules = book(replace(now, period=Period(last=DAY)), later)
    found = first(document(bolt(unit="pc")), rules)
    assert (found.unit_price, lost(found)) == (100, {"later": Reason.NOT_YET_VALID})
    assert first(document(bolt(unit="pc")), rules, TOMORROW.first).unit_price == 120


def test_an_item_out_of_force_is_no_price():
    found = first(document(bolt(unit="pc")), book(replace(item("bolt", "100"), period=OVER)))
    assert found.faults == (
        Fault(FaultCode.PRICE_NOT_IN_FORCE, "unit_price", Rule("item of bolt")),
    )


def parents(own, above, **more):
    lists = (
        PriceBook(rule=Rule("own"), currency="EUR", items=own),
        PriceBook(rule=Rule("above"), currency="EUR", items=above, **more),
    )
    return Rules(lists=lists)


def test_what_a_list_does_not_price_its_parent_does():
    above = replace(item("bolt", "100"), rule=Rule("theirs"))
    assert first(document(bolt(unit="pc")), parents((), (above,))).unit_price == 100
    found = first(document(bolt(unit="pc")), parents((item("bolt", "90"),), (above,)))
    assert (found.unit_price, lost(found)) == (90, {"theirs": Reason.OWN_ITEM_FIRST})


def test_a_parent_out_of_force_says_nothing():
    rules = parents((), (item("bolt", "100"),), period=Period(is_active=False))
    assert [fault.code for fault in first(document(bolt(unit="pc")), rules).faults] == [
        FaultCode.PRICE_NOT_IN_FORCE
    ]


TIERS = (("10", BreakMethod.UNIT_PRICE, "90"), ("50", BreakMethod.PERCENT_OFF, "20"))


def volume(**more):
    return adjustment(Stage.QUANTITY_BREAK, *TIERS, name="volume", **more)


@pytest.mark.parametrize(
    ("quantity", "all_units", "graduated"),
    [("9", 900, 900), ("10", 900, 1000), ("15", 1350, 1450), ("60", 4800, 5400)],
)
def test_a_volume_discount_counts_for_all_units_or_for_those_in_each_band(
    quantity, all_units, graduated
):
    asked = document(bolt(quantity))
    assert first(asked, at_hundred(volume())).net == all_units
    assert first(asked, at_hundred(volume(is_graduated=True))).net == graduated


def test_a_volume_discount_counts_a_group_of_products_together():
    rules = at_hundred(volume(families=frozenset({"metal"}), is_across=True))
    nut = replace(BOLT, product="nut")
    listed = replace(rules.lists[0], items=(*rules.lists[0].items, item("nut", "10")))
    rules = replace(rules, lists=(listed,), goods=(BOLT, nut))
    asked = document(bolt("30"), line("2", product="nut", quantity="20"))
    found = price(asked, rules, on=DAY)
    assert [each.net for each in found.lines] == [2400, 160]
    graduated = replace(rules.adjustments[0], is_graduated=True)
    found = price(asked, replace(rules, adjustments=(graduated,)), on=DAY)
    assert found.lines[0].net == 2760  # 10 of 50 at 100 and 40 at 90: 92 each


def test_the_better_of_break_and_volume_discount_decides():
    breaks = (from_quantity("10", BreakMethod.PERCENT_OFF, "5"),)
    found = first(document(bolt("20")), at_hundred(volume(), breaks=breaks))
    assert (found.net, lost(found)) == (1800, {"from 10": Reason.NOT_BEST})
    breaks = (from_quantity("10", BreakMethod.PERCENT_OFF, "15"),)
    found = first(document(bolt("20")), at_hundred(volume(), breaks=breaks))
    assert (found.net, lost(found)) == (1700, {"volume": Reason.NOT_BEST})


def test_breaks_that_did_not_decide_say_why():
    breaks = [from_quantity(start, BreakMethod.PERCENT_OFF, "5") for start in ("5", "10", "50")]
    found = first(document(bolt("20")), at_hundred(breaks=breaks))
    assert lost(found) == {
        "from 5": Reason.HIGHER_BREAK,
        "from 50": Reason.QUANTITY_NOT_REACHED,
    }


def agreed(value="88", **more):
    method = more.pop("method", BreakMethod.UNIT_PRICE)
    return adjustment(Stage.AGREEMENT, ("0", method, value), name="agreement", **more)


def test_an_agreed_price_holds_where_it_is_better_for_the_customer():
    found = first(document(bolt("11")), at_hundred(agreed()))
    assert [(step.kind, step.amount) for step in found.steps] == [
        (StepKind.LIST, 1100),
        (StepKind.AGREEMENT, -132),
    ]
    assert (found.rule_discount, found.net) == (12, 968)
    found = first(document(bolt("11")), at_hundred(agreed("101")))
    assert (found.net, lost(found)) == (1100, {"agreement": Reason.NOT_LOWER})


def test_a_committed_volume_reaches_its_band_with_every_order():
    committed = adjustment(Stage.AGREEMENT, *TIERS, name="volume", assured=Decimal(50))
    assert first(document(bolt("2")), at_hundred(committed)).net == 160


def test_promotions_work_on_what_the_agreement_left_and_the_best_counts():
    rules = at_hundred(agreed("90"), off("10", name="ten"), off("5", name="five"))
    found = first(document(bolt()), rules)
    assert (found.net, lost(found)) == (81, {"five": Reason.NOT_BEST})


def test_an_exclusive_promotion_goes_before_better_ones():
    rules = at_hundred(off("10", name="ten"), off("5", name="five", is_exclusive=True))
    found = first(document(bolt()), rules)
    assert (found.net, lost(found)) == (95, {"ten": Reason.EXCLUDED})


def test_an_agreement_may_let_no_promotion_on_top():
    found = first(document(bolt()), at_hundred(agreed("90", closes=True), off("10", name="ten")))
    assert (found.net, lost(found)) == (90, {"ten": Reason.CLOSED})


@pytest.mark.parametrize(
    ("rule", "reason"),
    [
        (off("10", period=TOMORROW), Reason.NOT_YET_VALID),
        (off("10", period=OVER), Reason.EXPIRED),
        (off("10", period=Period(is_active=False)), Reason.INACTIVE),
        (off("10", code="SPRING"), Reason.CODE_NOT_GIVEN),
        (off("10", currency="USD"), Reason.OTHER_CURRENCY),
        (adjustment(Stage.PROMOTION, ("5", BreakMethod.PERCENT_OFF, "1")), "quantity_not_reached"),
        (adjustment(Stage.PROMOTION, ("0", BreakMethod.AMOUNT_OFF, "101")), Reason.TOO_MUCH),
    ],
)
def test_a_rule_that_does_not_count_says_why(rule, reason):
    found = first(document(bolt()), at_hundred(rule))
    assert (found.net, found.lost) == (
        100,
        (Lost(StepKind.PROMOTION, Rule("rule"), Reason(reason)),),
    )


def test_a_promotion_counts_with_its_code_in_any_case():
    rules = at_hundred(off("10", code="SPRING"))
    assert price(document(bolt(), codes=("spring",)), rules, on=DAY).total == 90


def test_a_code_that_takes_nothing_off_is_a_fault_of_the_document():
    found = price(document(bolt(), codes=("SUMMER",)), at_hundred(), on=DAY)
    assert found.faults == (Fault(FaultCode.CODE_WITHOUT_EFFECT, "codes"),)
    assert (found.total, found.is_faultless) == (100, False)


def test_adjustments_of_other_contexts_come_last():
    loyal = off("10", stage=Stage.OTHER, name="gold")
    found = first(document(bolt()), at_hundred(loyal, off("10")))
    assert [step.kind for step in found.steps] == [
        StepKind.LIST,
        StepKind.PROMOTION,
        StepKind.OTHER,
    ]
    assert found.net == 81


def test_a_typed_price_stands_and_says_which_rules_it_pushed_aside():
    found = first(document(bolt(unit_price="97")), at_hundred(off("10")))
    assert (found.net, lost(found)) == (97, {"rule": Reason.TYPED})


@pytest.mark.parametrize(
    ("figures", "header", "field"),
    [
        ({"manual_discount": "10"}, {}, None),
        ({"manual_discount": "10.01"}, {}, "manual_discount"),
        ({"unit_price": "90"}, {}, None),
        ({"unit_price": "89.99"}, {}, "unit_price"),
        ({}, {"discount_percent": "10"}, None),
        ({}, {"discount_percent": "11"}, "discount_percent"),
        ({"manual_discount": "6"}, {"discount_percent": "6"}, "manual_discount"),
    ],
)
def test_more_than_the_authority_is_a_fault_that_leaves_the_price(figures, header, field):
    authority = Authority(percent=Decimal(10), rule=Rule("limit"))
    found = first(document(bolt(**figures), authority=authority, **header), at_hundred())
    expected = [] if field is None else [Fault(FaultCode.OVER_AUTHORITY, field, Rule("limit"))]
    assert list(found.faults) == expected
    assert found.total > 0


def test_what_rules_take_off_needs_no_authority():
    authority = Authority(percent=Decimal(0))
    assert price(document(bolt(), authority=authority), at_hundred(off("50")), on=DAY).is_faultless


def test_typed_prices_are_held_against_what_the_rules_make_of_all_lines_together():
    across = adjustment(Stage.QUANTITY_BREAK, ("10", BreakMethod.PERCENT_OFF, "10"), is_across=True)
    lines = [bolt(key=key, quantity="6", unit_price="90") for key in ("1", "2")]
    asked = document(*lines, authority=Authority(percent=Decimal(0)))
    assert price(asked, at_hundred(across), on=DAY).is_faultless
    asked = document(*lines[:1], authority=Authority(percent=Decimal(0)))
    assert not price(asked, at_hundred(across), on=DAY).is_faultless


def test_a_code_on_a_typed_price_has_no_effect_whoever_sells():
    rules = at_hundred(off("10", code="SPRING"))
    for authority in (None, Authority(percent=Decimal(50))):
        asked = document(bolt(unit_price="100"), codes=("SPRING",), authority=authority)
        found = price(asked, rules, on=DAY)
        assert [fault.code for fault in found.faults] == [FaultCode.CODE_WITHOUT_EFFECT]


def test_a_margin_is_held_against_its_floor():
    asked = document(bolt(unit_cost="80", floor_percent="25"))
    found = first(asked, at_hundred())
    assert (found.margin, found.margin_percent, found.is_below_floor) == (20, 20, True)
    asked = document(bolt(unit_cost="75", floor_percent="25"))
    assert not first(asked, at_hundred()).is_below_floor
    assert not first(document(bolt(floor_percent="25")), at_hundred()).is_below_floor


GERMANY = Place("DE")


def rate(percent, *, place=GERMANY, name="rate", **more):
    return TaxRate(rule=Rule(name), tax_class="full", percent=Decimal(percent), place=place, **more)


def taxed(*rates):
    return at_hundred(taxes=TaxTable(rates))


def test_tax_follows_class_and_place():
    rules = taxed(
        rate("19", name="country"),
        rate("7", place=Place("DE", "HB"), name="region"),
        rate("16", period=OVER, name="old"),
    )
    asked = document(bolt(tax_class="full"), place=Place("DE", "BY"))
    found = first(asked, rules)
    assert (found.tax, found.tax_percent, found.tax_rule) == (19, 19, Rule("country"))
    assert lost(found) == {"old": Reason.EXPIRED}
    found = first(replace(asked, place=Place("DE", "HB")), rules)
    assert (found.tax, lost(found)) == (7, {"country": Reason.LESS_SPECIFIC, "old": "expired"})


def test_a_place_without_a_rate_is_a_fault_that_leaves_the_price():
    found = first(document(bolt(tax_class="full"), place=Place("FR")), taxed(rate("19")))
    assert found.faults == (Fault(FaultCode.TAX_RATE_MISSING, "tax_percent"),)
    assert found.total == 100


def test_a_typed_rate_needs_no_table():
    found = first(document(bolt(tax_class="full", tax_percent="5")), taxed())
    assert (found.tax, found.faults) == (5, ())


def with_tax(rules):
    """The same rules, with prices that include the tax."""
    return replace(rules, lists=tuple(replace(each, includes_tax=True) for each in rules.lists))


def test_typed_prices_and_rates_include_the_tax_where_the_list_does():
    asked = document(line(unit_price="107", tax_percent="7"), discount_amount="53.50")
    found = price(asked, with_tax(at_hundred()), on=DAY)
    assert (found.detail, found.taxable, found.tax, found.total) == (107, 50, Decimal("3.5"), 53.5)


def test_tax_that_prices_include_is_taken_out_of_them():
    rules = with_tax(taxed(rate("19")))
    asked = document(bolt("1.19", tax_class="full", unit_cost="60"), place=Place("DE"))
    found = price(asked, rules, on=DAY)
    only = found.lines[0]
    assert (only.net, only.tax, only.taxable, only.total) == (119, 19, 100, 119)
    assert (only.margin, found.taxable, found.tax, found.total) == (
        Decimal("28.60"),
        100,
        19,
        119,
    )


def test_two_rates_of_one_place_are_a_mistake_of_the_caller():
    with pytest.raises(ValueError, match="one rate"):
        first(document(bolt(tax_class="full"), place=Place("DE")), taxed(rate("19"), rate("7")))


def test_a_bundle_costs_its_price_and_that_of_its_optional_parts():
    listed = book(item("bundle", "500"), item("part", "70"), item("extra", "450"))
    asked = document(
        line("1", product="bundle", unit="pc"),
        line("2", product="part", unit="pc", part_of="1", is_included=True, unit_cost="40"),
        line("3", product="extra", unit="pc", part_of="1"),
    )
    found = price(asked, listed, on=DAY)
    assert (found.bundle_net("1"), found.total) == (950, 950)
    assert [each.net for each in found.lines] == [500, 0, 450]
    assert found.lines[1].steps[0].label is Label.INCLUDED
    assert (found.lines[1].margin, found.is_faultless) == (-40, True)


@pytest.mark.parametrize("part_of", ["1", "9"])
def test_a_part_without_its_bundle_is_a_fault(part_of):
    found = first(document(line("1", unit_price="5", part_of=part_of)), Rules())
    assert found.faults == (Fault(FaultCode.BUNDLE_MISSING, "part_of"),)


def proposal(name, currency="EUR", period=ALWAYS, ground=Ground.SELECTOR, **more):
    return Proposal(ground=ground, rule=Rule(name), currency=currency, period=period, **more)


def test_the_first_list_that_may_be_chosen_counts():
    chosen = choose(
        [
            proposal("account", "USD"),
            proposal("territory", period=OVER),
            proposal("retail", missed=Reason.OTHER_CUSTOMERS),
            proposal("segment", selector=Rule("food")),
            proposal("segment", ground=Ground.DEFAULT),
            proposal("default"),
        ],
        currency="EUR",
        on=DAY,
    )
    assert (chosen.won.rule, chosen.won.selector) == (Rule("segment"), Rule("food"))
    assert [(each.rule.id, each.reason) for each in chosen.lost] == [
        ("account", Reason.OTHER_CURRENCY),
        ("territory", Reason.EXPIRED),
        ("retail", Reason.OTHER_CUSTOMERS),
        ("default", Reason.OUTRANKED),
    ]
