"""People and teams as what a link leads to. They are no registered kind; everybody may know of colleagues by name."""

from typing import Any

from django.db import models

from dealwright.core.actor import Actor
from dealwright.identity.models import Principal, User
from dealwright.records.fields import derive
from dealwright.records.registry import Entity


class _People(Entity):
    """Those who work here, or did: anyone may ask for them."""

    def visible(self, rows: "models.QuerySet[Any, Any]", actor: Actor) -> "models.QuerySet[Any]":  # noqa: ARG002  they are the same to everyone
        return rows


def _people(model: type[models.Model]) -> Entity:
    fields = [derive(model, name) for name in ("name", "job_title")]
    return _People(model=model, icon="user", fields=fields)


PEOPLE = {kind.key: kind for kind in map(_people, (Principal, User))}
