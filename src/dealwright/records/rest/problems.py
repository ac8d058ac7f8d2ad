"""Every refusal as problem details (RFC 9457): what was refused, why, what to do next, and a code for programs.

This is the API's one place where errors become answers; the pages have theirs in `ui.middleware`.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from django.utils.translation import gettext_lazy as _
from ninja.errors import HttpError
from ninja.errors import ValidationError as NinjaValidationError

from dealwright.core.actor import Actor
from dealwright.core.errors import (
    ConflictError,
    DomainError,
    InvalidError,
    InvalidRowsError,
    NotAllowedError,
    NotFoundError,
    Text,
)
from dealwright.core.ids import new_id
from dealwright.events.plain import plain
from dealwright.records import shapes
from dealwright.records.explaining import why
from dealwright.records.filtering.errors import FilterError
from dealwright.records.merging.errors import MergedError
from dealwright.records.rest import ROOT
from dealwright.records.rest.answers import answer

log = logging.getLogger(__name__)

MEDIA = "application/problem+json"


class MalformedError(DomainError):
    """The request cannot be read at all."""

    status = 400
    code = "malformed"


class UnauthenticatedError(DomainError):
    """Nobody is known to have sent this."""

    status = 401
    code = "unauthenticated"


class NotOfferedError(DomainError):
    """This address does not answer this method. `allow` names those that it answers."""

    status = 405
    code = "method_not_allowed"

    def __init__(self, allow: str) -> None:
        super().__init__(
            _("This address does not offer that method."),
            remedy=_("Use one of: %(methods)s.") % {"methods": allow},
        )
        self.allow = allow


class TooLargeError(DomainError):
    """The body is larger than the API reads."""

    status = 413
    code = "too_large"


class MediaTypeError(DomainError):
    """The body is not JSON."""

    status = 415
    code = "unsupported_media_type"


class PreconditionRequiredError(DomainError):
    """A change must say which version it was made from."""

    status = 428
    code = "precondition_required"


class TooManyError(DomainError):
    """Too many requests without valid credentials. `seconds` says when to come back."""

    status = 429
    code = "too_many_requests"

    def __init__(self, seconds: int) -> None:
        super().__init__(
            _("Too many requests without valid credentials came from this address."),
            remedy=_("Wait %(seconds)d seconds, then send a valid token.") % {"seconds": seconds},
        )
        self.seconds = seconds


class FaultError(DomainError):
    """Something broke that nobody foresaw; it is in the log under `occurrence`."""

    status = 500
    code = "fault"

    def __init__(self, occurrence: str) -> None:
        super().__init__(
            _("Something went wrong on our side. Nothing was changed."),
            remedy=_("Try again; if it happens again, tell an administrator the instance."),
        )
        self.occurrence = occurrence


@dataclass(frozen=True, slots=True)
class ProblemKind:
    """A type of problem: its name in the type's address, its title, and when it is answered."""

    name: str
    title: Text
    about: Text


KINDS: Mapping[int, ProblemKind] = {
    400: ProblemKind("malformed", _("The request cannot be read"), _("The body is no JSON, or a header is damaged.")),
    401: ProblemKind("unauthenticated", _("Credentials are needed"), _("No token or session was sent, or the token is unknown, expired or revoked.")),
    403: ProblemKind("not-allowed", _("You may not do this"), _("The person's roles, or the scopes of the token, do not reach that far.")),
    404: ProblemKind("not-found", _("There is nothing here"), _("There is no such address or record, or you may not know of it.")),
    405: ProblemKind("method-not-allowed", _("The method is not offered"), _("The Allow header names the methods that are.")),
    409: ProblemKind("refused", _("This is not possible now"), _("The state of the record, or of another one, stands against it.")),
    410: ProblemKind("merged", _("It was merged into another record"), _("`merged_into` is the id of that record, Location its address.")),
    412: ProblemKind("conflict", _("Someone else changed this"), _("If-Match names an older version; `theirs` and `mine` hold both values.")),
    413: ProblemKind("too-large", _("The body is too large"), _("Send fewer records at once.")),
    415: ProblemKind("unsupported-media-type", _("The body is not JSON"), _("Send Content-Type: application/json.")),
    422: ProblemKind("invalid", _("Something is missing or wrong"), _("`errors` names each field with the reason. Nothing was written.")),
    428: ProblemKind("precondition-required", _("Say which version you read"), _("A change needs If-Match with the version of the record.")),
    429: ProblemKind("too-many-requests", _("Too many requests"), _("Retry-After says when to come back.")),
    500: ProblemKind("fault", _("Something went wrong on our side"), _("It is logged under the `instance` of the answer.")),
}  # fmt: skip


