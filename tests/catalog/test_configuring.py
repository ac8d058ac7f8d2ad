"""Whether chosen parts go together: the pure rules, by example and by property; and the rules as records."""

import subprocess
import sys
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dealwright.catalog import actions as catalog
from dealwright.catalog import bundles
from dealwright.catalog.configuring import (
    Finding,
    Measure,
    Part,
    Rule,
    RuleKind,
    check,
    shut,
    with_defaults,
)
from dealwright.catalog.models import BundlePart, ConfigurationRule, Product
from dealwright.core import actor as actors
from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError, NotAllowedError, RefusedError
from tests.catalog.refusals import refused
from tests.factories.bundles import OPTIONAL, bundle_of, part_of
from tests.factories.catalog import product_of
from tests.people import AT
from tests.racing import race

KEYS = ("a", "b", "c", "d")
PARTS = (
    Part(key="a", is_required=True),
    Part(key="b", group="scan"),
    Part(key="c", group="scan", quantity=Decimal(2)),
    Part(key="d"),
)


def rule(kind: RuleKind, **values: Any) -> Rule:
    return Rule(key="r", version=3, name="a rule", kind=kind, **values)


def one(*rules: Rule, **chosen: int) -> Finding | None:
    found = check(PARTS, rules, {key: Decimal(quantity) for key, quantity in chosen.items()})
    assert len(found) <= 1
    return found[0] if found else None


def told(found: Finding | None) -> tuple[Any, ...] | None:
    return (found.parts, found.missing, found.excess) if found else None


def test_what_is_required_is_missing_until_it_is_there() -> None:
    needs = rule(RuleKind.REQUIRES, when="b", target="c")
    assert one(needs, d=1) is None
    assert told(one(needs, b=1)) == (("c",), 2, 0)
    assert one(needs, b=1, c=1) is None
    more = rule(RuleKind.REQUIRES, when="b", target="c", amount=Decimal(3))
    assert told(one(more, b=1, c=1)) == (("c",), 2, 0)


def test_what_is_excluded_is_too_much() -> None:
    never = rule(RuleKind.EXCLUDES, when="b", target="c")
    assert one(never, c=2) is None
    found = one(never, b=1, c=2)
    assert told(found) == (("c",), 0, 2)
    assert found
    assert found.is_impossible


def test_at_least_and_at_most_count_pieces_or_parts() -> None:
    two = {"group": "scan", "amount": Decimal(2)}
    assert told(one(rule(RuleKind.AT_LEAST, **two), b=1)) == (("b", "c"), 1, 0)
    assert one(rule(RuleKind.AT_LEAST, **two), c=2) is None
    parts = two | {"measure": Measure.OPTIONS}
    assert told(one(rule(RuleKind.AT_LEAST, **parts), c=2)) == (("b",), 1, 0)
    assert told(one(rule(RuleKind.AT_MOST, **two), b=1, c=2)) == (("b", "c"), 0, 1)
    assert one(rule(RuleKind.AT_MOST, **parts), b=7, c=7) is None
    assert told(one(rule(RuleKind.AT_MOST, amount=Decimal(0)), a=5, d=1)) == (("d",), 0, 1)


def test_a_default_is_ticked_when_its_condition_begins_to_hold() -> None:
    usual = rule(RuleKind.DEFAULT, when="b", target="c")
    b, both = {"b": Decimal(1)}, {"b": Decimal(1), "c": Decimal(2)}
    assert one(usual, b=1) is None
    assert with_defaults(PARTS, [usual], b) == both
    assert with_defaults(PARTS, [usual], b, {}) == both
    assert with_defaults(PARTS, [usual], b, b) == b
    never = Rule(key="x", version=1, name="no", kind=RuleKind.EXCLUDES, when="b", target="c")
    assert with_defaults(PARTS, [usual, never], b) == b


def test_what_cannot_be_chosen_is_shut_with_the_rule() -> None:
    never = rule(RuleKind.EXCLUDES, when="b", target="c")
    found = shut(PARTS, [never], {"b": Decimal(1)})
    assert {key: [each.rule for each in why] for key, why in found.items()} == {"c": [never]}
    assert shut(PARTS, [never], {"c": Decimal(1)})["b"][0].rule == never


quantities = st.dictionaries(st.sampled_from(KEYS), st.integers(0, 4).map(Decimal))
kinds = st.sampled_from(RuleKind)


