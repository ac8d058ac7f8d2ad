"""What the rest of the house may know of quotes."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from dealwright.catalog.rules import terms_fields
from dealwright.quotes import actions, policies
from dealwright.quotes.models import Agreement, CloseReason, Prices, Quote
from dealwright.records import numbering, registry
from dealwright.records.fields import Field, Kind, derive
from dealwright.records.registry import Command, Entity

ABOUT = _("About")
PRICES = _("Prices")
TERMS = _("Terms")
SUMS = _("Sums")
ZERO = Decimal(0)
HUNDRED = Decimal(100)

NAME = Field(name="name", label=_("name"), required=True, max_length=160, example="Annika Sjöberg")

COPY_PRICES = Field(
    name="prices",
    label=_("prices"),
    kind=Kind.CHOICE,
    required=True,
    choices=tuple((choice.value, choice.label) for choice in Prices),
    example="anew",
)


def _sum(name: str) -> Field:
    return derive(
        Quote,
        name,
        kind=Kind.MONEY,
        currency="currency",
        group=SUMS,
        creatable=False,
        editable=False,
    )


def _given_amount(name: str) -> Field:
    return derive(
        Quote,
        name,
        kind=Kind.MONEY,
        currency="currency",
        minimum=ZERO,
        clearable=True,
        group=PRICES,
    )


QUOTE = registry.register(
    Entity(
        model=Quote,
        icon="file-text",
        title="name",
        number="number",
        subtitle="number",
        is_document=True,
        search=("name", "number"),
        order=("-created_at",),
        area=_("Estimate and quote"),
        page="quotes:quote",
        route="quotes",
        related=("opportunity", "account", "contact"),
        fields=(
            derive(Quote, "number", creatable=False, editable=False),
            derive(Quote, "revision", creatable=False, editable=False),
            derive(
                Quote, "name", quick=True, required=False, group=ABOUT, example="Malmö cross-dock"
            ),
            derive(Quote, "is_primary", creatable=False, editable=False),
            derive(Quote, "state", creatable=False, editable=False),
            derive(Quote, "close_reason", creatable=False, editable=False),
            derive(Quote, "close_note", creatable=False, editable=False),
            derive(
                Quote,
                "opportunity",
                quick=True,
                editable=False,
                group=ABOUT,
                help=_("Customer, currency and lines come from the deal."),
            ),
            derive(Quote, "account", quick=True, required=False, group=ABOUT),
            derive(Quote, "contact", quick=True, group=ABOUT),
            derive(Quote, "owner", required=False, group=ABOUT),
            derive(
                Quote, "currency", kind=Kind.CURRENCY, required=False, editable=False, group=PRICES
            ),
            derive(Quote, "price_list", group=PRICES),
            derive(
                Quote,
                "discount_percent",
                kind=Kind.PERCENT,
                minimum=ZERO,
                maximum=HUNDRED,
                clearable=True,
                group=PRICES,
            ),
            _given_amount("discount_amount"),
            _given_amount("freight"),
            derive(Quote, "codes", group=PRICES, example="SPRING"),
            derive(Quote, "valid_until", group=TERMS),
            derive(Quote, "term_months", group=TERMS, minimum=1, maximum=600, example="36"),
            derive(Quote, "payment_terms", group=TERMS, example="30 days net"),
            derive(Quote, "locale", required=False, group=TERMS, example="sv-SE"),
            derive(Quote, "notes", group=TERMS),
            derive(Quote, "terms", group=TERMS),
            _sum("lines_total"),
            _sum("discount_total"),
            _sum("net"),
            _sum("tax_total"),
            _sum("total"),
            derive(Quote, "activated_at", creatable=False, editable=False),
            derive(Quote, "closed_at", creatable=False, editable=False),
            derive(Quote, "created_at", creatable=False, editable=False),
            derive(Quote, "modified_at", creatable=False, editable=False),
        ),
        create=actions.create_many,
        update=actions.update,
        delete=actions.delete,
        may_create=policies.can_create,
        may_update=policies.offers_edit,
        may_delete=policies.offers_delete,
        commands=(
            Command(
                name="copy",
                label=_("Copy"),
                icon="copy",
                action=actions.copy,
                allowed=policies.can_copy,
                parameters=(
                    COPY_PRICES,
                    Field(
                        name="name",
                        label=_("name"),
                        max_length=200,
                        help=_("That of this quote, unless you write another."),
                    ),
                    Field(
                        name="account",
                        label=_("account"),
                        kind=Kind.LINK,
                        to="customers.account",
                        help=_("That of this quote, unless you choose another."),
                    ),
                    Field(
                        name="opportunity",
                        label=_("opportunity"),
                        kind=Kind.LINK,
                        to="opportunities.opportunity",
                        help=_("An open deal that the new quote is for, if any."),
                    ),
                ),
                answers="quotes.quote",
                help=_("A new draft with a number of its own."),
            ),
            Command(
                name="make-primary",
                label=_("Make primary"),
                icon="star",
                action=actions.make_primary,
                allowed=policies.offers_lead,
                help=_("It stands for its deal, whose estimate may follow it."),
            ),
            Command(
                name="close",
                label=_("Close quote"),
                icon="circle-x",
                action=actions.close,
                allowed=policies.offers_close,
                parameters=(
                    Field(
                        name="reason",
                        label=_("reason"),
                        kind=Kind.CHOICE,
                        required=True,
                        choices=tuple(
                            (reason.value, reason.label)
                            for reason in (CloseReason.LOST, CloseReason.CANCELLED)
                        ),
                        example="lost",
                    ),
                    Field(name="note", label=_("note"), kind=Kind.LONG_TEXT, max_length=500),
                ),
                help=_("The quote ends here; its deal goes on."),
            ),
            Command(
                name="revise",
                label=_("Revise"),
                icon="file-pen-line",
                action=actions.revise,
                allowed=policies.offers_revise,
                answers="quotes.quote",
                help=_("A new draft takes its place, with the same number and the next revision."),
            ),
            Command(
                name="extend",
                label=_("Extend validity"),
                icon="calendar-clock",
                action=actions.extend,
                allowed=policies.offers_extend,
                parameters=(
                    Field(
                        name="valid_until",
                        label=_("valid until"),
                        kind=Kind.DATE,
                        required=True,
                        example="2026-12-18",
                    ),
                ),
                help=_("Prices and terms stay. What expired can be accepted again."),
            ),
            Command(
                name="revoke-links",
                label=_("Shut client links"),
                icon="link-2-off",
                action=actions.revoke_links,
                allowed=policies.offers_sending,
                help=_("Every address that was sent for this quote stops working."),
            ),
            Command(
                name="accept",
                label=_("Note acceptance"),
                icon="circle-check",
                action=actions.accept,
                allowed=policies.offers_answer,
                parameters=(NAME,),
                help=_(
                    "The client said yes outside this page. The deal is won, the order is made."
                ),
            ),
            Command(
                name="decline",
                label=_("Note refusal"),
                icon="circle-slash",
                action=actions.decline,
                allowed=policies.offers_answer,
                parameters=(
                    NAME,
                    Field(
                        name="reason",
                        label=_("reason"),
                        kind=Kind.LONG_TEXT,
                        required=True,
                        max_length=2000,
                        example="The delivery date comes too late for us.",
                    ),
                ),
                help=_("The client said no outside this page."),
            ),
            Command(
                name="send",
                label=_("Send"),
                icon="send",
                tone="primary",
                action=actions.send,
                allowed=policies.offers_sending,
                parameters=(
                    Field(
                        name="to",
                        label=_("to"),
                        kind=Kind.EMAIL,
                        max_length=254,
                        help=_("The contact's address, unless you write another."),
                        example="annika@nordhaven.example",
                    ),
                    Field(name="message", label=_("message"), kind=Kind.LONG_TEXT, max_length=2000),
                ),
                help=_(
                    "Mails a link under which the client reads, downloads and answers the quote."
                ),
            ),
            Command(
                name="activate",
                label=_("Activate"),
                icon="stamp",
                tone="primary",
                action=actions.activate,
                allowed=policies.offers_activate,
                help=_("Names, prices and terms are frozen, and the quote can go to the client."),
            ),
        ),
    )
)

AGREEMENT = registry.register(
    Entity(
        model=Agreement,
        icon="handshake",
        title="name",
        subtitle="account__name",
        search=("name", "account__name"),
        order=("name",),
        area=_("Estimate and quote"),
        page="quotes:agreement",
        route="agreements",
        related=("account", "product"),
        open_fields=("method", "currency"),
        fields=(
            derive(Agreement, "name", quick=True, group=ABOUT, example="Frame contract 2026"),
            derive(Agreement, "account", quick=True, editable=False, group=ABOUT),
            derive(
                Agreement,
                "is_final",
                group=ABOUT,
                help=_("Where it counts, no promotion takes anything off besides."),
            ),
            *terms_fields(Agreement),
            derive(
                Agreement,
                "committed_quantity",
                minimum=ZERO,
                group=ABOUT,
                help=_(
                    "The volume the customer committed to: the quantity above is reached by every quote."
                ),
            ),
            derive(Agreement, "created_at", creatable=False, editable=False),
            derive(Agreement, "modified_at", creatable=False, editable=False),
        ),
        create=actions.create_agreements,
        update=actions.update_agreement,
        delete=actions.delete_agreement,
        may_create=policies.can_create_agreement,
        may_update=policies.can_edit_agreement,
        may_delete=policies.can_delete_agreement,
    )
)

registry.extend(
    "opportunities.opportunity",
    Command(
        name="quote",
        label=_("Quote"),
        icon="file-plus",
        action=actions.quote_deal,
        allowed=policies.offers_quote,
        parameters=(
            Field(
                name="name",
                label=_("name"),
                max_length=200,
                help=_("The name of the deal, unless you write another."),
            ),
        ),
        answers="quotes.quote",
    ),
)

numbering.register("QUO", "quotes.quote")
