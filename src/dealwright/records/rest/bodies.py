"""How bodies are read: JSON in UTF-8, numbers with a fraction as Decimal, nothing that the database cannot hold."""

import json
from collections.abc import Iterator
from decimal import Decimal
from functools import partial
from typing import Any, NoReturn

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja.parser import Parser

from dealwright.core.errors import Text
from dealwright.records.files import receiving
from dealwright.records.rest.problems import MalformedError, MediaTypeError, TooLargeError

MEDIA_TYPES = frozenset({"application/json", "application/merge-patch+json"})
FORM = "multipart/form-data"
LARGEST_EXPONENT = 400
CHUNK = 256 * 1024


def read(request: HttpRequest) -> Any:
    """The parsed body; `None` when there is none.

    Refuses a body that is too large, of another media type, or no JSON.
    """
    body = _bytes(request)
    if not body:
        return None
    if request.content_type not in MEDIA_TYPES:
        raise MediaTypeError(
            _("The body is not marked as JSON."), remedy=_("Send Content-Type: application/json.")
        )
    return parse(body)


def _bytes(request: HttpRequest) -> bytes:
    try:
        return request.body
    except RequestDataTooBig as error:
        raise TooLargeError(
            _("The body is larger than %(megabytes)d MB.")
            % {"megabytes": settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 2**20},
            remedy=_("Send fewer records at once."),
        ) from error


def parts(request: HttpRequest, *, most: int) -> Iterator[bytes]:
    """The body as it comes, where it is the content of a file. Refuses a form, and what says that it is larger than `most`
    bytes, before any of it is read.
    """
    if request.content_type == FORM:
        raise MediaTypeError(
            _("The body is a form."), remedy=_("Send the content of the file itself as the body.")
        )
    receiving.refuse_large(int(request.META.get("CONTENT_LENGTH") or 0), most=most)
    return iter(partial(request.read, CHUNK), b"")


def parse(body: bytes) -> Any:
    """JSON as Python values. Refuses what is no JSON, and what no text or number of ours can hold."""
    try:
        text = body.decode()
        data = json.loads(text, parse_float=_decimal, parse_constant=_no_number)
    except UnicodeDecodeError as error:
        raise _malformed(_("The body is not UTF-8.")) from error
    except json.JSONDecodeError as error:
        raise _malformed(_where(error)) from error
    except RecursionError as error:
        raise _malformed(_("The JSON is nested too deeply.")) from error
    except ValueError as error:  # thousands of digits
        raise _malformed(_("A number in the JSON is too long.")) from error
    if "\\ud" in text.lower():
        _refuse_half_characters(data)
    return data


def _malformed(message: Text) -> MalformedError:
    return MalformedError(message, remedy=_("Send a body in JSON."))


def _where(error: json.JSONDecodeError) -> Text:
    place = {"line": error.lineno, "column": error.colno, "reason": error.msg}
    return _("The body is not JSON: %(reason)s at line %(line)d, column %(column)d.") % place


def _decimal(text: str) -> Decimal:
    number = Decimal(text)
    if abs(number.adjusted()) > LARGEST_EXPONENT:
        raise _malformed(_("A number in the JSON is too long."))
    return number


def _no_number(text: str) -> NoReturn:
    raise _malformed(_("%(text)s is not a number in JSON.") % {"text": text})


def _refuse_half_characters(data: Any) -> None:
    """An escape such as \\ud800 without its second half is no character."""
    try:
        json.dumps(data, ensure_ascii=False, default=str).encode()
    except UnicodeEncodeError as error:
        raise _malformed(_("The JSON holds half of a character.")) from error


class BodyParser(Parser):
    """Reads the bodies of the contexts' own routers in the same way."""

    def parse_body(self, request: HttpRequest) -> Any:
        return read(request)
