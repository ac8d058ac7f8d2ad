"""The people who log in, and their teams."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from dealwright.core.ids import new_id
from dealwright.events.history import tracked
from dealwright.identity.models.principals import PrincipalKind, kept_as_principal
from dealwright.identity.models.roles import Role
from dealwright.identity.models.structure import BusinessUnit


class UserManager(BaseUserManager["User"]):
    """Looks people up by email, whatever its case."""

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username or "")


@tracked(derived=["last_login", "password"])  # former passwords are worth something to a thief only
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
        triggers = [
            kept_as_principal(
                PrincipalKind.USER,
                values="COALESCE(NULLIF(NEW.name, ''), NEW.email), NEW.job_title, NEW.email, NEW.is_active",
                columns=("name", "email", "job_title", "is_active"),
            )
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
    """People of any unit who work together; what the team owns belongs to each of them."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(_("name"), max_length=120)
    unit = models.ForeignKey(BusinessUnit, models.PROTECT, related_name="teams")
    members = models.ManyToManyField(User, related_name="teams", blank=True)

    class Meta:
        verbose_name = _("team")
        verbose_name_plural = _("teams")
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                name="team_name_once",
                violation_error_message=_("A team has this name already."),
            )
        ]
        triggers = [
            kept_as_principal(
                PrincipalKind.TEAM, values="NEW.name, '', '', true", columns=("name",)
            )
        ]

    def __str__(self) -> str:
        return self.name
