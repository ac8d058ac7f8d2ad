"""Handing bytes out: to be saved, or, where a browser does no harm with them, to be shown; whole or in part."""

import re
from dataclasses import dataclass
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header, parse_etags
from django.utils.translation import gettext_lazy as _

from dealwright.core.errors import RefusedError
from dealwright.records.files import content, storage
from dealwright.records.files.models import Blob, State
from dealwright.records.files.storage import StorageError

# Nothing in it runs, and it reaches nothing: of whatever a browser makes of the bytes.
SEALED = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; media-src 'self'; sandbox; frame-ancestors 'self'"
# The browsers' own viewers of PDF do not work inside a sandbox; they run no script of the document in our origin.
SEALED_PDF = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'self'"
RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})")  # no file is longer than such a number


@dataclass(frozen=True, slots=True)
class Part:
    """From which byte, and up to which."""

    start: int
    stop: int


def saved(request: HttpRequest, blob: Blob, name: str) -> HttpResponseBase:
    """Bytes to be saved under a name. What a machine or browser would run goes under no type that says so.

    Refuses bytes that are being checked or are harmful.
    """
    media_type = content.UNKNOWN if content.is_active(blob.media_type) else blob.media_type
    return _answer(
        request,
        blob,
        media_type,
        content_disposition_header(as_attachment=True, filename=name) or "",
    )


def shown(request: HttpRequest, blob: Blob, name: str) -> HttpResponseBase:
    """Bytes to be shown beside others of ours. Refuses types that are only saved, and as `saved` does."""
    if blob.media_type not in content.SHOWN:
        raise RefusedError(
            _("Files of this type are not shown here."), remedy=_("Download it."), code="not_shown"
        )
    disposition = content_disposition_header(as_attachment=False, filename=name) or ""
    response = _answer(request, blob, blob.media_type, disposition)
    response["X-Frame-Options"] = "SAMEORIGIN"
    return response


def refuse_closed(blob: Blob) -> None:
    """Refuse bytes that nobody gets: not yet, or never."""
    if blob.state == State.WAITING:
        raise RefusedError(
            _("This file is still being checked for harmful content."),
            remedy=_("Try again in a moment."),
            code="being_checked",
        )
    if blob.state == State.INFECTED:
        raise RefusedError(
            _("This file is harmful (%(finding)s) and is kept under lock.")
            % {"finding": blob.finding},
            remedy=_("Ask whoever brought it for another one."),
            code="harmful",
        )


def _answer(
    request: HttpRequest, blob: Blob, media_type: str, disposition: str
) -> HttpResponseBase:
    refuse_closed(blob)
    tag = f'"{blob.sha256}"'
    headers = {
        "Content-Disposition": disposition,
        "Content-Security-Policy": SEALED_PDF if media_type == content.PDF else SEALED,
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-cache",
        "Accept-Ranges": "bytes",
        "ETag": tag,
    }
    if tag in parse_etags(request.headers.get("If-None-Match", "")):
        return HttpResponse(status=HTTPStatus.NOT_MODIFIED, headers=headers)
    part = _asked(request, blob, tag)
    if part is None:
        headers["Content-Range"] = f"bytes */{blob.size}"
        return HttpResponse(status=HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, headers=headers)
    return _stream(blob, part, media_type, headers)


def _stream(
    blob: Blob, part: Part, media_type: str, headers: dict[str, str]
) -> StreamingHttpResponse:
    is_whole = part == Part(0, blob.size)
    if not is_whole:
        headers["Content-Range"] = f"bytes {part.start}-{part.stop - 1}/{blob.size}"
    headers["Content-Length"] = str(part.stop - part.start)
    try:
        parts = storage.chosen().read(blob.key, part.start, part.stop)
    except StorageError as error:
        raise RefusedError(
            _("The storage of files does not answer."),
            remedy=_("Try again in a moment; if it happens again, tell an administrator."),
            code="storage",
        ) from error
    status = HTTPStatus.OK if is_whole else HTTPStatus.PARTIAL_CONTENT
    return StreamingHttpResponse(parts, status=status, content_type=media_type, headers=headers)


def _asked(request: HttpRequest, blob: Blob, tag: str) -> Part | None:
    """What part is asked for: all of it unless one range is named; None when it lies outside."""
    whole = Part(0, blob.size)
    found = RANGE.fullmatch(request.headers.get("Range", ""))
    if found is None or request.headers.get("If-Range", tag) != tag or found.groups() == ("", ""):
        return whole
    first, last = found.groups()
    if not first:
        return Part(max(0, blob.size - int(last)), blob.size) if int(last) else None
    stop = min(int(last) + 1, blob.size) if last else blob.size
    return Part(int(first), stop) if int(first) < stop else None
