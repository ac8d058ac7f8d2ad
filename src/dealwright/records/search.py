"""Finding records by any part of their name: every word must occur in one of the kind's search columns.

A trigram index answers it: Django writes `UPPER(name) LIKE UPPER('%…%')`, and that is what the indexes hold. The
number of a document has no such index; it is found by how it begins. A number that a register gave is found whole,
however it is written, by the index of its bare form.
"""

from django.db.models import Q
from django.db.models.lookups import Exact

from dealwright.core import registers
from dealwright.records.registry import Entity

MOST_WORDS = 8


def matching(entity: Entity, text: str) -> Q:
    """The condition for records of this kind that `text` finds; no text finds all."""
    condition = Q()
    for word in text.split()[:MOST_WORDS]:
        condition &= _anywhere(entity, word)
    return condition | _registered(entity, text) if condition else condition


def _registered(entity: Entity, text: str) -> Q:
    """The condition for what a register knows by this number; an empty one where it is none."""
    number, found = registers.telling(text), Q()
    if not number:
        return found
    for field in entity.fields:
        if field.of_register and not (field.hidden or field.path):
            same = Exact(registers.bare_in_sql(field.column), number)
            found |= Q(same, ~Q(**{field.column: ""}))
    return found


def _anywhere(entity: Entity, word: str) -> Q:
    found = Q()
    for column in entity.search:
        if column == entity.number:
            found |= Q(**{f"{column}__startswith": word.upper()})
        else:
            found |= Q(**{f"{column}__icontains": word})
    return found
