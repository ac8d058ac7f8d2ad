"""A second, slow reckoning of a document, in fractions and by the shortest way from the formulas.

It shares nothing with the package under test but the dataclasses that go in.
"""

from datetime import date
from fractions import Fraction
from math import ceil, floor

from dealwright.catalog.pricing import (
    Adjustment,
    BreakMethod,
    Direction,
    DiscountBasis,
    DocumentRequest,
    Good,
    Grid,
    LineRequest,
    PriceItem,
    PriceMethod,
    Rules,
    Stage,
)

DECIMALS = {"JPY": 0, "EUR": 2, "KWD": 3}


def half_up(value: Fraction, places: int) -> Fraction:
    """Half away from zero, by counting the smallest units."""
    scale = 10**places
    units = (abs(value) * scale * 2 + 1) // 2
    return Fraction(units if value >= 0 else -units, scale)


def rounded(value: Fraction, currency: str) -> Fraction:
    return half_up(value, DECIMALS[currency])


def split(total: Fraction, weights: list[Fraction], currency: str) -> list[Fraction]:
    """Hand out one minor unit after the other to whoever is owed most."""
    unit = Fraction(1, 10 ** DECIMALS[currency])
    whole = sum(weights)
    exact = [total * weight / whole if whole else Fraction(0) for weight in weights]
    shares = [share // unit * unit for share in exact]
    while sum(shares) < total:
        owed = [
            (each - share, weight)
            for each, share, weight in zip(exact, shares, weights, strict=True)
        ]
        shares[owed.index(max(owed))] += unit
    return shares


def counts(period: object, on: date) -> bool:
    return (
        period.is_active
        and (period.first is None or period.first <= on)
        and (period.last is None or on <= period.last)
    )


def good_of(line: LineRequest, rules: Rules) -> Good | None:
    return next((good for good in rules.goods if good.product == line.product), None)


def unit_of(line: LineRequest, rules: Rules) -> str | None:
    good = good_of(line, rules)
    return good.unit if line.unit is None and good else line.unit


def item_of(
    line: LineRequest, request: DocumentRequest, rules: Rules, on: date
) -> PriceItem | None:
    if not rules.lists or rules.lists[0].currency != request.currency:
        return None
    for place, book in enumerate(rules.lists):
        is_usable = place == 0 or (book.currency == request.currency and counts(book.period, on))
        for item in book.items:
            is_meant = (item.product, item.unit) == (line.product, unit_of(line, rules))
            if is_usable and is_meant and counts(item.period, on):
                return item
    return None


def listed_price(item: PriceItem, good: Good | None, rate: Fraction | None) -> Fraction | None:
    """The price of one unit by an item's method and rounding."""
    if item.method is PriceMethod.FIXED:
        return Fraction(item.unit_price)
    share = Fraction(item.percent) / 100
    by_list = item.method is PriceMethod.PERCENT_OF_LIST
    is_current = item.method.value.endswith("current_cost")
    is_margin = item.method.value.startswith("margin")
    name = "list_price" if by_list else "current_cost" if is_current else "standard_cost"
    basis = getattr(good, name) if good else None
    if basis is None or rate is None or (is_margin and share >= 1):
        return None
    factor = share if by_list else 1 / (1 - share) if is_margin else 1 + share
    price = half_up(Fraction(basis) * factor / rate, 4)
    found = on_grid(price, item) if item.rounding else price
    return found if found or not price else None


def on_grid(price: Fraction, item: PriceItem) -> Fraction:
    amount = Fraction(item.rounding.amount)
    step, start = amount, Fraction(0)
    if item.rounding.grid is Grid.ENDS_IN:
        start, step = amount, Fraction(1)
        while step <= amount:
            step *= 10
    places = (price - start) / step
    steps = {
        Direction.UP: ceil(places),
        Direction.DOWN: floor(places),
        Direction.NEAREST: int(half_up(places, 0)),
    }[item.rounding.direction]
    return start + max(steps, 0) * step


def extra_of(line: LineRequest, price: Fraction, rate: Fraction | None) -> Fraction | None:
    """What chosen properties add to one unit; None where it cannot be told or leaves less than nothing."""
    found = Fraction(0)
    for each in line.extras:
        if each.amount and rate is None:
            return None
        found += half_up(Fraction(each.amount) / (rate or 1), 4)
        found += half_up(price * Fraction(each.percent) / 100, 4)
    return found if price + found >= 0 else None


def after(
    method: BreakMethod, value: Fraction, amount: Fraction, quantity: Fraction, extra: Fraction
) -> Fraction:
    """What an amount for so many units comes to."""
    if method is BreakMethod.UNIT_PRICE:
        return (value + extra) * quantity
    if method is BreakMethod.PERCENT_OFF:
        return amount * (1 - value / 100)
    return amount - value * quantity


def broken(
    line: LineRequest, item: PriceItem, amount: Fraction, extra: Fraction
) -> Fraction | None:
    reached = [each for each in item.breaks if each.from_quantity <= line.quantity]
    if not reached:
        return None
    won = max(reached, key=lambda each: each.from_quantity)
    return after(won.method, Fraction(won.value), amount, Fraction(line.quantity), extra)


def touches(each: Adjustment, line: LineRequest, rules: Rules) -> bool:
    good = good_of(line, rules)
    if not each.products and not each.families:
        return True
    return line.product in each.products or bool(good and good.family in each.families)


def adjusted(
    each: Adjustment,
    line: LineRequest,
    request: DocumentRequest,
    rules: Rules,
    amount: Fraction,
    extra: Fraction,
) -> Fraction | None:
    """What an adjustment makes of an amount; None where its first band is not reached."""
    quantity = together = Fraction(line.quantity)
    if each.is_across:
        together = sum(
            Fraction(other.quantity)
            for other in request.lines
            if other.product is not None
            and other.unit_price is None
            and not other.is_included
            and other.quantity > 0
            and touches(each, other, rules)
            and unit_of(other, rules) == unit_of(line, rules)
        )
    bands = sorted(each.bands, key=lambda band: band.from_quantity)
    deciding = max(together, Fraction(each.assured))
    reached = [band for band in bands if band.from_quantity <= deciding]
    if not reached:
        return None
    if not each.is_graduated:
        return after(reached[-1].method, Fraction(reached[-1].value), amount, quantity, extra)
    ends = [Fraction(band.from_quantity) for band in bands[1:]] + [together]
    unit_amount = amount / quantity
    whole = unit_amount * min(together, Fraction(bands[0].from_quantity))
    for band, end in zip(bands, ends, strict=True):
        units = max(min(end, together) - Fraction(band.from_quantity), Fraction(0))
        whole += after(band.method, Fraction(band.value), unit_amount * units, units, extra)
    return whole * quantity / together


def by_rules(
    line: LineRequest, request: DocumentRequest, rules: Rules, on: date
) -> Fraction | None:
    """The exact amount of a line by list and adjustments; None where the list has no price for it."""
    item = item_of(line, request, rules, on)
    rate = Fraction(1) if request.currency == rules.base_currency else request.rate
    rate = rate and Fraction(rate)
    price = listed_price(item, good_of(line, rules), rate) if item else None
    extra = extra_of(line, price, rate) if price is not None else None
    if price is None or extra is None:
        return None
    amount = (price + extra) * Fraction(line.quantity)
    codes = {code.lower() for code in request.codes}
    for stage in Stage:
        meant = [
            each
            for each in rules.adjustments
            if each.stage is stage
            and touches(each, line, rules)
            and counts(each.period, on)
            and each.currency in (None, request.currency)
            and (not each.code or each.code.lower() in codes)
        ]
        reached = [(each, adjusted(each, line, request, rules, amount, extra)) for each in meant]
        able = [
            (not each.is_exclusive, found, each.rule, each.closes)
            for each, found in reached
            if found is not None and 0 <= found < amount
        ]
        best = min(able, default=None)
        own = broken(line, item, amount, extra) if stage is Stage.QUANTITY_BREAK else None
        if best and (own is None or not best[0] or best[1] < own):
            amount = best[1]
            if best[3]:
                return amount
        elif own is not None:
            amount = own
    return amount


def stands(line: LineRequest, request: DocumentRequest) -> bool:
    """Whether a line is no part, or its bundles are there up to one that is none."""
    for _step in request.lines:
        if line.part_of is None:
            return True
        above = [each for each in request.lines if each.key == line.part_of]
        if not above:
            return False
        line = above[0]
    return False


def net(line: LineRequest, request: DocumentRequest, rules: Rules, on: date) -> Fraction | None:
    """The exact net amount, or None where the line has no valid one."""
    if line.quantity <= 0 or line.manual_discount < 0 or (line.unit_price or 0) < 0:
        return None
    if line.tax_percent is not None and not 0 <= line.tax_percent <= 100:
        return None
    if not stands(line, request):
        return None
    if line.is_included:
        base = Fraction(0)
    elif line.unit_price is not None:
        base = Fraction(line.unit_price) * Fraction(line.quantity)
    else:
        base = by_rules(line, request, rules, on)
    if base is None:
        return None
    manual = Fraction(line.manual_discount)
    if request.discount_basis is DiscountBasis.PER_UNIT:
        manual *= Fraction(line.quantity)
    return base - manual if base >= 0 and base >= manual else None


def tax_of(line: LineRequest, request: DocumentRequest, rules: Rules, on: date) -> Fraction:
    if line.tax_percent is not None:
        return Fraction(line.tax_percent)
    good = good_of(line, rules)
    found = line.tax_class or (good.tax_class if good else None)
    ours = [each for each in rules.taxes.rates if each.tax_class == found]
    if not request.place.country and any(r.place.country and counts(r.period, on) for r in ours):
        return Fraction(0)
    for place in (request.place, (request.place.country, ""), ("", "")):
        for rate in rules.taxes.rates:
            if rate.tax_class == found and rate.place == place and counts(rate.period, on):
                return Fraction(rate.percent)
    return Fraction(0)


def header_discount(request: DocumentRequest, detail: Fraction) -> Fraction:
    discount = rounded(
        detail * Fraction(request.discount_percent) / 100, request.currency
    ) + rounded(Fraction(request.discount_amount), request.currency)
    is_possible = (
        0 <= request.discount_percent <= 100 and request.discount_amount >= 0 and discount <= detail
    )
    return discount if is_possible else Fraction(0)


def reckon(
    request: DocumentRequest, rules: Rules, on: date
) -> tuple[dict[str, tuple[Fraction, ...]], tuple[Fraction, ...]]:
    """({key: (net, discount, tax, total)}, (detail, discount, freight, tax, total))."""
    currency = request.currency
    lines = sorted(request.lines, key=lambda line: line.key)
    exact = [net(line, request, rules, on) for line in lines]
    nets = [rounded(amount or Fraction(0), currency) for amount in exact]
    discount = header_discount(request, sum(nets, Fraction(0)))
    discounts = split(discount, nets, currency)
    is_included = bool(rules.lists) and rules.lists[0].includes_tax
    rates = [
        Fraction(0) if amount is None else tax_of(line, request, rules, on)
        for line, amount in zip(lines, exact, strict=True)
    ]
    taxes = [Fraction(0)] * len(lines)
    for percent in set(rates):
        bases = [
            amount - off if rate == percent else Fraction(0)
            for rate, amount, off in zip(rates, nets, discounts, strict=True)
        ]
        due = rounded(sum(bases) * percent / (100 + percent * is_included), currency)
        taxes = [a + b for a, b in zip(taxes, split(due, bases, currency), strict=True)]
    freight = max(rounded(Fraction(request.freight), currency), Fraction(0))
    added = [Fraction(0) if is_included else tax for tax in taxes]
    by_line = {
        line.key: (amount, off, tax, amount - off + more)
        for line, amount, off, tax, more in zip(lines, nets, discounts, taxes, added, strict=True)
    }
    detail, tax = sum(nets, Fraction(0)), sum(taxes, Fraction(0))
    total = detail - discount + freight + sum(added, Fraction(0))
    return by_line, (detail, discount, freight, tax, total)
