"""The terms in which prices are stated; what each means is computed in `pricing`."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from dealwright.catalog import pricing


class BreakMethod(models.TextChoices):
    """How a quantity break states its price."""

    UNIT_PRICE = pricing.BreakMethod.UNIT_PRICE.value, _("unit price")
    PERCENT_OFF = pricing.BreakMethod.PERCENT_OFF.value, _("percent off")
    AMOUNT_OFF = pricing.BreakMethod.AMOUNT_OFF.value, _("amount off")


class PriceMethod(models.TextChoices):
    """How an item of a list states its price."""

    FIXED = pricing.PriceMethod.FIXED.value, _("fixed price")
    PERCENT_OF_LIST = pricing.PriceMethod.PERCENT_OF_LIST.value, _("percent of list price")
    MARKUP_ON_CURRENT_COST = (
        pricing.PriceMethod.MARKUP_ON_CURRENT_COST.value,
        _("percent markup on current cost"),
    )
    MARKUP_ON_STANDARD_COST = (
        pricing.PriceMethod.MARKUP_ON_STANDARD_COST.value,
        _("percent markup on standard cost"),
    )
    MARGIN_ON_CURRENT_COST = (
        pricing.PriceMethod.MARGIN_ON_CURRENT_COST.value,
        _("percent margin on current cost"),
    )
    MARGIN_ON_STANDARD_COST = (
        pricing.PriceMethod.MARGIN_ON_STANDARD_COST.value,
        _("percent margin on standard cost"),
    )


class Direction(models.TextChoices):
    """Which way a computed price is rounded."""

    UP = pricing.Direction.UP.value, _("up")
    DOWN = pricing.Direction.DOWN.value, _("down")
    NEAREST = pricing.Direction.NEAREST.value, _("to the nearest")


class Grid(models.TextChoices):
    """What a computed price is rounded to."""

    MULTIPLE_OF = pricing.Grid.MULTIPLE_OF.value, _("multiple of")
    ENDS_IN = pricing.Grid.ENDS_IN.value, _("what ends in")
