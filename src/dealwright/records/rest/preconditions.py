"""If-Match: a change names the version it was made from, so that nobody overwrites what he has not seen."""

import re
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from dealwright.core.errors import ConflictError
from dealwright.records.registry import Entity
from dealwright.records.rest.problems import MalformedError, PreconditionRequiredError

ANY = "*"
TAG = re.compile(r'(?:W/)?"?([0-9]{1,9})"?')


def version_to_change(request: HttpRequest) -> int | None:
    """The version in If-Match; None for `*`, which accepts any. Refuses a request without one."""
    header = request.headers.get("If-Match")
    if header is None:
        raise PreconditionRequiredError(
            _("A change must say which version it was made from."),
            remedy=_(
                'Send If-Match with the ETag of the record, such as "3"; * accepts any version.'
            ),
        )
    return _version(header)


def _version(header: str) -> int | None:
    if header.strip() == ANY:
        return None
    found = TAG.fullmatch(header.strip())
    if found is None:
        raise MalformedError(
            _("If-Match holds no version."),
            remedy=_('Send the ETag of the record, such as "3".'),
        )
    return int(found[1])


def check_version(request: HttpRequest, entity: Entity, row: Any) -> None:
    """Lock the row and raise ConflictError when a given If-Match names another version. None need be given."""
    header = request.headers.get("If-Match")
    wanted = _version(header) if header is not None else None
    if wanted is None:
        return
    found = entity.model._default_manager.lock(row.pk)  # type: ignore[attr-defined]  # every record's queryset has it
    if found.version != wanted:
        raise ConflictError(
            _("Someone else changed this in the meantime."),
            theirs={"version": found.version},
            mine={"version": wanted},
            version=found.version,
            changed_by=str(found.modified_by) if found.modified_by_id else "",
        )
