"""Users, units, teams, roles, tokens."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from dealwright.core.ids import new_id
from dealwright.events.history import tracked
from dealwright.identity.privileges import Depth, Privilege
from dealwright.identity.signing_in.models import IdentityProvider  # noqa: F401  Django looks for models here


@tracked()
class BusinessUnit(models.Model):
    """A node of the organisation's tree; every user and every owned row belongs to one."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(_("name"), max_length=120)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children"
    )

    class Meta:
        verbose_name = _("business unit")
        verbose_name_plural = _("business units")
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                name="unit_name_once",
                violation_error_message=_("A business unit has this name already."),
            ),
            models.CheckConstraint(
                name="unit_not_own_parent",
                condition=~Q(parent=F("id")),
                violation_error_message=_("A unit cannot be its own parent."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


@tracked()
class Role(models.Model):
    """A named set of grants. A role with `key` is standard and is kept in step by migrations."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.SlugField(max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=80)
    is_administrator = models.BooleanField(default=False)
    requires_second_factor = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")

    def __str__(self) -> str:
        return self.name


@tracked()
class Grant(models.Model):
    """One privilege of a role on one kind of record, to a depth. `entity` is a label such as "customers.account"."""

    role = models.ForeignKey(Role, models.CASCADE, related_name="grants")
    entity = models.CharField(max_length=60)
    privilege = models.CharField(max_length=10, choices=[(p.value, p.value) for p in Privilege])
    depth = models.PositiveSmallIntegerField(choices=[(d.value, d.name) for d in Depth])

    class Meta:
        verbose_name = _("grant")
        verbose_name_plural = _("grants")
        constraints = [
            models.UniqueConstraint(fields=["role", "entity", "privilege"], name="grant_once"),
            models.CheckConstraint(
                name="grant_privilege", condition=Q(privilege__in=[p.value for p in Privilege])
            ),
            models.CheckConstraint(
                name="grant_depth", condition=Q(depth__in=[d.value for d in Depth])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role_id}: {self.privilege} {self.entity}"


class UserManager(BaseUserManager["User"]):
    """Looks people up by email, whatever its case."""

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username or "")


@tracked(derived=["last_login"])
class User(AbstractBaseUser):
    """A person who logs in with an email address."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    email = models.EmailField(_("email"), max_length=254)
    name = models.CharField(_("name"), max_length=120)
    job_title = models.CharField(_("job title"), max_length=120, blank=True)
    unit = models.ForeignKey(BusinessUnit, models.PROTECT, related_name="users")
    manager = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="reports"
    )
    roles = models.ManyToManyField(Role, related_name="users", blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    time_zone = models.CharField(max_length=50, blank=True)
    locale = models.CharField(max_length=20, blank=True)
    created_at = models.DateTimeField()

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_once",
                violation_error_message=_("Someone has this email address already."),
            ),
            models.CheckConstraint(
                name="user_not_own_manager",
                condition=Q(manager__isnull=True) | ~Q(manager=F("id")),
                violation_error_message=_("Nobody is their own manager."),
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def is_expected(self) -> bool:
        """Whether the person was invited, has not come yet, and has no password to come with."""
        return self.is_active and self.last_login is None and not self.has_usable_password()

    @property
    def initials(self) -> str:
        """Two letters for the avatar."""
        words = (self.name or self.email).split()
        return (words[0][:1] + (words[-1][:1] if len(words) > 1 else "")).upper()


@tracked()
class Team(models.Model):
    """People of any unit who work together."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(_("name"), max_length=120)
    unit = models.ForeignKey(BusinessUnit, models.PROTECT, related_name="teams")
    members = models.ManyToManyField(User, related_name="teams", blank=True)

    class Meta:
        verbose_name = _("team")
        verbose_name_plural = _("teams")
        constraints = [models.UniqueConstraint(Lower("name"), name="team_name_once")]

    def __str__(self) -> str:
        return self.name


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
