"""What the client said."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dealwright.core.ids import new_id
from dealwright.events.history import tracked
from dealwright.quotes.models.links import QuoteLink
from dealwright.quotes.models.quotes import Quote


@tracked()
class QuoteAnswer(models.Model):
    """The client's one answer to a quote: who, when, from which address, and to which file.

    `sha256` is that of the PDF he could read. `link` is missing where somebody noted down an answer that came
    on paper or by telephone.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    quote = models.OneToOneField(Quote, models.CASCADE, related_name="answer")
    link = models.ForeignKey(QuoteLink, models.PROTECT, null=True, related_name="answers")
    is_accepted = models.BooleanField(_("accepted"))
    name = models.CharField(_("name"), max_length=160)
    reason = models.TextField(_("reason"), blank=True, max_length=2000)
    at = models.DateTimeField(_("at"))
    address = models.GenericIPAddressField(_("network address"), null=True)
    sha256 = models.CharField(_("SHA-256 of the file"), max_length=64)

    class Meta:
        verbose_name = _("answer of the client")
        verbose_name_plural = _("answers of clients")
        constraints = [
            models.CheckConstraint(
                name="quote_answer_name",
                condition=~Q(name=""),
                violation_error_message=_("Who answers says his name."),
            ),
            models.CheckConstraint(
                name="quote_answer_decline_has_reason",
                condition=Q(is_accepted=True) | ~Q(reason=""),
                violation_error_message=_("Say why you decline, so that we can do better."),
            ),
        ]

    def __str__(self) -> str:
        return self.name
