"""If-Match: a change names the version it was made from, so that nobody overwrites what he has not seen."""

import re

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

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


def version_given(request: HttpRequest) -> int | None:
    """The version in If-Match; None where none need be named and none is."""
    header = request.headers.get("If-Match")
    return _version(header) if header is not None else None
