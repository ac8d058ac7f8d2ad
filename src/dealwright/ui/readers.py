"""For whom numbers, days and words are written: a person's language and time zone."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.utils import timezone, translation

from dealwright.identity.models import User
from dealwright.organisation.models import Organisation


@contextmanager
def reading_as(user: User) -> Iterator[None]:
    """Speak this person's language and keep their time zone: each their own, or else the organisation's."""
    zone, language = user.time_zone, user.locale
    if not (zone and language):
        house = Organisation.objects.values_list("time_zone", "locale").first() or ("", "")
        zone, language = zone or house[0], language or house[1]
    spoken = language.lower() or translation.get_language()
    with timezone.override(zone or None), translation.override(spoken):
        yield
