"""What keeps a unit or a team from being deleted: the kinds of row that lead to it, whatever context they belong to."""

from collections.abc import Iterator

from django.db import models
from django.db.models import ManyToOneRel, Model
from django.utils.translation import gettext as _

from dealwright.core.errors import refuse_unless
from dealwright.identity.models import Principal


def refuse_used(row: Model) -> None:
    """Raise RefusedError, naming the kinds, while rows lead here that cannot do without.

    One query for each kind: deleting a unit or a team is rare.
    """
    kinds = sorted(str(model._meta.verbose_name_plural) for model in _users(row))
    refuse_unless(
        not kinds,
        _("It is still used by: %(kinds)s.") % {"kinds": ", ".join(kinds)},
        remedy=_("Move or hand over these first."),
        code="in_use",
    )


def _users(row: Model) -> Iterator[type[Model]]:
    found = {
        relation.related_model: relation.field.name
        for relation in type(row)._meta.get_fields(include_hidden=True)
        if isinstance(relation, ManyToOneRel) and relation.on_delete is models.PROTECT
    }
    found.pop(Principal, None)  # the people and teams themselves say it
    for model, link in found.items():
        if model._default_manager.filter(**{link: row.pk}).exists():
            yield model
