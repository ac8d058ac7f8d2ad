"""Who can own a record or be given a share of it: a person or a team."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dealwright.identity.models.structure import BusinessUnit


class PrincipalKind(models.TextChoices):
    USER = "user", _("person")
    TEAM = "team", _("team")


class Principal(models.Model):
    """A person or a team, by the id that it has as such.

    Kept in step by triggers on both tables, so that a row that is owned needs one column, one index and one comparison
    whoever owns it.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    kind = models.CharField(max_length=4, choices=PrincipalKind)
    name = models.CharField(_("name"), max_length=254)
    job_title = models.CharField(_("job title"), max_length=120, blank=True)
    email = models.EmailField(_("email"), max_length=254, blank=True)
    unit = models.ForeignKey(BusinessUnit, models.PROTECT, related_name="+")
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("person or team")
        verbose_name_plural = _("people and teams")
        constraints = [
            models.CheckConstraint(
                name="principal_kind", condition=Q(kind__in=PrincipalKind.values)
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_team(self) -> bool:
        return self.kind == PrincipalKind.TEAM


KEPT = """
IF TG_OP = 'DELETE' THEN
    DELETE FROM identity_principal WHERE id = OLD.id;
    RETURN OLD;
END IF;
INSERT INTO identity_principal (id, kind, unit_id, name, job_title, email, is_active)
VALUES (NEW.id, '{kind}', NEW.unit_id, {values})
ON CONFLICT (id) DO UPDATE
    SET unit_id = EXCLUDED.unit_id, name = EXCLUDED.name, job_title = EXCLUDED.job_title,
        email = EXCLUDED.email, is_active = EXCLUDED.is_active;
RETURN NEW;
"""


def kept_as_principal(
    kind: PrincipalKind, *, values: str, columns: tuple[str, ...]
) -> pgtrigger.Trigger:
    """The trigger of a table whose rows are principals.

    `values` are name, job title, email and whether active, as SQL over NEW; `columns` those that they are made of.
    """
    return pgtrigger.Trigger(
        name="kept_as_principal",
        when=pgtrigger.After,
        operation=pgtrigger.Insert | pgtrigger.Delete | pgtrigger.UpdateOf("unit_id", *columns),  # type: ignore[no-untyped-call]  # the library's constructor has no types
        func=KEPT.format(kind=kind.value, values=values),
    )
