"""The fields of our forms, in the registry's own terms."""

from zoneinfo import available_timezones

from babel import Locale
from babel.numbers import get_territory_currencies
from django.utils.translation import gettext_lazy as _

from dealwright.core.errors import Text
from dealwright.identity import roles
from dealwright.identity.models import BusinessUnit
from dealwright.identity.signing_in.models import IdentityProvider
from dealwright.organisation.models import Organisation
from dealwright.records.fields import Field, Kind, derive
from dealwright.ui import formats

MONTHS = tuple(
    (str(number), name)
    for number, name in enumerate(
        (
            _("January"),
            _("February"),
            _("March"),
            _("April"),
            _("May"),
            _("June"),
            _("July"),
            _("August"),
            _("September"),
            _("October"),
            _("November"),
            _("December"),
        ),
        start=1,
    )
)
NOT_COUNTRIES = {"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"}
LOCALES: tuple[tuple[str, Text], ...] = (
    ("en-GB", "English (United Kingdom)"),
    ("en-US", "English (United States)"),
    ("de-DE", "Deutsch (Deutschland)"),
    ("fr-FR", "français (France)"),
    ("es-ES", "español (España)"),
    ("it-IT", "italiano (Italia)"),
    ("nl-NL", "Nederlands (Nederland)"),
    ("pt-BR", "português (Brasil)"),
    ("pt-PT", "português (Portugal)"),
    ("sv-SE", "svenska (Sverige)"),
    ("nb-NO", "norsk bokmål (Norge)"),
    ("da-DK", "dansk (Danmark)"),
    ("pl-PL", "polski (Polska)"),
    ("ja-JP", "日本語 (日本)"),
    ("ar-AE", "العربية (الإمارات)"),
)


def currencies() -> tuple[tuple[str, Text], ...]:
    """Every currency that is legal tender somewhere today, by code and name in the reader's language."""
    locale = formats.active_locale()
    in_use = {
        code
        for territory in Locale("en").territories
        for code in get_territory_currencies(str(territory))
    }
    return tuple((code, f"{code}, {locale.currencies.get(code, code)}") for code in sorted(in_use))


def countries() -> tuple[tuple[str, Text], ...]:
    """Countries by ISO code, in the reader's language and its order; CLDR's regions have digits for codes."""
    found = formats.active_locale().territories
    named = (
        (str(code), name)
        for code, name in found.items()
        if str(code).isalpha() and code not in NOT_COUNTRIES
    )
    return tuple(sorted(named, key=lambda pair: pair[1]))


def time_zones() -> tuple[tuple[str, Text], ...]:
    zones = sorted(
        zone for zone in available_timezones() if "/" in zone and not zone.startswith("Etc/")
    )
    return (("UTC", "UTC"), *((zone, zone.replace("_", " ")) for zone in zones))


def setup_organisation() -> list[Field]:
    """What the first page asks of the organisation."""
    return [
        derive(Organisation, "name", label=_("Organisation"), required=True),
        derive(Organisation, "currency", kind=Kind.CHOICE, choices=currencies(), required=True),
        derive(Organisation, "country", kind=Kind.CHOICE, choices=countries(), required=True),
        derive(Organisation, "fiscal_year_start", kind=Kind.CHOICE, choices=MONTHS, required=True),
        derive(Organisation, "time_zone", kind=Kind.CHOICE, choices=time_zones(), required=True),
        derive(Organisation, "locale", kind=Kind.CHOICE, choices=LOCALES, required=True),
    ]


SETUP_PERSON = [
    Field(name="person", label=_("Your name"), required=True, max_length=120),
    Field(name="email", label=_("Work email"), kind=Kind.EMAIL, required=True, max_length=254),
    Field(
        name="password",
        label=_("Password"),
        required=True,
        max_length=200,
        help=_("At least 8 characters, and not one that everyone uses."),
    ),
]

ROLES = tuple((role.key, _(role.name)) for role in roles.ROLES)
INVITATION = [
    Field(name="name", label=_("Name"), required=True, max_length=120),
    Field(name="email", label=_("Work email"), kind=Kind.EMAIL, required=True, max_length=254),
    Field(name="role", label=_("Role"), kind=Kind.CHOICE, choices=ROLES, required=True),
]


def organisation_settings() -> list[Field]:
    """Everything about the organisation that may change later; the base currency may not."""
    plain = (
        "address",
        "email",
        "phone",
        "website",
        "quote_validity_days",
        "discount_mode",
        "terms",
    )
    return [
        *(field for field in setup_organisation() if field.name != "currency"),
        *(derive(Organisation, name) for name in plain),
    ]


def identity_provider(row: IdentityProvider | None) -> list[Field]:
    """What setting up an identity provider asks; a stored secret is never shown, only replaced."""
    units = tuple(
        (str(pk), name)
        for pk, name in BusinessUnit.objects.order_by("name", "pk").values_list("pk", "name")
    )
    secret_help = _("Stored sealed. Leave it empty to keep the one that is stored.") if row else ""
    return [
        derive(IdentityProvider, "name", help=_("Stands on the button: Sign in with …")),
        derive(
            IdentityProvider,
            "server_url",
            help=_(
                "As https://login.example.com/realms/main; its openid-configuration lies below."
            ),
        ),
        derive(IdentityProvider, "client_id"),
        Field(name="secret", label=_("Client secret"), max_length=191, help=secret_help),
        derive(
            IdentityProvider,
            "groups_claim",
            help=_("Where the provider says a person's groups, as groups or realm_access.roles."),
        ),
        derive(IdentityProvider, "unit", kind=Kind.CHOICE, choices=units, required=True),
        derive(IdentityProvider, "is_active"),
        derive(IdentityProvider, "creates_people"),
        derive(
            IdentityProvider,
            "links_by_email",
            help=_(
                "A verified address signs in whoever has it here. Only where people cannot choose theirs."
            ),
        ),
        derive(
            IdentityProvider,
            "is_second_factor",
            help=_("It asks for a second factor itself; none is asked here."),
        ),
    ]
