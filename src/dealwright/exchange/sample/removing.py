"""Taking the sample away: everything its people made or own, then the people themselves."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection, models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dealwright.activities.models import Activity
from dealwright.catalog.models import (
    BundlePart,
    ConfigurationRule,
    PriceList,
    PriceListItem,
    PriceListSelector,
    Product,
    ProductCost,
    ProductFamily,
    ProductProperty,
    ProductRelationship,
    ProductVersion,
    Promotion,
    PropertyChoice,
    PropertyOverride,
    QuantityBreak,
    VolumeBand,
    VolumeDiscount,
)
from dealwright.core.action import action
from dealwright.core.actor import Actor
from dealwright.core.errors import RefusedError, require
from dealwright.customers.models import Account, Contact
from dealwright.events import bus
from dealwright.events.models import EventDelivery, EventRecord
from dealwright.exchange.events import SampleRemoved
from dealwright.exchange.sample.cast import DOMAIN, UNITS
from dealwright.identity import access
from dealwright.identity.models import BusinessUnit, Share, Team, User
from dealwright.leads.models import Lead
from dealwright.opportunities.models import (
    Competitor,
    DealSpan,
    Opportunity,
    OpportunityCompetitor,
    OpportunityLine,
    Stakeholder,
)
from dealwright.orders.models import Order, OrderLine
from dealwright.organisation import queries as organisation
from dealwright.quotes.models import Quote, QuoteAnswer, QuoteFile, QuoteLine, QuoteLink
from dealwright.records.files.models import File, FileVersion

# Children before parents; each with the paths to whoever owns or made the row.
TABLES: tuple[tuple[type[models.Model], tuple[str, ...]], ...] = (
    (Share, ("principal", "created_by")),
    (Activity, ("owner",)),
    (OrderLine, ("order__owner",)),
    (Order, ("owner",)),
    (QuoteAnswer, ("quote__owner",)),
    (QuoteFile, ("quote__owner",)),
    (QuoteLink, ("quote__owner",)),
    (QuoteLine, ("quote__owner",)),
    (Quote, ("owner",)),
    (DealSpan, ("deal__owner",)),
    (Stakeholder, ("opportunity__owner",)),
    (OpportunityCompetitor, ("opportunity__owner",)),
    (OpportunityLine, ("opportunity__owner",)),
    (Opportunity, ("owner",)),
    (Lead, ("owner",)),
    (Contact, ("owner",)),
    (Account, ("owner",)),
    (Competitor, ("created_by",)),
    (QuantityBreak, ("item__created_by",)),
    (PriceListItem, ("created_by",)),
    (PriceListSelector, ("created_by",)),
    (PriceList, ("created_by",)),
    (ProductRelationship, ("created_by",)),
    (ConfigurationRule, ("created_by",)),
    (BundlePart, ("created_by",)),
    (VolumeBand, ("created_by",)),
    (VolumeDiscount, ("created_by",)),
    (Promotion, ("created_by",)),
    (PropertyChoice, ("property__created_by",)),
    (PropertyOverride, ("property__created_by",)),
    (ProductProperty, ("created_by",)),
    (ProductCost, ("product__created_by",)),
    (ProductVersion, ("product__created_by",)),
    (Product, ("created_by",)),
    (ProductFamily, ("created_by",)),
    (EventDelivery, ("event__actor_id",)),
    (
        EventRecord,
        ("actor_id",),
    ),  # or a later sample, whose records have the same ids, would inherit them
)


def is_there() -> bool:
    """Whether a sample is in this installation."""
    return BusinessUnit.objects.filter(name__in=UNITS).exists()


@action
def remove(*, by: Actor, at: datetime) -> int:
    """Take the sample away; returns the number of rows. All of it or nothing.

    Refuses all but administrators, the sample's own people, and when records of real people still refer to it.
    """
    require(access.is_administrator(by))
    people = [person.pk for person in _people(by)]
    teams = Team.objects.filter(unit__name__in=UNITS)
    owners = [*people, *teams.values_list("pk", flat=True)]
    count = _end_shares(owners) + _take_files(owners)
    count += sum(_delete(model, paths, owners) for model, paths in TABLES)
    teams.delete()
    count += len(people)
    User.objects.filter(pk__in=people).update(manager=None)
    User.objects.filter(pk__in=people).delete()
    for name in reversed(UNITS):
        BusinessUnit.objects.filter(name=name).delete()
    connection.check_constraints()  # now, not at commit: what still refers to the sample refuses the whole
    bus.record(SampleRemoved(rows=count), subject=organisation.current(), by=by, at=at)
    return count


def _people(by: Actor) -> list[User]:
    people = list(
        User.objects.filter(email__endswith=f"@{DOMAIN}", unit__name__in=UNITS).order_by("pk")
    )
    if any(person.pk == by.id for person in people):
        raise RefusedError(
            _("You belong to the sample yourself."), remedy=_("Sign in as another administrator.")
        )
    return people


def _take_files(owners: Sequence[UUID]) -> int:
    """Delete the files of what is about to go, whoever added them, and those that its people added elsewhere; the job
    that sweeps takes their bytes.
    """
    condition = Q(added_by__in=owners)
    for model, paths in TABLES:
        if "owner" in paths:
            records = model._default_manager.filter(owner__in=owners)
            condition |= Q(record_id__in=records.values("pk"))
    files = File.objects.filter(condition)
    versions = FileVersion.objects.filter(file__in=files.values("pk"))
    return _delete_rows(versions) + _delete_rows(files)


def _end_shares(owners: Sequence[UUID]) -> int:
    """Delete the shares of what is about to go, whoever they were given to; no foreign key leads to the records."""
    condition = Q(pk__in=[])
    for model, paths in TABLES:
        if "owner" in paths:
            records = model._default_manager.filter(owner__in=owners)
            condition |= Q(record_id__in=records.values("pk"))
    return _delete_rows(Share.objects.filter(condition))


def _delete(model: type[models.Model], paths: tuple[str, ...], owners: Sequence[UUID]) -> int:
    condition = Q()
    for path in paths:
        condition |= Q(**{f"{path}__in": owners})
    return _delete_rows(model._default_manager.filter(condition))


def _delete_rows(rows: models.QuerySet[models.Model]) -> int:
    return rows._raw_delete(rows.db)  # noqa: SLF001  set-based: the order above replaces Django's walk
