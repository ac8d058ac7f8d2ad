"""What is sold and at what price, as rows."""

from dealwright.catalog.models.bundles import BundleLine, BundlePart, bundle_line_constraint
from dealwright.catalog.models.configuring import (
    ConfigurationKind,
    ConfigurationMeasure,
    ConfigurationRule,
)
from dealwright.catalog.models.costs import COST_FIELDS, CostKind, ProductCost
from dealwright.catalog.models.families import ProductFamily
from dealwright.catalog.models.goods import (
    BEGINNINGS,
    MOVES,
    SOLD,
    VERSIONED,
    Product,
    ProductKind,
    ProductState,
    ProductVersion,
    Unit,
)
from dealwright.catalog.models.prices import MOST_MARKUP, PriceList, PriceListItem, QuantityBreak
from dealwright.catalog.models.promotions import (
    Conditions,
    Promotion,
    Terms,
    terms_constraints,
)
from dealwright.catalog.models.properties import (
    NUMBERS,
    Instead,
    Priced,
    ProductProperty,
    PropertyChoice,
    PropertyKind,
    PropertyOverride,
)
from dealwright.catalog.models.relationships import ProductRelationship, RelationshipKind
from dealwright.catalog.models.selectors import PriceListSelector
from dealwright.catalog.models.tax_answers import TaxAnswer
from dealwright.catalog.models.taxes import TaxClass, TaxRate
from dealwright.catalog.models.terms import BreakMethod, Direction, Grid, PriceMethod
from dealwright.catalog.models.volumes import VolumeBand, VolumeDiscount

__all__ = [
    "BEGINNINGS",
    "COST_FIELDS",
    "MOST_MARKUP",
    "MOVES",
    "NUMBERS",
    "SOLD",
    "VERSIONED",
    "BreakMethod",
    "BundleLine",
    "BundlePart",
    "Conditions",
    "ConfigurationKind",
    "ConfigurationMeasure",
    "ConfigurationRule",
    "CostKind",
    "Direction",
    "Grid",
    "Instead",
    "PriceList",
    "PriceListItem",
    "PriceListSelector",
    "PriceMethod",
    "Priced",
    "Product",
    "ProductCost",
    "ProductFamily",
    "ProductKind",
    "ProductProperty",
    "ProductRelationship",
    "ProductState",
    "ProductVersion",
    "Promotion",
    "PropertyChoice",
    "PropertyKind",
    "PropertyOverride",
    "QuantityBreak",
    "RelationshipKind",
    "TaxAnswer",
    "TaxClass",
    "TaxRate",
    "Terms",
    "Unit",
    "VolumeBand",
    "VolumeDiscount",
    "bundle_line_constraint",
    "terms_constraints",
]
