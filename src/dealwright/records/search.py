"""Finding records by any part of their name: every word must occur in one of the kind's search columns.

A trigram index answers it: Django writes `UPPER(name) LIKE UPPER('%…%')`, and that is what the indexes hold. The
number of a document has no such index; it is found by how it begins.
"""

from django.db.models import Q

from dealwright.records.registry import Entity

MOST_WORDS = 8


def matching(entity: Entity, text: str) -> Q:
    """The condition for records of this kind that `text` finds; no text finds all."""
    condition = Q()
    for word in text.split()[:MOST_WORDS]:
        condition &= _anywhere(entity, word)
    return condition


def _anywhere(entity: Entity, word: str) -> Q:
    found = Q()
    for column in entity.search:
        if column == entity.number:
            found |= Q(**{f"{column}__startswith": word.upper()})
        else:
            found |= Q(**{f"{column}__icontains": word})
    return found
