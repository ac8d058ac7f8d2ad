"""How often one address tried something on a client's page."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ClientTry(models.Model):
    """Tries of one kind from one address within one window of time. Nobody can read the address back."""

    digest = models.CharField(max_length=64)
    began_at = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("tries on client pages")
        verbose_name_plural = _("tries on client pages")
        constraints = [
            models.UniqueConstraint(fields=["digest", "began_at"], name="client_try_once")
        ]
        indexes = [models.Index(fields=["began_at"], name="client_try_began")]

    def __str__(self) -> str:
        return f"{self.digest[:8]} {self.count}"
