"""Keys of programs."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from dealwright.core.ids import new_id
from dealwright.events.history import tracked
from dealwright.identity.models.people import User


@tracked(derived=["last_used_at"])
class ApiToken(models.Model):
    """A program's key to act as a user. Only its hash is kept; `scopes` are entries like "read:customers"."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="tokens")
    name = models.CharField(_("name"), max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")

    def __str__(self) -> str:
        return self.name
