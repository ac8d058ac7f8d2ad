"""The client's way to one quote."""

from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from dealwright.core.ids import new_id
from dealwright.events.history import tracked
from dealwright.identity.models import User
from dealwright.quotes.models.quotes import Quote


@tracked(derived=["opened_at"])
class QuoteLink(models.Model):
    """An address under which a client finds one quote until it expires or is revoked.

    The address carries the id and a signature (`links.token_of`), so the table alone opens nothing.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    quote = models.ForeignKey(Quote, models.CASCADE, related_name="links")
    sent_to = models.EmailField(_("sent to"), max_length=254, blank=True)
    created_at = models.DateTimeField(_("created"))
    created_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    expires_at = models.DateTimeField(_("expires"))
    revoked_at = models.DateTimeField(_("revoked"), null=True)
    opened_at = models.DateTimeField(_("first opened"), null=True)

    class Meta:
        verbose_name = _("client link")
        verbose_name_plural = _("client links")
        constraints = [
            models.CheckConstraint(
                name="quote_link_expires_later",
                condition=models.Q(expires_at__gt=models.F("created_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quote_id} {self.sent_to}".strip()

    def opens_at(self, at: datetime) -> bool:
        """Whether it still leads to the quote at this moment."""
        return self.revoked_at is None and at < self.expires_at
