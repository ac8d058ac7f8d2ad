"""What an outside tax service told."""

from django.db import models
from django.db.models import Q

from dealwright.catalog.models.taxes import TaxClass
from dealwright.core.ids import new_id


class TaxAnswer(models.Model):
    """The latest rate of a class at a place; without one the service knows none. Asked for again, so it has no history."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tax_class = models.ForeignKey(TaxClass, models.CASCADE, related_name="+")
    country = models.CharField(max_length=2)
    region = models.CharField(max_length=100, blank=True)
    percent = models.DecimalField(max_digits=6, decimal_places=3, null=True)
    told_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tax_class", "country", "region"], name="tax_answer_once"
            ),
            models.CheckConstraint(
                name="tax_answer_percent",
                condition=Q(percent__isnull=True) | Q(percent__gte=0, percent__lte=100),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.country} {self.region}".strip()
