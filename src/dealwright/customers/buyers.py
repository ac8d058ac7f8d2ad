"""By what customers are told apart when a price list is selected for them."""

from django.utils.translation import gettext_lazy as _

from dealwright.catalog.rulebook import country_code
from dealwright.catalog.selecting import Predicate, register
from dealwright.customers.models import Account, Industry


def _industry(typed: str) -> str:
    """The key of an industry by its key or its name."""
    wanted = typed.casefold()
    return next(
        (key for key, name in Industry.choices if wanted in {key, str(name).casefold()}), ""
    )


def _region(account: Account) -> str:
    return account.billing_region.strip().casefold()


register(
    Predicate(
        key="industry",
        label=_("industry"),
        of=lambda account: account.industry,
        stored=_industry,
    ),
    Predicate(
        key="country",
        label=_("country"),
        of=lambda account: country_code(account.billing_country),
        stored=country_code,
    ),
    Predicate(key="region", label=_("region"), of=_region, stored=str.casefold),
)
