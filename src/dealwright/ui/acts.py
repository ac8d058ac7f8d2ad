"""Acts that upper contexts offer on every list: importing into it, for one.

acts.offer(lambda entity, actor: [(_("Import"), url, "file-up")] if … else [])
"""

from collections.abc import Callable, Iterable

from dealwright.core.actor import Actor
from dealwright.core.errors import Text
from dealwright.records.registry import Entity

type Offered = tuple[Text, str, str]  # label, address, icon
type Offer = Callable[[Entity, Actor], Iterable[Offered]]

_offers: list[Offer] = []


def offer(found: Offer) -> None:
    """Add acts to the heads of lists."""
    if found not in _offers:
        _offers.append(found)


def of(entity: Entity, actor: Actor) -> list[tuple[str, str, str]]:
    """What is offered on the list of a kind to this actor."""
    found = (each for made in _offers for each in made(entity, actor))
    return [(str(label), url, icon) for label, url, icon in found]
