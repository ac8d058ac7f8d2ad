"""The fields of what belongs to a deal: lines, competitors, stakeholders; for forms and for the API."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from dealwright.opportunities.models import OpportunityCompetitor, OpportunityLine, Stakeholder
from dealwright.records.fields import Kind, derive

ZERO = Decimal(0)

LINE_FIELDS = (
    derive(OpportunityLine, "product"),
    derive(
        OpportunityLine,
        "description",
        required=False,
        help=_("What is written in; a product brings its own."),
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
        help=_("Left out, a product costs what the price list says."),
    ),
    derive(OpportunityLine, "discount", kind=Kind.MONEY, minimum=ZERO, places=4),
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
