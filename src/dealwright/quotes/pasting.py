"""Rows of a spreadsheet as lines of a quote: which column means what is guessed, rows that are wrong are named."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from dealwright.catalog import inheriting
from dealwright.catalog.models import Product
from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError
from dealwright.quotes import composing, forms
from dealwright.quotes.models import Quote

type Table = list[list[str]]

HEADS = {
    "code": {"code", "sku", "item", "item no", "article", "artikel", "artikelnummer", "art.-nr."},
    "name": {"name", "product", "bezeichnung", "produkt"},
    "description": {"description", "beschreibung"},
    "quantity": {"qty", "quantity", "pcs", "menge", "anzahl", "stück"},
    "unit_price": {"price", "unit price", "preis", "einzelpreis"},
    "discount": {"discount", "rabatt"},
}
FIGURES = ("quantity", "unit_price", "discount")


@dataclass(frozen=True, kw_only=True, slots=True)
class Pasted:
    """One row: what it would add, or why it adds nothing. `place` counts the rows as they were pasted, from 1."""

    place: int
    text: str
    name: str
    values: Mapping[str, Any]
    error: str


def read(quote: Quote, text: str, *, by: Actor) -> list[Pasted]:
    """The rows of a text with columns between tabs or semicolons, none saved; reads products and their properties at once. InvalidError as `split`."""
    table = split(text)
    roles, begin = roles_of(table)
    rows = [(place, dict(zip(roles, row, strict=False))) for place, row in enumerate(table, 1)]
    told = rows[begin:]
    known = _products([cells for _place, cells in told], by=by)
    return [_read_row(quote, place, table[place - 1], cells, known) for place, cells in told]


def split(text: str) -> Table:
    """Rows of cells; empty rows are left out. InvalidError for what cannot be told apart into cells."""
    delimiter = "\t" if "\t" in text or ";" not in text else ";"
    rows = csv.reader(text.replace("\0", "").splitlines(), delimiter=delimiter)
    try:
        cells = [[cell.strip() for cell in row] for row in rows]
    except csv.Error as error:
        said = _(
            "This cannot be read as rows: a quotation mark is not closed, or a cell is too long."
        )
        raise InvalidError({"rows": said}) from error
    return [row for row in cells if any(row)]


def roles_of(table: Table) -> tuple[list[str], int]:
    """What each column means, and at which row the lines begin: by the words of a head or, without one, by place.

    Without a head the first column is a code or name, a second one that mostly holds no figures is the name, and then come
    quantity, price and discount.
    """
    if not table:
        return [], 0
    named = [_role(cell) for cell in table[0]]
    if any(named):
        return _once(named), 1
    second = [row[1] for row in table if len(row) > 1 and row[1]]
    has_name = sum(map(_is_figure, second)) * 2 < len(second)
    return ["code", *(["name"] if has_name else []), *FIGURES], 0


def _role(cell: str) -> str:
    word = cell.casefold().rstrip(":")
    return next((role for role, words in HEADS.items() if word in words), "")


def _once(roles: Sequence[str]) -> list[str]:
    """Each meaning for the first column that has it; a description names what nothing else does."""
    meant = ["name" if role == "description" and "name" not in roles else role for role in roles]
    return [role if role not in meant[:place] else "" for place, role in enumerate(meant)]


def _is_figure(cell: str) -> bool:
    return cell.lstrip("-")[:1].isdigit()


def _products(rows: Sequence[Mapping[str, str]], *, by: Actor) -> Mapping[str, Product]:
    """The products on sale that are named, by code and by name in small letters; a code goes first."""
    words = {row.get(role, "").lower() for row in rows for role in ("code", "name")} - {""}
    if not words:
        return {}
    small = Product.objects.visible_to(by).annotate(
        small_code=Lower("code"), small_name=Lower("name")
    )
    found = list(
        small.filter(Q(small_code__in=words) | Q(small_name__in=words))
        .select_related("unit")
        .order_by("-code", "pk")
    )
    inheriting.attach(found)
    return {product.name.lower(): product for product in found} | {
        product.code.lower(): product for product in found
    }


def _read_row(
    quote: Quote,
    place: int,
    row: Sequence[str],
    cells: Mapping[str, str],
    known: Mapping[str, Product],
) -> Pasted:
    product = known.get(cells.get("code", "").lower()) or known.get(cells.get("name", "").lower())
    name = product.name if product else cells.get("name") or cells.get("code", "")
    try:
        values = _values(cells, product)
        products = {product.pk: product} if product else {}
        composing.compose(quote, values, products, position=place)
    except InvalidError as error:
        return Pasted(place=place, text=" · ".join(row), name=name, values={}, error=str(error))
    return Pasted(place=place, text=" · ".join(row), name=name, values=values, error="")


def _values(cells: Mapping[str, str], product: Product | None) -> dict[str, Any]:
    """The typed values of a row; figures are read as its pasting person writes them."""
    values: dict[str, Any] = {"quantity": 1}
    if cells.get("description"):
        values |= forms.check({"description": cells["description"]})
    for role in FIGURES:
        if cells.get(role):
            values |= forms.read_cell(role, cells)
    if product:
        return {**values, "product": product.pk}
    if "unit_price" not in values:
        code = cells.get("code") or cells.get("name", "")
        said = _("No product is called %(code)s, and what is written in needs a price.")
        raise InvalidError({"code": said % {"code": code}})
    code, name = cells.get("code", ""), cells.get("name", "")
    return {**values, "name": name or code, "code": code[:40] if name else ""}
