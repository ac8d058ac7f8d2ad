"""Sales processes and their stages."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from dealwright.events.history import tracked
from dealwright.records.models import Record, RecordQuerySet


class Category(models.TextChoices):
    """Where a deal counts in the forecast."""

    OMITTED = "omitted", _("omitted")
    PIPELINE = "pipeline", _("pipeline")
    BEST_CASE = "best_case", _("best case")
    COMMIT = "commit", _("commit")


@tracked()
class SalesProcess(Record):
    """A way of selling: an ordered row of stages."""

    name = models.CharField(_("name"), max_length=80)
    is_default = models.BooleanField(_("default"), default=False)
    is_active = models.BooleanField(_("active"), default=True)

    objects = RecordQuerySet["SalesProcess"].as_manager()

    class Meta:
        verbose_name = _("sales process")
        verbose_name_plural = _("sales processes")
        constraints = [
            models.UniqueConstraint(
                Upper("name"),
                name="process_name_once",
                violation_error_message=_("There is a sales process with this name already."),
            ),
            models.UniqueConstraint(
                fields=["is_default"],
                name="process_one_default",
                condition=Q(is_default=True),
                violation_error_message=_("Another process is the default."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


@tracked()
class Stage(Record):
    """A step of a process. `required_fields` name what a deal must hold before it enters this stage."""

    process = models.ForeignKey(
        SalesProcess, models.CASCADE, verbose_name=_("sales process"), related_name="stages"
    )
    name = models.CharField(_("name"), max_length=60)
    position = models.PositiveSmallIntegerField(_("position"))
    probability = models.PositiveSmallIntegerField(_("probability, %"))
    category = models.CharField(
        _("forecast category"), max_length=10, choices=Category, default=Category.PIPELINE
    )
    required_fields = ArrayField(
        models.CharField(max_length=60), verbose_name=_("required fields"), default=list, blank=True
    )
    guidance = models.TextField(_("guidance"), blank=True)
    usual_days = models.PositiveSmallIntegerField(_("usual days"), null=True, blank=True)

    objects = RecordQuerySet["Stage"].as_manager()

    class Meta:
        verbose_name = _("stage")
        verbose_name_plural = _("stages")
        constraints = [
            models.UniqueConstraint(
                fields=["process", "position"],
                name="stage_position_once",
                deferrable=models.Deferrable.DEFERRED,
                violation_error_message=_("Two stages cannot share a position."),
            ),
            models.UniqueConstraint(
                "process",
                Upper("name"),
                name="stage_name_once",
                violation_error_message=_("This process has a stage of this name already."),
            ),
            models.CheckConstraint(
                name="stage_probability",
                condition=Q(probability__lte=100),
                violation_error_message=_("A probability lies between 0 and 100 %%."),
            ),
        ]

    def __str__(self) -> str:
        return self.name
