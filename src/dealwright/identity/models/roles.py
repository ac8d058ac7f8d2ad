"""Roles: what they grant on each kind of record, and on single fields of it."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from dealwright.core.ids import new_id
from dealwright.events.history import tracked
from dealwright.identity.privileges import Depth, FieldLevel, Privilege


@tracked()
class Role(models.Model):
    """A named set of grants. The standard ones are kept in step with the product until an administrator adapts them.

    `discount_limit` is how many percent below what the rules say its people may go with a price. Of several roles the
    widest counts among those that say something; where none does, there is no limit.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.SlugField(max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=80)
    is_administrator = models.BooleanField(default=False)
    is_adapted = models.BooleanField(default=False)
    requires_second_factor = models.BooleanField(default=False)
    discount_limit = models.DecimalField(
        _("most discount by hand, %"), max_digits=6, decimal_places=3, null=True, blank=True
    )

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                name="role_name_once",
                violation_error_message=_("A role has this name already."),
            ),
            models.CheckConstraint(
                name="role_discount_limit",
                condition=Q(discount_limit__isnull=True)
                | Q(discount_limit__gte=0, discount_limit__lte=100),
                violation_error_message=_("A discount lies between 0 and 100 %%."),
            ),
        ]

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


@tracked()
class FieldRight(models.Model):
    """What a role makes of one field of a kind of record. A field without a row is written by whoever writes the record.

    Of several roles the widest wins, among those that grant anything on the kind.
    """

    role = models.ForeignKey(Role, models.CASCADE, related_name="field_rights")
    entity = models.CharField(max_length=60)
    field = models.CharField(max_length=60)
    level = models.PositiveSmallIntegerField(
        choices=[(each.value, each.name) for each in FieldLevel]
    )

    class Meta:
        verbose_name = _("field right")
        verbose_name_plural = _("field rights")
        constraints = [
            models.UniqueConstraint(fields=["role", "entity", "field"], name="field_right_once"),
            models.CheckConstraint(
                name="field_right_level",
                condition=Q(level__in=[FieldLevel.HIDDEN.value, FieldLevel.READ.value]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role_id}: {self.entity}.{self.field}"
