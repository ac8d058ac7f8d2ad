"""The rules that documents are priced by, read from the database in a fixed number of statements.

However many documents, lists, products and rules: one statement for items with their breaks, one for volume discounts,
one for promotions, and, where they are needed, one for the bands of volume discounts, one for the parents of lists, one
for products, one for what these cost on the day, one for the families above theirs and one for tax rates.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db.models import Q

from dealwright.catalog import costs, inheriting, tax_service
from dealwright.catalog.costs import UNDATED, Costs
from dealwright.catalog.inheriting import Lineage
from dealwright.catalog.models import (
    Conditions,
    PriceList,
    PriceListItem,
    Product,
    Promotion,
    TaxRate,
    Terms,
    VolumeDiscount,
)
from dealwright.catalog.pricing import (
    NO_TAXES,
    Adjustment,
    Band,
    BreakMethod,
    Direction,
    Good,
    Grid,
    Period,
    Place,
    PriceBook,
    PriceItem,
    PriceMethod,
    QuantityBreak,
    Rounding,
    Rule,
    Rules,
    Stage,
    TaxSource,
    TaxTable,
)
from dealwright.catalog.pricing import TaxRate as Rate
from dealwright.records.matching import normal

CHAINS = """
WITH RECURSIVE chain AS (
    SELECT id AS root, id AS list, parent_id, 0 AS depth FROM catalog_pricelist WHERE id = ANY(%s)
    UNION ALL
    SELECT root, up.id, up.parent_id, depth + 1 FROM catalog_pricelist up JOIN chain ON up.id = chain.parent_id
)
SELECT found.*, chain.root, chain.depth FROM chain JOIN catalog_pricelist found ON found.id = chain.list
ORDER BY chain.root, chain.depth
"""

ITEM = (
    "pk",
    "price_list_id",
    "product_id",
    "version",
    "method",
    "price",
    "percent",
    "rounding",
    "rounding_to",
    "rounding_amount",
    "valid_from",
    "valid_to",
)
BREAK = (
    "breaks__pk",
    "breaks__version",
    "breaks__from_quantity",
    "breaks__method",
    "breaks__value",
)
REMEMBERED = timedelta(days=30)  # how long terms that are over are still told of
OWN_LIST_PRICES = Rule("list prices")

type Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Rulebook:
    """The rules for some lists and products; `None` stands for documents without a list."""

    books: Mapping[UUID | None, tuple[PriceBook, ...]]
    common: Rules
    products: Mapping[UUID, Product]
    lineage: Lineage
    goods: Mapping[UUID, Good]

    def wants_taxes(self, place: Place) -> bool:
        """Whether an outside service should be asked for the rates of a place."""
        taxes = self.common.taxes
        return isinstance(taxes, tax_service.ToldRates) and taxes.wants(place)

    def rules(self, price_list: UUID | None, further: Sequence[Adjustment] = ()) -> Rules:
        """The rules for one document, with those that were agreed with its customer."""
        adjustments = (*self.common.adjustments, *further)
        return replace(self.common, lists=self.books.get(price_list, ()), adjustments=adjustments)


def read(
    price_lists: Iterable[PriceList | None],
    product_ids: Iterable[UUID],
    *,
    on: date,
    known: Iterable[Product] = (),
    base_currency: str = "",
    is_estimate: bool = False,
) -> Rulebook:
    """Read what prices these products on these lists on a day. Products that a list does not price are left out of it.

    Products that are `known` already are not read again. `base_currency` may be left out where documents name a rate.
    An estimate takes no volume discounts and promotions, and taxes only where prices include them.
    """
    products = _products(set(product_ids), {row.pk: row for row in known})
    lists = {found.pk if found else None: found for found in price_lists}
    families = inheriting.tree(product.family_id for product in products.values())
    given = [found for found in lists.values() if found]
    books = _books(given, set(products))
    if None in lists:
        books[None] = (_own_list_prices(products.values(), base_currency),)
    bears_tax = not is_estimate or any(found.includes_tax for found in given)
    dated = costs.on_day(products, on)
    taxed = {pk: families.taxed_by(product)[0] for pk, product in products.items()}
    goods = {
        pk: _good(product, dated.get(pk, UNDATED), taxed[pk]) for pk, product in products.items()
    }
    common = Rules(
        goods=tuple(goods.values()),
        adjustments=()
        if is_estimate or not products
        else _adjustments(products, families.lines, on),
        taxes=_taxes(taxed.values(), on) if bears_tax else NO_TAXES,
        base_currency=base_currency or None,
    )
    return Rulebook(books, common, products, families.lines, goods)


def _products(keys: set[UUID], known: Mapping[UUID, Product]) -> dict[UUID, Product]:
    missing = keys - set(known)
    found = Product.objects.in_bulk(list(missing)) if missing else {}
    return {
        key: known.get(key) or found[key] for key in sorted(keys) if key in known or key in found
    }


def _good(product: Product, dated: Costs, tax_class: UUID | None) -> Good:
    found = dated.over(product)
    return Good(
        product=str(product.pk),
        family=str(product.family_id) if product.family_id else "",
        list_price=product.list_price,
        current_cost=found.current.amount,
        standard_cost=found.standard.amount,
        current_cost_rule=found.current.rule,
        standard_cost_rule=found.standard.rule,
        tax_class=str(tax_class) if tax_class else None,
        floor_percent=product.margin_floor,
    )


def _own_list_prices(products: Iterable[Product], currency: str) -> PriceBook:
    """The products' own list prices, which are in the base currency."""
    return PriceBook(
        rule=OWN_LIST_PRICES,
        currency=currency,
        items=tuple(
            PriceItem(
                rule=Rule(str(each.pk), each.version, str(each), "catalog.product"),
                product=str(each.pk),
                unit_price=each.list_price,
            )
            for each in products
        ),
    )


