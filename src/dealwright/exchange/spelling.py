"""Texts of a file among those that are stored, however either is spelled: by the expressions that the indexes hold.

Addresses have theirs in lower case, other texts in upper, as the filter language compares them; numbers of registers are
compared without what stands between their digits.
"""

from collections.abc import Callable, Collection
from typing import Any

from django.db.models import F, QuerySet
from django.db.models.functions import Lower, Upper

from dealwright.core import registers
from dealwright.records.fields import Field, Kind

TEXTS = {Kind.TEXT, Kind.LONG_TEXT, Kind.EMAIL, Kind.URL}
MOST_DIGITS = 15  # of a whole number that a file names


def same(field: Field, value: Any) -> str:
    """What all spellings of a value have in common; "" for what is no value of the field."""
    text = str(value).strip()
    if field.of_register:
        return registers.bare(text).casefold()
    if field.kind == Kind.INTEGER:
        return str(int(text)) if _is_whole(text) else ""
    return text.casefold()


def among(
    rows: QuerySet[Any], field: Field, texts: Collection[Any], *, number: str
) -> QuerySet[Any]:
    """The rows whose field is one of these, in any case if it is a text. `number` names the field of the kind's numbers,
    which are stored in capitals.
    """
    column = field.column
    if field.name == number:
        return rows.filter(**{f"{column}__in": {*texts, *_folded(texts, str.upper)}})
    if field.of_register:
        bare = {registers.bare(str(text)) for text in texts} - {""}
        return _having(rows.exclude(**{column: ""}), field, registers.bare_in_sql(column), bare)
    if field.kind == Kind.EMAIL:
        return _having(rows, field, Lower(F(column)), _folded(texts, str.lower))
    if field.kind in TEXTS:
        return _having(rows, field, Upper(F(column)), _folded(texts, str.upper))
    return rows.filter(**{f"{column}__in": [*_values(field, texts)]})


def _having(rows: QuerySet[Any], field: Field, folded: Any, wanted: set[str]) -> QuerySet[Any]:
    alias = f"folded_{field.name}"
    found: QuerySet[Any] = rows.alias(**{alias: folded})
    return found.filter(**{f"{alias}__any_of": wanted})


def _values(field: Field, texts: Collection[Any]) -> Collection[Any]:
    if field.kind != Kind.INTEGER:
        return texts
    return {int(text) for text in map(str, texts) if _is_whole(text)}


def _is_whole(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS


def _folded(texts: Collection[Any], fold: Callable[[str], str]) -> set[str]:
    """The texts in one case, both as Python has it and as the database does, which keeps the length: ß stays ß."""
    kept = {"".join(map(_of_one_letter(fold), str(text))) for text in texts}
    return kept | {fold(str(text)) for text in texts}


def _of_one_letter(fold: Callable[[str], str]) -> Callable[[str], str]:
    return lambda letter: found if len(found := fold(letter)) == 1 else letter
