"""Days from one to another, as the database compares them."""

from typing import Any

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _


class Span(Func):
    """The days of a rule, both ends included; open where one is missing."""

    function = "daterange"
    output_field = DateRangeField()

    def __init__(self, first: str, last: str, **extra: Any) -> None:
        super().__init__(F(first), F(last), Value("[]"), **extra)


def dates_in_order(name: str) -> models.CheckConstraint:
    """The constraint that the last day does not lie before the first."""
    return models.CheckConstraint(
        name=name,
        condition=Q(valid_from__isnull=True)
        | Q(valid_to__isnull=True)
        | Q(valid_to__gte=F("valid_from")),
        violation_error_message=_("The last day lies before the first."),
    )
