"""The fields of what belongs to a deal: lines, competitors, stakeholders; for forms and for the API."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from dealwright.catalog.entities import ON_SALE
from dealwright.opportunities.models import OpportunityCompetitor, OpportunityLine, Stakeholder
from dealwright.records.fields import Field, Kind, derive

ZERO = Decimal(0)
CURRENCY = "opportunity__currency"

LINE_FIELDS = (
    derive(OpportunityLine, "product", offers=ON_SALE),
    derive(
        OpportunityLine,
        "description",
        required=False,
        help=_("Empty: the name of the product."),
        example="Commissioning on site",
    ),
    derive(OpportunityLine, "quantity", required=False, minimum=ZERO, example="2"),
    derive(
        OpportunityLine,
        "unit_price",
        kind=Kind.MONEY,
        required=False,
        minimum=ZERO,
        places=4,
        currency=CURRENCY,
        help=_("Empty: as the price list says."),
    ),
    derive(
        OpportunityLine,
        "discount",
        kind=Kind.MONEY,
        minimum=ZERO,
        places=4,
        currency=CURRENCY,
    ),
)
COMPETITOR_FIELDS = (
    derive(OpportunityCompetitor, "competitor"),
    derive(OpportunityCompetitor, "note"),
)
STAKEHOLDER_FIELDS = (
    derive(Stakeholder, "contact"),
    derive(Stakeholder, "role", example="champion"),
    derive(Stakeholder, "influence"),
    derive(Stakeholder, "note"),
)
LINE_RESULTS = (
    derive(OpportunityLine, "position"),
    derive(OpportunityLine, "is_price_typed"),
    derive(OpportunityLine, "amount", kind=Kind.MONEY, currency=CURRENCY),
    Field(name="part_of", label=_("part of"), kind=Kind.ID, path="part_of_id"),
    derive(OpportunityLine, "per_bundle"),
    derive(OpportunityLine, "is_required"),
    derive(OpportunityLine, "is_included"),
)
PART_OF = Field(
    name="part_of",
    label=_("part of"),
    kind=Kind.ID,
    help=_("The line of the bundle that this is an optional part of."),
)