@st.composite
def rules(draw: st.DrawFn) -> Rule:
    when = draw(st.sampled_from([None, *KEYS]))
    target = draw(st.sampled_from([None, *(key for key in KEYS if key != when)]))
    return Rule(
        key=draw(st.text("xyz", min_size=1, max_size=4)),
        version=1,
        name="drawn",
        kind=draw(kinds),
        when=when,
        target=target,
        group="" if target else draw(st.sampled_from(["", "scan"])),
        measure=draw(st.sampled_from(Measure)),
        amount=draw(st.none() | st.integers(0, 4).map(Decimal)),
    )


ruled = st.lists(rules(), max_size=6, unique_by=lambda each: each.key)


def holds(each: Rule, chosen: dict[str, Decimal]) -> bool:
    """A second reading of a rule, apart from the first."""
    have = {key for key, quantity in chosen.items() if quantity}
    if each.kind is RuleKind.DEFAULT or (each.when and each.when not in have):
        return True
    meant = {
        part.key
        for part in PARTS
        if (
            part.key == each.target
            if each.target
            else part.group == each.group
            if each.group
            else not part.is_required
        )
    }
    if each.kind is RuleKind.EXCLUDES:
        return not meant & have
    if each.kind is RuleKind.REQUIRES:
        return all(key in have and chosen[key] >= (each.amount or 0) for key in meant)
    counted = (
        len(meant & have)
        if each.measure is Measure.OPTIONS
        else sum(chosen.get(k, 0) for k in meant)
    )
    bound = each.amount or 0
    return counted >= bound if each.kind is RuleKind.AT_LEAST else counted <= bound


@given(ruled, quantities)
def test_what_is_called_possible_holds_by_every_rule(
    drawn: list[Rule], chosen: dict[str, Decimal]
) -> None:
    broken = {found.rule.key for found in check(PARTS, drawn, chosen)}
    assert broken == {each.key for each in drawn if not holds(each, chosen)}


@given(ruled, quantities)
def test_adding_what_is_missing_mends_the_rule(
    drawn: list[Rule], chosen: dict[str, Decimal]
) -> None:
    for found in check(PARTS, drawn, chosen):
        if not found.missing or not found.parts:
            continue
        more = dict(chosen)
        if found.rule.measure is Measure.OPTIONS and found.rule.kind is RuleKind.AT_LEAST:
            for key in found.parts[: int(found.missing)]:
                more[key] = Decimal(1)
            if len(found.parts) < found.missing:
                continue
        else:
            for key in found.parts if found.rule.kind is RuleKind.REQUIRES else found.parts[:1]:
                more[key] = more.get(key, Decimal(0)) + found.missing
        if found.rule.kind is RuleKind.REQUIRES and not found.rule.target:
            continue  # a requirement names one part; of others the first that is missing is told
        assert found.rule not in [each.rule for each in check(PARTS, drawn, more)]


@given(st.permutations(PARTS), st.randoms(use_true_random=False), ruled, quantities)
def test_the_order_of_parts_and_rules_changes_nothing(
    parts: list[Part], chance: Any, drawn: list[Rule], chosen: dict[str, Decimal]
) -> None:
    mixed = list(drawn)
    chance.shuffle(mixed)
    assert check(parts, mixed, chosen) == check(PARTS, drawn, chosen)
    assert shut(parts, mixed, chosen) == shut(PARTS, drawn, chosen)
    assert with_defaults(parts, mixed, chosen) == with_defaults(PARTS, drawn, chosen)


@given(ruled, quantities)
def test_only_what_is_not_shut_can_be_added(drawn: list[Rule], chosen: dict[str, Decimal]) -> None:
    before = {found.rule.key for found in check(PARTS, drawn, chosen) if found.is_impossible}
    closed = shut(PARTS, drawn, chosen)
    for part in PARTS:
        if not chosen.get(part.key):
            after = check(PARTS, drawn, {**chosen, part.key: part.quantity})
            new = {found.rule.key for found in after if found.is_impossible} - before
            assert bool(new) == (part.key in closed)


def test_the_module_needs_nothing_of_the_house() -> None:
    code = "import sys; import dealwright.catalog.configuring; print('django' in sys.modules)"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "False"


