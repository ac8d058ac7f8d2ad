"""The standard roles as a table: for each area of records, how deep each kind of right reaches.

One letter a privilege, in the order create, read, write, delete, assign, share, export:
- none, o own, t own teams, u own unit, b unit and below, a everyone's.
"""

from dataclasses import dataclass

from django.utils.translation import gettext_noop as _

from dealwright.identity.privileges import Depth, Privilege

LETTERS = {
    "-": Depth.NONE,
    "o": Depth.OWN,
    "t": Depth.TEAM,
    "u": Depth.UNIT,
    "b": Depth.BELOW,
    "a": Depth.ALL,
}

AREAS: dict[str, tuple[str, ...]] = {
    "customers": ("customers.account", "customers.contact"),
    "activities": ("activities.activity",),
    "leads": ("leads.lead",),
    "forms": ("leads.leadform",),
    "pursue": ("opportunities.opportunity",),
    "competitors": ("opportunities.competitor",),
    "quotes": ("quotes.quote",),
    "orders": ("orders.order",),
    "catalogue": (
        "catalog.product",
        "catalog.productcost",
        "catalog.productfamily",
        "catalog.productversion",
        "catalog.productproperty",
        "catalog.propertychoice",
        "catalog.propertyoverride",
        "catalog.unit",
        "catalog.pricelist",
        "catalog.pricelistitem",
        "catalog.quantitybreak",
        "catalog.promotion",
        "catalog.volumediscount",
        "catalog.volumeband",
        "catalog.pricelistselector",
        "catalog.taxclass",
        "catalog.taxrate",
        "catalog.productrelationship",
        "catalog.bundlepart",
        "catalog.configurationrule",
        "quotes.agreement",
    ),
    "strategy": ("strategy.salesprocess", "strategy.stage"),
    "organisation": ("organisation.organisation", "organisation.exchangerate"),
    "people": ("identity.user", "identity.team", "identity.businessunit", "identity.role"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class StandardRole:
    """A role every installation starts with."""

    key: str
    name: str
    grants: dict[str, str]
    is_administrator: bool = False

    def depths(self) -> dict[tuple[str, Privilege], Depth]:
        """Each (entity, privilege) this role grants, with its depth."""
        return {
            (entity, privilege): LETTERS[letter]
            for area, letters in self.grants.items()
            for entity in AREAS[area]
            for privilege, letter in zip(Privilege, letters, strict=True)
            if LETTERS[letter] > Depth.NONE
        }


READS_BASICS = {
    "catalogue": "-a----a",
    "strategy": "-a-----",
    "organisation": "-a-----",
    "people": "-a-----",
    "competitors": "aa-----",
    "forms": "-a-----",
}

ROLES: tuple[StandardRole, ...] = (
    StandardRole(
        key="salesperson",
        name=_("Salesperson"),
        grants=READS_BASICS
        | {
            "customers": "uuooouo",
            "activities": "uuooooo",
            "leads": "uuooouo",
            "pursue": "uuooouo",
            "quotes": "uuooouo",
            "orders": "ouo--oo",
        },
    ),
    StandardRole(
        key="sales-manager",
        name=_("Sales manager"),
        grants=READS_BASICS
        | {
            "customers": "bbbbbbb",
            "activities": "bbbbbbb",
            "leads": "bbbbbbb",
            "pursue": "bbbbbbb",
            "quotes": "bbbbbbb",
            "orders": "bbb-bbb",
            "competitors": "aaaa--a",
        },
    ),
    StandardRole(
        key="account-manager",
        name=_("Account manager"),
        grants=READS_BASICS
        | {
            "customers": "uuuoouo",
            "activities": "uuuoouo",
            "leads": "uuo--uo",
            "pursue": "uuuoouo",
            "quotes": "uuuoouo",
            "orders": "uuu--uo",
        },
    ),
    StandardRole(
        key="marketing",
        name=_("Marketing"),
        grants=READS_BASICS
        | {
            "customers": "aaao--a",
            "activities": "aaoo--o",
            "leads": "aaaaaaa",
            "forms": "aaaa---",
            "pursue": "-a-----",
        },
    ),
    StandardRole(
        key="customer-service",
        name=_("Customer service"),
        grants=READS_BASICS
        | {
            "customers": "aaa----",
            "activities": "aaoo--o",
            "pursue": "-a-----",
            "quotes": "-a-----",
            "orders": "-aa----",
        },
    ),
    StandardRole(
        key="finance",
        name=_("Finance"),
        grants=READS_BASICS
        | {
            "customers": "-aa---a",
            "activities": "aaoo--o",
            "pursue": "-a----a",
            "quotes": "-a----a",
            "orders": "-aa---a",
            "organisation": "aaa----",
        },
    ),
    StandardRole(
        key="operations",
        name=_("Operations"),
        grants=READS_BASICS
        | {
            "customers": "-a-----",
            "activities": "aaoo--o",
            "quotes": "-a-----",
            "orders": "aaa-a-a",
            "catalogue": "aaa---a",
        },
    ),
    StandardRole(
        key="sales-operations",
        name=_("Sales operations"),
        grants={
            "customers": "aaaaaaa",
            "activities": "aaaaaaa",
            "leads": "aaaaaaa",
            "forms": "aaaa---",
            "pursue": "aaaaaaa",
            "quotes": "aaaaaaa",
            "orders": "aaa-aaa",
            "competitors": "aaaaaaa",
            "catalogue": "aaaaaaa",
            "strategy": "aaaaaaa",
            "organisation": "aaa----",
            "people": "-a-----",
        },
    ),
    StandardRole(key="administrator", name=_("Administrator"), grants={}, is_administrator=True),
)
