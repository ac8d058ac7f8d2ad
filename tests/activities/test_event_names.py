"""The names of kinds of events, and that they are told in the reader's language."""

from django.utils import translation

from dealwright.activities import wording
from dealwright.activities.event_names import NAMES
from dealwright.administration.audit import kinds


def test_no_name_is_listed_that_no_event_has() -> None:
    assert set(NAMES) <= {wording.plain_words(kind) for kind in kinds()}


def test_an_event_is_named_in_the_readers_language() -> None:
    with translation.override("de-de"):
        assert wording.plain_words("quotes.QuoteActivated") == "Angebot ausgegeben"
        assert wording.plain_words("quotes.SomethingNew") == "something new"
