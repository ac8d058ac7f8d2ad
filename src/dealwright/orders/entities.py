"""What the rest of the house may know of orders."""

from django.utils.translation import gettext_lazy as _

from dealwright.orders import actions, policies
from dealwright.orders.models import Order
from dealwright.quotes.entities import COPY_PRICES
from dealwright.records import numbering, registry
from dealwright.records.fields import Field, Kind, derive
from dealwright.records.registry import Command, Entity

ABOUT = _("About")
DELIVERY = _("Delivery")
SUMS = _("Sums")


def _kept(name: str, **more: object) -> Field:
    """A field that no form changes."""
    return derive(Order, name, creatable=False, editable=False, required=False, **more)


def _sum(name: str) -> Field:
    return _kept(name, kind=Kind.MONEY, currency="currency", group=SUMS)


ORDER = registry.register(
    Entity(
        model=Order,
        icon="package-check",
        title="name",
        number="number",
        subtitle="number",
        is_document=True,
        search=("name", "number"),
        order=("-created_at",),
        area=_("Estimate and quote"),
        page="orders:order",
        route="orders",
        related=("quote", "opportunity", "account", "contact"),
        fields=(
            _kept("number"),
            _kept("name"),
            _kept("state"),
            _kept("account", group=ABOUT),
            _kept("contact", group=ABOUT),
            _kept("opportunity", group=ABOUT),
            _kept("quote", group=ABOUT),
            derive(Order, "owner", required=False, creatable=False, group=ABOUT),
            derive(Order, "client_reference", creatable=False, group=DELIVERY, example="PO 4711"),
            derive(Order, "delivery_on", creatable=False, group=DELIVERY),
            derive(Order, "note", creatable=False, group=DELIVERY),
            _kept("term_months", group=SUMS),
            _kept("payment_terms", group=SUMS),
            _kept("currency", kind=Kind.CURRENCY),
            _sum("discount_total"),
            _sum("net"),
            _sum("freight"),
            _sum("tax_total"),
            _kept("is_tax_included", group=SUMS),
            _sum("total"),
            _kept("confirmed_at"),
            _kept("fulfilled_at"),
            _kept("cancelled_at"),
            _kept("cancel_reason"),
            _kept("created_at"),
            _kept("modified_at"),
        ),
        update=actions.update,
        may_update=policies.can_edit,
        commands=(
            Command(
                name="quote-again",
                label=_("Quote again"),
                icon="file-plus",
                action=actions.quote_again,
                allowed=policies.offers_quote,
                parameters=(COPY_PRICES,),
                answers="quotes.quote",
                help=_("A new draft with the lines that were ordered."),
            ),
            Command(
                name="cancel",
                label=_("Cancel order"),
                icon="circle-x",
                action=actions.cancel,
                allowed=policies.offers_cancel,
                parameters=(
                    Field(
                        name="reason",
                        label=_("reason"),
                        kind=Kind.LONG_TEXT,
                        required=True,
                        max_length=500,
                        example="The client's site is not built yet.",
                    ),
                ),
                help=_("The order stays in the books as cancelled."),
            ),
            Command(
                name="confirm",
                label=_("Confirm"),
                icon="check",
                tone="primary",
                action=actions.confirm,
                allowed=policies.offers_confirm,
            ),
            Command(
                name="fulfil",
                label=_("Fulfilled"),
                icon="package-check",
                tone="primary",
                action=actions.fulfil,
                allowed=policies.offers_fulfil,
            ),
        ),
    )
)

numbering.register("ORD", "orders.order")