@pytest.fixture
def kit(selling: object) -> tuple[Product, Product, Product]:
    """A bundle with an optional tunnel and an optional camera."""
    bundle, tunnel, camera = bundle_of("SORT-1"), product_of("T-1"), product_of("C-1")
    part_of(bundle, tunnel, group="Scanning", **OPTIONAL)
    part_of(bundle, camera, "2", group="Scanning", **OPTIONAL)
    return bundle, tunnel, camera


@pytest.mark.django_db
@pytest.mark.parametrize(
    "values",
    [
        {"kind": "requires"},
        {"kind": "excludes", "product": 2},
        {"kind": "requires", "product": 2, "when": 2},
        {"kind": "requires", "product": 0},
        {"kind": "at_least", "group": "Scanning"},
        {"kind": "at_least", "group": "Elsewhere", "amount": Decimal(1)},
        {"kind": "at_most", "group": "Scanning", "product": 2, "amount": Decimal(1)},
        {"kind": "excludes", "product": 2, "when": 1, "amount": Decimal(1)},
    ],
)
def test_a_rule_that_says_nothing_is_not_kept(
    olga: Actor, at: datetime, kit: tuple[Product, ...], values: dict[str, Any]
) -> None:
    linked = {name: kit[values[name]] for name in ("product", "when") if name in values}
    row = {"bundle": kit[0], "name": "A rule", **values, **linked}
    refused(InvalidError, catalog.create_configuration_rules, [row], by=olga, at=at)


@pytest.mark.django_db
def test_a_group_that_a_rule_names_is_not_emptied(
    olga: Actor, at: datetime, kit: tuple[Product, ...]
) -> None:
    bundle = kit[0]
    row = {"bundle": bundle, "name": "One scanner", "kind": "at_least", "group": "Scanning"}
    catalog.create_configuration_rules([row | {"amount": Decimal(1)}], by=olga, at=at)
    first, last = bundle.parts.filter(group="Scanning").order_by("pk")
    catalog.update_bundle_part(first, {"group": "Reading"}, by=olga, at=at)
    refused(RefusedError, catalog.update_bundle_part, last, {"group": "Reading"}, by=olga, at=at)
    refused(RefusedError, catalog.delete_bundle_part, last, by=olga, at=at)
    catalog.update_bundle_part(last, {"quantity": Decimal(2)}, by=olga, at=at)


@pytest.mark.django_db(transaction=True)
def test_no_rule_is_left_about_a_part_that_is_taken_out_meanwhile(selling: object) -> None:
    bundle, part = bundle_of("A-1"), product_of("P-1")
    kept = part_of(bundle, part, **OPTIONAL)
    row = {"bundle": bundle.pk, "name": "Needs it", "kind": "requires", "product": part.pk}
    _done, failed = race(
        lambda: catalog.create_configuration_rules([row], by=actors.system(), at=AT),
        lambda: catalog.delete_bundle_part(kept, by=actors.system(), at=AT),
    )
    assert len(failed) == 1
    assert ConfigurationRule.objects.exists() == BundlePart.objects.exists()


@pytest.mark.django_db
def test_a_rule_is_told_with_its_version(
    olga: Actor, alice: Actor, at: datetime, kit: tuple[Product, ...]
) -> None:
    bundle, tunnel, camera = kit
    row = {
        "bundle": bundle,
        "name": "Tunnels need cameras",
        "kind": "requires",
        "when": tunnel,
        "product": camera,
    }
    refused(NotAllowedError, catalog.create_configuration_rules, [row], by=alice, at=at)
    (kept,) = catalog.create_configuration_rules([row], by=olga, at=at)
    refused(
        InvalidError, catalog.update_configuration_rule, kept, {"product": tunnel}, by=olga, at=at
    )
    catalog.update_configuration_rule(kept, {"amount": Decimal(4)}, by=olga, at=at)
    refused(
        RefusedError, catalog.delete_bundle_part, bundle.parts.get(product=camera), by=olga, at=at
    )
    structure = bundles.read({bundle.pk})
    (found,) = structure.check(bundle.pk, {tunnel.pk: Decimal(1)})
    said = str(structure.said(bundle.pk, found))
    assert "Tunnels need cameras, version 2" in said
    assert "4 of Product C-1" in said
    copy = catalog.clone(bundle, "SORT-2", by=olga, at=at)
    assert copy.parts.count() == 2
    assert copy.configuration_rules.get().product == camera
    catalog.delete_configuration_rule(kept, by=olga, at=at)
    assert ConfigurationRule.objects.count() == 1
