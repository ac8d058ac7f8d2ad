"""How the organisation looks on the pages that its clients see."""

from dataclasses import dataclass
from typing import Self

from django.urls import reverse

from dealwright.organisation import branding, queries


@dataclass(frozen=True, kw_only=True, slots=True)
class Brand:
    """The addresses of the logo and of the style sheet; empty where the organisation has none of its own."""

    logo: str
    style: str

    @classmethod
    def current(cls) -> Self:
        fingerprint, accent = queries.brand()
        own = accent != branding.PETROL
        return cls(
            logo=reverse("ui:logo", args=[fingerprint]) if fingerprint else "",
            style=reverse("ui:brand_style", args=[accent.removeprefix("#")]) if own else "",
        )
