"""Saved views, and what each person makes of the views of a list."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dealwright.core.actor import Actor
from dealwright.core.ids import new_id
from dealwright.identity import access
from dealwright.identity.models import Team

LONGEST_STATE = 8000


class Audience(models.TextChoices):
    """Whom a view is for."""

    OWN = "own", _("only me")
    TEAM = "team", _("a team")
    EVERYONE = "everyone", _("everyone")


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    def visible_to(self, actor: Actor) -> Self:
        """The views that the actor made, those of their teams, and those of everyone."""
        mine = access.principals(actor)
        return self.filter(
            Q(user=actor.id)
            | Q(audience=Audience.EVERYONE)
            | Q(audience=Audience.TEAM, team__in=mine.teams)
        )


class SavedView(models.Model):
    """A list as somebody wants to find it again. What it says is kept as it stands in an address: the filter in the filter
    language, columns with their widths, orders, groups. "Me" in it is whoever looks.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    entity = models.CharField(max_length=60)
    name = models.CharField(_("name"), max_length=80)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    audience = models.CharField(
        _("who sees it"), max_length=8, choices=Audience, default=Audience.OWN
    )
    team = models.ForeignKey(Team, models.CASCADE, null=True, related_name="+")
    filter = models.TextField(blank=True)
    cols = models.TextField(blank=True)
    sort = models.TextField(blank=True)
    group = models.TextField(blank=True)
    changed_at = models.DateTimeField()

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        verbose_name = _("view")
        verbose_name_plural = _("views")
        constraints = [
            models.CheckConstraint(
                name="saved_view_audience", condition=Q(audience__in=Audience.values)
            ),
            models.CheckConstraint(
                name="saved_view_team",
                condition=Q(audience=Audience.TEAM, team__isnull=False)
                | (~Q(audience=Audience.TEAM) & Q(team__isnull=True)),
                violation_error_message=_("Choose the team that sees the view."),
            ),
            models.UniqueConstraint(
                fields=["user", "entity", "name"],
                name="saved_view_name_once",
                violation_error_message=_("You have a view of this name already."),
            ),
        ]
        indexes = [models.Index(fields=["entity", "name"], name="saved_view_entity")]

    def __str__(self) -> str:
        return self.name


class ViewChoice(models.Model):
    """What a person makes of a view of a list, a saved one or one that the list has: the first to open, or a place in the
    navigation. `key` is the id of a saved view, or the word for it in the address.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    entity = models.CharField(max_length=60)
    key = models.CharField(max_length=40)
    is_default = models.BooleanField(default=False)
    is_pinned = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("choice of a view")
        verbose_name_plural = _("choices of views")
        constraints = [
            models.UniqueConstraint(fields=["user", "entity", "key"], name="view_choice_once"),
            models.UniqueConstraint(
                fields=["user", "entity"],
                condition=Q(is_default=True),
                name="view_choice_one_default",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entity} {self.key}"