def _books(
    lists: Sequence[PriceList], products: set[UUID]
) -> dict[UUID | None, tuple[PriceBook, ...]]:
    """Each list followed by its parents; without products the list by itself, which says whether prices include tax."""
    chains = _chains(lists) if products else {found.pk: [found] for found in lists}
    names = {found.pk: found.name for chain in chains.values() for found in chain}
    items = _items(names, products) if names and products else {}
    return {
        root: tuple(_book(found, items.get(found.pk, ())) for found in chain)
        for root, chain in chains.items()
    }


def _chains(lists: Sequence[PriceList]) -> dict[UUID, list[PriceList]]:
    """Each list with its parents, the nearest first; a statement only where there is a parent."""
    chains = {found.pk: [found] for found in lists if not found.parent_id}
    roots = [found.pk for found in lists if found.parent_id]
    for found in PriceList.objects.raw(CHAINS, [roots]) if roots else ():
        root: UUID = found.root  # type: ignore[attr-defined]  # a column of the statement
        chains.setdefault(root, []).append(found)
    return chains


def _book(found: PriceList, items: Sequence[PriceItem]) -> PriceBook:
    return PriceBook(
        rule=Rule(str(found.pk), found.version, found.name, "catalog.pricelist"),
        currency=found.currency,
        period=found.period,
        items=tuple(items),
        includes_tax=found.includes_tax,
    )


def _items(names: Mapping[UUID, str], products: set[UUID]) -> dict[UUID, list[PriceItem]]:
    """The items of these lists by list, from rows that repeat an item for each of its breaks."""
    rows = (
        PriceListItem.objects.filter(price_list__in=names, product__in=products)
        .order_by("pk")
        .values_list(*ITEM, *BREAK)
    )
    found: dict[UUID, list[PriceItem]] = defaultdict(list)
    for columns, group in groupby(rows, lambda row: row[: len(ITEM)]):
        row = dict(zip(ITEM, columns, strict=True))
        breaks = (each[len(ITEM) :] for each in group)
        found[row["price_list_id"]].append(_item(row, names[row["price_list_id"]], breaks))
    return found


def _item(row: Mapping[str, Any], name: str, breaks: Iterable[Row]) -> PriceItem:
    return PriceItem(
        rule=Rule(str(row["pk"]), row["version"], name, "catalog.pricelistitem"),
        product=str(row["product_id"]),
        method=PriceMethod(row["method"]),
        unit_price=row["price"] or Decimal(0),
        percent=row["percent"] or Decimal(0),
        rounding=_rounding(row),
        period=Period(row["valid_from"], row["valid_to"]),
        breaks=tuple(_breaks(breaks)),
    )


def _rounding(row: Mapping[str, Any]) -> Rounding | None:
    if not row["rounding"]:
        return None
    return Rounding(Direction(row["rounding"]), Grid(row["rounding_to"]), row["rounding_amount"])


def _breaks(rows: Iterable[Row]) -> Iterator[QuantityBreak]:
    for pk, version, from_quantity, method, value in rows:
        if pk is not None:
            percent = " %" if method == BreakMethod.PERCENT_OFF else ""
            name = f"{from_quantity.normalize():f}+: {value.normalize():f}{percent}"
            yield QuantityBreak(
                rule=Rule(str(pk), version, name, "catalog.quantitybreak"),
                from_quantity=from_quantity,
                method=BreakMethod(method),
                value=value,
            )


