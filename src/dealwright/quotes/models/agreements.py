"""What is agreed with a customer for a time."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dealwright.catalog.models import Terms, terms_constraints
from dealwright.core.actor import Actor
from dealwright.customers.models import Account
from dealwright.events.history import tracked
from dealwright.records.models import RecordQuerySet


class AgreementQuerySet(RecordQuerySet["Agreement"]):
    """Agreements are seen with their accounts."""

    def visible_to(self, actor: Actor) -> Self:
        """Those of accounts that the actor may read."""
        own = super().visible_to(actor)
        return own.filter(account__in=Account.objects.visible_to(actor))


@tracked()
class Agreement(Terms):
    """A price or discount that a customer was promised: a blanket price, or one for a volume committed to.

    With a committed quantity `from_quantity` counts as reached by every quote. One that `is_final` lets no promotion
    on top of it.
    """

    account = models.ForeignKey(
        Account, models.CASCADE, verbose_name=_("account"), related_name="agreements"
    )
    committed_quantity = models.DecimalField(
        _("committed quantity"), max_digits=14, decimal_places=4, default=0
    )
    is_final = models.BooleanField(_("no promotions on top"), default=False)

    objects = AgreementQuerySet.as_manager()

    class Meta:
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")
        constraints = [
            models.CheckConstraint(
                name="agreement_committed",
                condition=Q(committed_quantity__gte=0),
                violation_error_message=_("A quantity is zero or more."),
            ),
            *terms_constraints("agreement"),
        ]
        indexes = [models.Index(fields=["account", "valid_to"], name="agreement_account")]
