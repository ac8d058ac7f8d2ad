"""The PDF of an activated quote, as it was first made."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from dealwright.quotes.models.quotes import Quote


class QuoteFile(models.Model):
    """The very bytes that a client downloads and accepts; written once, and dropped when the validity is extended.

    Kept in the database, so that it is committed, restored and deleted together with its quote.
    """

    quote = models.OneToOneField(Quote, models.CASCADE, primary_key=True, related_name="file")
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("quote file")
        verbose_name_plural = _("quote files")

    def __str__(self) -> str:
        return self.sha256
