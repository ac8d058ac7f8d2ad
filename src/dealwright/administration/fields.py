"""The fields of our forms, in the registry's own terms."""

from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import available_timezones

from babel import Locale
from babel.numbers import get_territory_currencies
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dealwright.core.errors import Text
from dealwright.identity import queries, roles
from dealwright.identity.models import Absence, BusinessUnit, Role, Team, User
from dealwright.identity.models.settings import DEEPEST
from dealwright.identity.signing_in.models import IdentityProvider
from dealwright.organisation import calendars
from dealwright.organisation import queries as organisation
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


def role_choices() -> tuple[tuple[str, Text], ...]:
    """Every role by its key, the administrators' last."""
    rows = Role.objects.order_by("is_administrator", "name", "pk")
    return tuple(rows.values_list("key", "name"))


def unit_choices(*, without: UUID | None = None) -> tuple[tuple[str, Text], ...]:
    """Every unit as its path from the top; `without` leaves one away with all that is below it."""
    return tuple((str(unit.pk), path) for path, unit in queries.unit_paths(without=without))


def _unit(**changes: Any) -> Field:
    return Field(
        name="unit",
        label=_("business unit"),
        kind=Kind.CHOICE,
        choices=unit_choices(),
        required=True,
        **changes,
    )


def _manager() -> Field:
    return Field(name="manager", label=_("manager"), kind=Kind.LINK, to="identity.user")


def _roles() -> Field:
    return Field(
        name="roles",
        label=_("roles"),
        kind=Kind.LIST,
        choices=role_choices(),
        help=_("With several roles the widest right of each wins."),
    )


def invitation() -> list[Field]:
    """What is asked of a colleague who is invited."""
    return [
        Field(name="name", label=_("name"), required=True, max_length=120),
        Field(name="email", label=_("work email"), kind=Kind.EMAIL, required=True, max_length=254),
        derive(User, "job_title"),
        _unit(),
        _manager(),
        _roles(),
    ]


def absence(*, mine: bool) -> list[Field]:
    """What is noted of days on which someone, or one oneself, is away."""
    deputy = _("Who acts for you meanwhile.") if mine else _("Who acts for them meanwhile.")
    return [
        derive(Absence, "from_on"),
        derive(Absence, "until_on"),
        derive(Absence, "deputy", help=deputy),
    ]


def person() -> list[Field]:
    """What an administrator may change of a person. The address by which they log in stays."""
    as_house = _("Empty: as the organisation.")
    return [
        derive(User, "name"),
        derive(User, "job_title"),
        _unit(help=_("What they own stays in the unit where it is.")),
        _manager(),
        derive(
            User,
            "locale",
            label=_("language and formats"),
            kind=Kind.CHOICE,
            choices=LOCALES,
            help=as_house,
        ),
        derive(
            User,
            "time_zone",
            label=_("time zone"),
            kind=Kind.CHOICE,
            choices=time_zones(),
            help=as_house,
        ),
        _roles(),
    ]


def unit(row: BusinessUnit | None = None) -> list[Field]:
    """Name and place of a business unit; the one at the top stays there."""
    name = derive(BusinessUnit, "name")
    if row is not None and row.parent_id is None:
        return [name]
    places = unit_choices(without=row.pk if row else None)
    return [
        name,
        Field(name="parent", label=_("part of"), kind=Kind.CHOICE, choices=places, required=True),
    ]


def team() -> list[Field]:
    """Name and unit of a team."""
    return [
        derive(Team, "name"),
        _unit(help=_("What the team comes to own belongs to this unit.")),
    ]


MEMBER = [
    Field(name="user", label=_("add a person"), kind=Kind.LINK, to="identity.user", required=True)
]


def new_role() -> list[Field]:
    """The name of a new role, and the role that it begins as a copy of."""
    likes = Role.objects.filter(is_administrator=False).order_by("name", "pk")
    return [
        derive(Role, "name"),
        Field(
            name="like",
            label=_("begin as a copy of"),
            kind=Kind.CHOICE,
            choices=tuple(likes.values_list("key", "name")),
            help=_("Empty: it grants nothing yet."),
        ),
    ]


ROLE_NAME = [derive(Role, "name")]
ROLE_LIMIT = [
    derive(
        Role,
        "discount_limit",
        kind=Kind.PERCENT,
        minimum=Decimal(0),
        maximum=Decimal(100),
        help=_(
            "Below what lists and rules say, by discount or typed price. Of several roles the widest counts; empty, this one says nothing."
        ),
    )
]


def managers() -> list[Field]:
    """How many levels of reports a manager sees."""
    levels: list[tuple[str, Text]] = [("0", _("off")), ("1", _("direct reports"))]
    levels += [(str(level), _deeper(level)) for level in range(2, DEEPEST + 1)]
    return [
        Field(
            name="levels",
            label=_("a manager sees what is owned by"),
            kind=Kind.CHOICE,
            choices=tuple(levels),
            required=True,
        )
    ]


def _deeper(level: int) -> Text:
    return gettext("reports down to %(level)d levels below") % {"level": level}


def profile() -> list[Field]:
    """What people may change of themselves. Languages are those that the organisation offers."""
    offered = set(organisation.current().languages)
    languages = tuple(pair for pair in LOCALES if not offered or pair[0] in offered)
    house = _("Empty: as the organisation.")
    return [
        derive(User, "name"),
        derive(User, "job_title"),
        derive(
            User,
            "locale",
            label=_("language and formats"),
            kind=Kind.CHOICE,
            choices=languages,
            help=house,
        ),
        derive(
            User,
            "time_zone",
            label=_("time zone"),
            kind=Kind.CHOICE,
            choices=time_zones(),
            help=house,
        ),
    ]


def holidays(country: str) -> list[Field]:
    """Whose public holidays the organisation keeps; a region is one of the country it has chosen."""
    regions = calendars.regions(country)
    known = tuple(pair for pair in countries() if pair[0] in calendars.countries())
    return [
        derive(Organisation, "holiday_country", kind=Kind.CHOICE, choices=known),
        derive(
            Organisation,
            "holiday_region",
            kind=Kind.CHOICE,
            choices=tuple(sorted(regions.items(), key=lambda pair: pair[1])),
            hidden=not regions,
            help=_("Empty: those of the whole country."),
        ),
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
        derive(Organisation, "languages", kind=Kind.LIST, choices=LOCALES),
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
