"""What the rest of the house may know of our records."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from dealwright.customers import actions, policies, queries
from dealwright.customers.models import Account, Contact
from dealwright.records import numbering, registry
from dealwright.records.fields import Kind, derive
from dealwright.records.matching import declared, plans
from dealwright.records.merging import offering
from dealwright.records.merging.declared import Mergeable
from dealwright.records.registry import Entity

ABOUT = _("About")
BILLING = _("Billing address")
DELIVERY = _("Delivery address")
TERMS = _("Terms")

ACCOUNT = registry.register(
    Entity(
        model=Account,
        icon="building-2",
        title="name",
        number="number",
        subtitle="billing_city",
        search=("name", "number"),
        order=("name",),
        area=_("Customers"),
        page="customers:account",
        route="accounts",
        related=("parent",),
        open_fields=("parent",),
        fields=(
            derive(Account, "number", creatable=False, editable=False),
            derive(Account, "name", quick=True, group=ABOUT, example="Nordhaven Cold Chain AB"),
            derive(Account, "website", kind=Kind.URL, quick=True, group=ABOUT),
            derive(
                Account,
                "registration_number",
                searchable=True,
                of_register=True,
                group=ABOUT,
                example="556703-7485",
            ),
            derive(
                Account,
                "vat_number",
                searchable=True,
                of_register=True,
                group=ABOUT,
                example="SE556703748501",
            ),
            derive(Account, "industry", quick=True, group=ABOUT),
            derive(Account, "employees", group=ABOUT),
            derive(
                Account,
                "annual_revenue",
                kind=Kind.MONEY,
                currency="currency",
                minimum=Decimal(0),
                group=ABOUT,
            ),
            derive(Account, "founded", group=ABOUT),
            derive(Account, "phone", kind=Kind.PHONE, quick=True, group=ABOUT),
            derive(Account, "email", group=ABOUT),
            derive(Account, "parent", group=ABOUT),
            derive(Account, "owner", required=False, group=ABOUT),
            derive(Account, "billing_street", group=BILLING),
            derive(Account, "billing_postal_code", group=BILLING),
            derive(Account, "billing_city", group=BILLING),
            derive(Account, "billing_region", group=BILLING),
            derive(Account, "billing_country", group=BILLING),
            derive(Account, "delivery_street", group=DELIVERY),
            derive(Account, "delivery_postal_code", group=DELIVERY),
            derive(Account, "delivery_city", group=DELIVERY),
            derive(Account, "delivery_region", group=DELIVERY),
            derive(Account, "delivery_country", group=DELIVERY),
            derive(Account, "currency", kind=Kind.CURRENCY, required=False, group=TERMS),
            derive(Account, "price_list", group=TERMS),
            derive(Account, "description", group=ABOUT),
            derive(Account, "created_at", creatable=False, editable=False),
            derive(Account, "modified_at", creatable=False, editable=False),
        ),
        create=actions.create_accounts,
        update=actions.update_account,
        delete=actions.delete_account,
        may_create=policies.can_create_account,
        may_update=policies.can_edit_account,
        may_delete=policies.can_delete_account,
        is_batched=True,
        hints=queries.account_hints,
    )
)

CONTACT = registry.register(
    Entity(
        model=Contact,
        icon="user",
        title="name",
        subtitle="account__name",
        search=("name",),
        order=("name",),
        area=_("Customers"),
        page="customers:contact",
        route="contacts",
        related=("account",),
        open_fields=("first_name", "last_name", "account"),
        fields=(
            derive(Contact, "name", creatable=False, editable=False),
            derive(Contact, "first_name", quick=True, group=ABOUT, example="Annika"),
            derive(Contact, "last_name", quick=True, group=ABOUT, example="Sjöberg-Lindqvist"),
            derive(Contact, "account", quick=True, group=ABOUT),
            derive(Contact, "job_title", group=ABOUT),
            derive(Contact, "email", quick=True, group=ABOUT, example="annika@nordhaven.example"),
            derive(Contact, "phone", kind=Kind.PHONE, quick=True, group=ABOUT),
            derive(Contact, "mobile", kind=Kind.PHONE, group=ABOUT),
            derive(Contact, "owner", required=False, group=ABOUT),
            derive(Contact, "description", group=ABOUT),
            derive(Contact, "created_at", creatable=False, editable=False),
            derive(Contact, "modified_at", creatable=False, editable=False),
        ),
        create=actions.create_contacts,
        update=actions.update_contact,
        delete=actions.delete_contact,
        may_create=policies.can_create_contact,
        may_update=policies.can_edit_contact,
        may_delete=policies.can_delete_contact,
        is_batched=True,
        hints=queries.contact_hints,
    )
)

numbering.register("ACC", "customers.account")

offering.offer(
    Mergeable(
        entity=ACCOUNT.key,
        together=(
            ("currency", "price_list"),
            tuple(field.name for field in ACCOUNT.fields if field.group == BILLING),
            tuple(field.name for field in ACCOUNT.fields if field.group == DELIVERY),
        ),
    )
)
offering.offer(Mergeable(entity=CONTACT.key))

declared.register(
    ACCOUNT.key,
    plans.of_companies(
        plans.company("name"),
        plans.domain("website", "email"),
        plans.phones("phone"),
        plans.email("email"),
        plans.street("billing_street"),
        plans.place("billing_city"),
        plans.registration("registration_number", "vat_number", "billing_country"),
        plans.vat("vat_number"),
    ),
)
declared.register(
    CONTACT.key,
    plans.of_people(
        plans.name("first_name", "last_name"),
        plans.email("email"),
        plans.phones("phone", "mobile"),
        plans.company("account__name"),
    ),
)
