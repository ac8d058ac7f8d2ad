"""Errors a person may cause. Each says what happened, why, and what to do next; none is logged as a fault."""

from collections.abc import Collection, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

type Text = str | Promise


class DomainError(Exception):
    """A refusal whose text is fit to be shown.

    `message` says what was refused and why; `remedy` says what to do next; `code` is stable for programs. `why` names the
    role that falls short, where that was found out while it could be.
    """

    status = 409
    code = "refused"

    def __init__(self, message: Text, *, remedy: Text = "", code: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy
        self.code = code or type(self).code
        self.why = ""

    def __str__(self) -> str:
        return str(self.message)


class NotAllowedError(DomainError):
    """The actor's roles do not permit this verb on this record."""

    status = 403
    code = "not_allowed"


class NotFoundError(DomainError):
    """There is no such record, or the actor may not know of it: both answer the same."""

    status = 404
    code = "not_found"


class RefusedError(DomainError):
    """The record's state, or another context's guard, stands against the verb."""


class CrossedError(RefusedError):
    """The database stopped this verb, as it and another waited for each other's rows. Done again, it may well pass."""

    code = "crossed"


class ConflictError(DomainError):
    """The record changed since the actor read it. `theirs` holds the present values, `mine` the refused ones."""

    status = 412
    code = "conflict"

    def __init__(
        self,
        message: Text,
        *,
        theirs: Mapping[str, Any],
        mine: Mapping[str, Any],
        version: int,
        changed_by: str = "",
    ) -> None:
        super().__init__(message, remedy=_("Compare both values, then save again."))
        self.theirs = dict(theirs)
        self.mine = dict(mine)
        self.version = version
        self.changed_by = changed_by


class InvalidError(DomainError):
    """The input cannot be taken. `errors` maps field names to sentences; "" holds what concerns the whole.

    `restricted` names those of the fields that the actor's roles let them read, not change.
    """

    status = 422
    code = "invalid"

    def __init__(
        self, errors: Mapping[str, Text | list[Text]], *, restricted: Collection[str] = ()
    ) -> None:
        self.restricted = frozenset(restricted)
        self.errors: dict[str, list[Text]] = {
            field: list(found) if isinstance(found, list) else [found]
            for field, found in errors.items()
        }
        super().__init__(" ".join(str(text) for texts in self.errors.values() for text in texts))


class InvalidRowsError(InvalidError):
    """Some rows of a batch cannot be taken; none was written. `rows` maps their positions to their errors."""

    def __init__(self, rows: Mapping[int, InvalidError]) -> None:
        self.rows = dict(rows)
        first = next(iter(self.rows.values()))
        super().__init__(dict(first.errors))


def require(allowed: object, message: Text = "", *, remedy: Text = "") -> None:
    """Raise NotAllowedError unless `allowed` is true."""
    if not allowed:
        raise NotAllowedError(
            message or _("Your roles do not allow this."),
            remedy=remedy or _("Ask an administrator for the right."),
        )


def refuse_unless(holds: object, message: Text, *, remedy: Text = "", code: str = "") -> None:
    """Raise RefusedError unless `holds` is true."""
    if not holds:
        raise RefusedError(message, remedy=remedy, code=code)


def sentence(error: DomainError) -> str:
    """An error in one sentence, with the fields it concerns, and one more that says why. Of several parts only the last
    keeps its full stop.
    """
    return " ".join(filter(None, [_sentence(error), error.why]))


def _sentence(error: DomainError) -> str:
    if not isinstance(error, InvalidError):
        return str(error)
    parts = [
        f"{name}: {' '.join(str(text) for text in texts)}" if name else " ".join(map(str, texts))
        for name, texts in error.errors.items()
    ]
    return "; ".join([*(part.removesuffix(".") for part in parts[:-1]), *parts[-1:]])
