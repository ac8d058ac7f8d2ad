"""How fields may be compared, by their kind; and when they have no value.

REST's parameters of the form `name__isnull` go by the same.
"""

from dataclasses import replace
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dealwright.core import paging
from dealwright.records import shapes
from dealwright.records.fields import Field, Kind
from dealwright.records.filtering.tree import OPPOSITES, Operator
from dealwright.records.registry import Entity

LONGEST_FRAGMENT = 200

IDENTITY = Field(name="id", label=_("id"), kind=Kind.LINK, path="id")

EQUAL = (Operator.EQUAL, Operator.IN)
ORDER = (Operator.LESS, Operator.AT_MOST, Operator.GREATER, Operator.AT_LEAST, Operator.BETWEEN)
FRAGMENTS = frozenset(
    {Operator.CONTAINS, Operator.NOT_CONTAINS, Operator.STARTS, Operator.NOT_STARTS}
)
IN_TEXT = (Operator.CONTAINS, Operator.STARTS)

# without the opposites, which come with them, and without emptiness, which the column decides
BY_KIND: dict[Kind, tuple[Operator, ...]] = {
    **dict.fromkeys((Kind.TEXT, Kind.EMAIL, Kind.PHONE, Kind.URL), (*EQUAL, *IN_TEXT)),
    **dict.fromkeys((Kind.INTEGER, Kind.DECIMAL, Kind.MONEY, Kind.PERCENT), (*EQUAL, *ORDER)),
    **dict.fromkeys((Kind.DATE, Kind.DATETIME), (*EQUAL, *ORDER)),
    **dict.fromkeys((Kind.CHOICE, Kind.CURRENCY, Kind.LINK, Kind.ID), EQUAL),
    Kind.LONG_TEXT: IN_TEXT,
    Kind.BOOLEAN: (Operator.EQUAL,),
    Kind.LIST: (Operator.CONTAINS,),
}


def fields(entity: Entity) -> dict[str, Field]:
    """What a kind can be filtered by, by name: its fields, its terms, and its id, which leads to the record itself."""
    terms = {term.name: term.field for term in entity.terms}
    return {**entity.by_name, **terms, "id": replace(IDENTITY, to=entity.key)}


def operators(entity: Entity, field: Field, linked: Entity | None) -> list[Operator]:
    """How this field of this kind may be compared, in the order of the language; `linked` is the kind it leads to."""
    known = set(BY_KIND[field.kind])
    if linked and parent_of(linked):
        known.add(Operator.UNDER)
    if missing(entity.model, field):
        known.add(Operator.EMPTY)
    return [operator for operator in Operator if OPPOSITES.get(operator, operator) in known]


def parent_of(entity: Entity) -> Field | None:
    """The link by which records of a kind stand below one another; None when they do not."""
    found = entity.by_name.get("parent")
    return found if found and found.to == entity.key else None


def missing(model: type[models.Model], field: Field) -> Q:
    """The condition that a field has no value; empty when it always has one."""
    if field.custom:  # required of new records only
        return Q(**{f"{field.column}__isnull": True})
    if field.required:
        return Q()
    condition = Q()
    if paging.may_be_null(model, field.column):
        condition |= Q(**{f"{field.column}__isnull": True})
    if isinstance(paging.column_at(model, field.column), models.CharField | models.TextField):
        condition |= Q(**{field.column: ""})
    return condition


def annotation(field: Field) -> Any:
    """The type of a value to compare with: any text for texts, else what the field itself takes."""
    if field.kind in shapes.TEXTS:
        field = Field(name=field.name, label=field.label, max_length=LONGEST_FRAGMENT)
    return shapes.annotation(replace(field, required=False, retired=frozenset()))
