"""Turns what the database refused into a sentence, from the constraint's own `violation_error_message`."""

from collections.abc import Callable
from functools import cache

from django.apps import apps
from django.db import IntegrityError, OperationalError, models
from django.db.models import ProtectedError, RestrictedError
from django.utils.translation import gettext as _

from dealwright.core.errors import CrossedError, DomainError, InvalidError, RefusedError


@cache
def _declared() -> dict[str, tuple[type[models.Model], models.BaseConstraint]]:
    return {
        constraint.name: (model, constraint)
        for model in apps.get_models()
        for constraint in model._meta.constraints
    }


def _fields(constraint: models.BaseConstraint) -> list[str]:
    return list(getattr(constraint, "fields", ()) or ())


_further: list[Callable[[str], DomainError | None]] = []


def also(explain_name: Callable[[str], DomainError | None]) -> None:
    """Make known who explains constraints that no model declares; it is asked with the name and may answer None."""
    _further.append(explain_name)


def explain(error: IntegrityError) -> DomainError:
    """The refusal behind a database error; unknown constraints stay a fault and are raised again."""
    diagnosis = getattr(error.__cause__, "diag", None)
    name = getattr(diagnosis, "constraint_name", None) or ""
    if name in _declared():
        _model, constraint = _declared()[name]
        fields = _fields(constraint)
        return InvalidError(
            {fields[-1] if fields else "": str(constraint.get_violation_error_message())}
        )
    for explain_name in _further:
        if told := explain_name(name):
            return told
    column = getattr(diagnosis, "column_name", None)
    if column:
        return InvalidError({column: _("This cannot be empty.")})
    state = getattr(error.__cause__, "sqlstate", "")
    if state == "23503":  # foreign key
        return RefusedError(
            _("A record this refers to is gone, or another still refers to it."),
            remedy=_("Reload the page and try again."),
        )
    raise error


DEADLOCK = "40P01"  # PostgreSQL's word for two that wait for each other


def explain_crossing(error: OperationalError) -> CrossedError:
    """The refusal of whom the database stopped, as another held what it waited for and the other way round; any other
    trouble of the database stays a fault and is raised again.
    """
    if getattr(error.__cause__, "sqlstate", "") != DEADLOCK:
        raise error
    return CrossedError(
        _("Someone was changing the same records at this very moment, so nothing was changed."),
        remedy=_("Try again."),
    )


def explain_in_use(error: ProtectedError | RestrictedError) -> RefusedError:
    """A record that others refer to is not deleted; the sentence says which kinds refer to it."""
    objects = (
        error.protected_objects if isinstance(error, ProtectedError) else error.restricted_objects
    )
    kinds = sorted({str(row._meta.verbose_name_plural) for row in objects})
    return RefusedError(
        _("It is still used by: %(kinds)s.") % {"kinds": ", ".join(kinds)},
        remedy=_("Remove or reassign these first, or close the record instead of deleting it."),
        code="in_use",
    )
