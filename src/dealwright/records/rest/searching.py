"""`GET /search`: records of every kind that a few letters find."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from dealwright.core import digits
from dealwright.core.errors import InvalidError
from dealwright.records import registry
from dealwright.records.rest import ROOT, listing
from dealwright.records.rest.answers import answer
from dealwright.records.rest.auth import actor_of
from dealwright.records.searching import finding
from dealwright.records.searching.finding import PER_KIND, Hit

MOST = 50


def search(request: HttpRequest) -> HttpResponse:
    """The best records of every kind, or of those that are named, that the caller may see."""
    asked = listing.only(request.GET, "q", "kinds", "limit")
    if not asked.get("q", "").strip():
        raise InvalidError({"q": _("Say what to look for.")})
    best = _limit(asked)
    found = finding.search(asked["q"], actor_of(request), kinds=_kinds(asked), best=best)
    items = [_item(hit) for hit in found.hits]
    return answer({"items": items, "corrected": found.corrected})


def _limit(asked: Mapping[str, str]) -> int:
    number = digits.whole(asked.get("limit", str(PER_KIND))) or 0
    if not 1 <= number <= MOST:
        raise InvalidError({"limit": _("Give a number from 1 to %(most)d.") % {"most": MOST}})
    return number


def _kinds(asked: Mapping[str, str]) -> list[str]:
    keys = [key.strip() for key in asked.get("kinds", "").split(",") if key.strip()]
    for key in keys:
        kind = registry.find(key)
        if kind is None or not kind.page:
            raise InvalidError({"kinds": _("There is no kind %(kind)s.") % {"kind": key}})
    return keys


def _item(hit: Hit) -> dict[str, Any]:
    route = hit.entity.route
    return {
        "kind": hit.entity.key,
        "id": hit.id,
        "title": hit.title,
        "about": hit.about,
        "merged": hit.merged or None,
        "route": f"{ROOT}/{route}/{hit.id}" if route else None,
        "page": hit.url,
    }