def _adjustments(
    products: Mapping[UUID, Product], lineage: Lineage, on: date
) -> tuple[Adjustment, ...]:
    """The volume discounts and promotions that may touch these products."""
    condition = touching(products.values(), lineage, on)
    volumes = VolumeDiscount.objects.filter(condition).prefetch_related("bands").order_by("pk")
    promotions = Promotion.objects.filter(condition).order_by("pk")
    return (
        *(_volume_discount(row, lineage) for row in volumes),
        *(_promotion(row, lineage) for row in promotions),
    )


def _volume_discount(row: VolumeDiscount, lineage: Lineage) -> Adjustment:
    method = BreakMethod(row.method)
    bands = (
        Band(from_quantity=band.from_quantity, method=method, value=band.value)
        for band in row.bands.all()
    )
    return replace(
        conditional(row, Stage.QUANTITY_BREAK, tuple(bands), lineage),
        is_graduated=row.is_graduated,
        is_across=row.is_across,
    )


def _promotion(row: Promotion, lineage: Lineage) -> Adjustment:
    made = adjustment(row, Stage.PROMOTION, lineage)
    return replace(made, code=row.code, is_exclusive=row.is_exclusive)


def touching(products: Iterable[Product], lineage: Lineage, on: date) -> Q:
    """Which terms may touch one of these products on a day: those in force, and those that ended shortly before.

    Of the latter a reader asks why they do not count any more. What is switched off or yet to come is nobody's
    business, and what is long over would only grow.
    """
    families = {family for line in lineage.values() for family in line}
    condition = Q(product__isnull=True, family__isnull=True)
    condition |= Q(product__in=[each.pk for each in products]) | Q(family__in=sorted(families))
    has_begun = Q(valid_from__isnull=True) | Q(valid_from__lte=on)
    ended_not_before = Q(valid_to__isnull=True) | Q(valid_to__gte=on - REMEMBERED)
    return condition & Q(is_active=True) & has_begun & ended_not_before


def adjustment(row: Terms, stage: Stage, lineage: Lineage) -> Adjustment:
    """Terms as pricing reads them."""
    band = Band(from_quantity=row.from_quantity, method=BreakMethod(row.method), value=row.value)
    return conditional(row, stage, (band,), lineage)


def conditional(
    row: Conditions, stage: Stage, bands: tuple[Band, ...], lineage: Lineage
) -> Adjustment:
    """Conditions with their bands as pricing reads them; those of a family name all families below it that matter."""
    below = [family for family, line in lineage.items() if row.family_id in line]
    return Adjustment(
        rule=Rule(str(row.pk), row.version, row.name, row._meta.label_lower),
        stage=stage,
        bands=bands,
        products=frozenset({str(row.product_id)} if row.product_id else ()),
        families=frozenset(map(str, below or filter(None, [row.family_id]))),
        currency=row.currency or None,
        period=Period(row.valid_from, row.valid_to, row.is_active),
    )


def _taxes(tax_classes: Iterable[UUID | None], on: date) -> TaxSource:
    """What the tax service told or, where none is asked, the rates kept here."""
    classes = {found for found in tax_classes if found}
    if not classes:
        return NO_TAXES
    if tax_service.configured():
        return tax_service.told(classes, on=on)
    rows = TaxRate.objects.select_related("tax_class").filter(tax_class__in=classes)
    return TaxTable(
        tuple(
            Rate(
                rule=Rule(str(row.pk), row.version, _rate_name(row), "catalog.taxrate"),
                tax_class=str(row.tax_class_id),
                percent=row.percent,
                place=place_of(row.country, row.region),
                period=Period(row.valid_from, row.valid_to),
            )
            for row in rows.order_by("pk")
        )
    )


def _rate_name(row: TaxRate) -> str:
    where = " ".join(filter(None, (row.country, row.region)))
    return ", ".join(filter(None, (str(row.tax_class), str(row), where)))


def place_of(country: str, region: str) -> Place:
    """Where tax is due, whatever the language and case of the country and the case of the region.

    A region counts only within its country. Without a country that is known the answer is nowhere.
    """
    code = country_code(country)
    return Place(code, same(region.strip())) if code else Place()


def country_code(text: str) -> str:
    """The ISO 3166 code of a country by its code or its name, as "DE"; empty where it is not known."""
    return normal.known_country(text).upper()


def same(text: str) -> str:
    """A text as it is compared, whatever its case: letter by letter, as the database's UPPER does it.

    What the database holds apart stays apart: ß is one letter and not SS, which a longer capital would make of it.
    """
    return "".join(up if len(up := letter.upper()) == 1 else letter for letter in text)
