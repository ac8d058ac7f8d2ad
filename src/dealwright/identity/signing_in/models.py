"""Identity providers with their rules, and the counts of tries."""

from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from dealwright.core import sealing
from dealwright.core.ids import new_id
from dealwright.events.history import tracked

PURPOSE = "identity provider"


@tracked(derived=["sealed_secret"])
class IdentityProvider(models.Model):
    """A server that vouches for people by OpenID Connect. `key` stands in its addresses and never changes.

    `groups_claim` names what the provider tells of a person's groups; the mappings turn its values into roles.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.SlugField(max_length=40, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=40)
    server_url = models.CharField(_("issuer address"), max_length=300)
    client_id = models.CharField(_("client id"), max_length=191)
    sealed_secret = models.TextField(blank=True)
    groups_claim = models.CharField(_("claim with the groups"), max_length=80, blank=True)
    unit = models.ForeignKey(
        "identity.BusinessUnit",
        models.PROTECT,
        related_name="+",
        verbose_name=_("business unit of new people"),
    )
    creates_people = models.BooleanField(_("adds people at their first sign-in"), default=False)
    links_by_email = models.BooleanField(_("trusted for email addresses"), default=False)
    is_second_factor = models.BooleanField(_("trusted for the second factor"), default=False)
    is_active = models.BooleanField(_("offered at sign-in"), default=True)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("identity provider")
        verbose_name_plural = _("identity providers")
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                name="identity_provider_name_once",
                violation_error_message=_("A provider has this name already."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def secret(self) -> str:
        """The client secret in clear, for the conversation with the provider only."""
        return sealing.unseal(self.sealed_secret, purpose=PURPOSE)

    @secret.setter
    def secret(self, text: str) -> None:
        self.sealed_secret = sealing.seal(text, purpose=PURPOSE)


@tracked()
class RoleMapping(models.Model):
    """Who has `value` in the provider's groups has this role."""

    provider = models.ForeignKey(IdentityProvider, models.CASCADE, related_name="mappings")
    value = models.CharField(_("value of the claim"), max_length=200)
    role = models.ForeignKey("identity.Role", models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("role mapping")
        verbose_name_plural = _("role mappings")
        constraints = [
            models.UniqueConstraint(fields=["provider", "value", "role"], name="role_mapping_once"),
        ]

    def __str__(self) -> str:
        return f"{self.value} → {self.role_id}"


@tracked()
class ProvidedRole(models.Model):
    """A role that a person has from a provider, and loses when the provider no longer says so.

    A role without such a row was given by hand and stays whatever a provider says.
    """

    user = models.ForeignKey("identity.User", models.CASCADE, related_name="provided_roles")
    role = models.ForeignKey("identity.Role", models.CASCADE, related_name="+")
    provider = models.ForeignKey(IdentityProvider, models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("provided role")
        verbose_name_plural = _("provided roles")
        constraints = [
            models.UniqueConstraint(fields=["user", "role", "provider"], name="provided_role_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.role_id}"


class SharedCount(models.Model):
    """The table of Django's database cache: tries to sign in, and codes used, counted by all web processes together.

    Only the cache itself writes it, so the names are the cache's.
    """

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "identity_shared_count"
        verbose_name = _("shared count")
        verbose_name_plural = _("shared counts")

    def __str__(self) -> str:
        return self.cache_key
