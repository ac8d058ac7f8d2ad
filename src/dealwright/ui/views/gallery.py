"""The gallery of components."""

from datetime import UTC, datetime
from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

GALLERY_SAMPLE = {
    "amount": Decimal("7314936.50"),
    "change": Decimal(-57660),
    "share": Decimal("97.6"),
    "at": datetime(2026, 12, 18, 13, 30, tzinfo=UTC),
    "nothing": None,
}


def gallery(request: HttpRequest) -> HttpResponse:
    """One of each component, in every state that matters."""
    return render(request, "ui/gallery.html", {"sample": GALLERY_SAMPLE})


def gallery_options(request: HttpRequest) -> HttpResponse:
    """Options for the gallery's type-ahead field."""
    names = ["Nordhaven Cold Chain AB", "Halcyon Packaging Ltd", "Fjellstad Kraft AS"]
    wanted = request.GET.get("term", "").lower()
    options = [
        {"value": name, "label": name, "about": ""} for name in names if wanted in name.lower()
    ]
    return render(request, "ui/lookup.html", {"options": options})