def type_of(status: int) -> str:
    """The address of a problem type: its paragraph of the documentation."""
    return f"{ROOT}/docs#problem-{KINDS[status].name}"


def problem(error: DomainError, *, why: str = "") -> HttpResponse:
    """The answer to a refusal; `why` adds the role that falls short."""
    body = {
        "type": type_of(error.status),
        "title": KINDS[error.status].title,
        "status": error.status,
        "detail": error.message,
        "code": error.code,
        **({"why": why} if why else {}),
        **({"remedy": error.remedy} if error.remedy else {}),
        **_members(error),
    }
    return answer(body, status=error.status, media=MEDIA, headers=_headers(error))


def _members(error: DomainError) -> dict[str, Any]:
    match error:
        case InvalidRowsError():
            return {
                "errors": [
                    {"row": row, **found}
                    for row, wrong in error.rows.items()
                    for found in _fields(wrong)
                ]
            }
        case InvalidError():
            return {"errors": _fields(error)}
        case ConflictError():
            return {
                "version": error.version,
                "changed_by": error.changed_by,
                "theirs": plain(error.theirs),
                "mine": plain(error.mine),
            }
        case FaultError():
            return {"instance": error.occurrence}
        case MergedError():
            return {"merged_into": str(error.into.pk)}
        case _:
            return {}


def _fields(error: InvalidError) -> list[dict[str, Any]]:
    place = {"offset": error.place.offset} if isinstance(error, FilterError) else {}
    return [
        {"field": field, "detail": text, **place}
        for field, texts in error.errors.items()
        for text in texts
    ]


def _headers(error: DomainError) -> dict[str, str]:
    match error:
        case UnauthenticatedError():
            return {"WWW-Authenticate": 'Bearer realm="Dealwright"'}
        case NotOfferedError():
            return {"Allow": error.allow}
        case TooManyError():
            return {"Retry-After": str(error.seconds)}
        case MergedError() if error.entity.route:
            return {"Location": f"{ROOT}/{error.entity.route}/{error.into.pk}"}
        case _:
            return {}


def problem_of(request: HttpRequest, error: Exception | type[Exception]) -> HttpResponse:
    """The answer to anything that was raised; what nobody foresaw is logged and answers 500."""
    if isinstance(error, type):  # the framework's signature allows for the bare class
        error = error()
    known = _known(error)
    if known is None:
        occurrence = f"urn:uuid:{new_id()}"
        log.error("%s %s failed: %s", request.method, request.path, occurrence, exc_info=error)
        known = FaultError(occurrence)
    actor = getattr(request, "auth", None)
    return problem(known, why=why(known, actor) if isinstance(actor, Actor) else "")


def _known(error: Exception) -> DomainError | None:
    if isinstance(error, DomainError):
        return error if error.status in KINDS else None
    for kind, meaning in MEANINGS:
        if isinstance(error, kind):
            return meaning(error)
    return None


def nothing_here() -> NotFoundError:
    return NotFoundError(
        _("There is no such address."), remedy=_("The documentation lists all of them.")
    )


def _too_large(_error: Exception) -> TooLargeError:
    return TooLargeError(_("The body is too large."), remedy=_("Send fewer records at once."))


def _unreadable(_error: Exception) -> MalformedError:
    return MalformedError(_("The request cannot be read."))


def _of_a_router(error: NinjaValidationError) -> InvalidError:
    """What a context's own router found wrong; the first part of a place says body, query or path."""
    details: Any = [{**found, "loc": tuple(found["loc"][1:])} for found in error.errors]
    return InvalidError(shapes.errors_of(details))


def _with_status(error: HttpError) -> DomainError | None:
    """What a context's own router answered by number, or our own refusal of its body behind it."""
    if isinstance(error.__cause__, DomainError):
        return error.__cause__
    if error.status_code not in KINDS:
        return None
    found = DomainError(str(error), code=KINDS[error.status_code].name.replace("-", "_"))
    found.status = error.status_code
    return found


MEANINGS: tuple[tuple[type[Exception], Callable[[Any], DomainError | None]], ...] = (
    (Http404, lambda _error: nothing_here()),
    (RequestDataTooBig, _too_large),
    (SuspiciousOperation, _unreadable),
    (UnreadablePostError, _unreadable),
    (PermissionDenied, lambda _error: NotAllowedError(_("Your roles do not allow this."))),
    (NinjaValidationError, _of_a_router),
    (HttpError, _with_status),
)
