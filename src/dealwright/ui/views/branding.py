"""The organisation's logo and colour, for pages that clients see: public, and kept by browsers for as long as they stay."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dealwright.core.errors import NotFoundError
from dealwright.organisation import branding, queries

FOR_GOOD = "public, max-age=31536000, immutable"


@require_safe
@login_not_required
def logo(_request: HttpRequest, sha256: str) -> HttpResponse:
    """The picture with this fingerprint; a former one is gone."""
    found = queries.logo()
    if found is None or found.sha256 != sha256:
        raise NotFoundError(_("There is no such logo."))
    return HttpResponse(
        bytes(found.content),
        content_type=found.media_type,
        headers={"Cache-Control": FOR_GOOD, "Content-Disposition": "inline"},
    )


@require_safe
@login_not_required
def style(_request: HttpRequest, accent: str) -> HttpResponse:
    """The style sheet of a colour, such as 005e67."""
    color = f"#{accent}"
    if not branding.is_color(color):
        raise NotFoundError(_("There is no such colour."))
    return HttpResponse(
        branding.css(color), content_type="text/css", headers={"Cache-Control": FOR_GOOD}
    )
