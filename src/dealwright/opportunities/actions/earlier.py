"""Telling the stages that deals were in before they were here; their spans are made of them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from dealwright.core.action import action
from dealwright.core.actor import Actor
from dealwright.core.errors import DomainError, InvalidError, require
from dealwright.events import bus
from dealwright.events.models import EventRecord
from dealwright.identity.models import Principal
from dealwright.opportunities import earlier, policies, spans
from dealwright.opportunities.actions import moving, past
from dealwright.opportunities.earlier import Stretch
from dealwright.opportunities.events import EarlierStagesTold
from dealwright.opportunities.models import Opportunity, State
from dealwright.opportunities.spans import Reading, Span
from dealwright.records import batching
from dealwright.records.events import RecordCreated
from dealwright.strategy.models import Stage


@dataclass(frozen=True, kw_only=True, slots=True)
class ToldStage:
    """One stage of a deal elsewhere, by its name in the deal's sales process; `owner` is whose the deal was then."""

    deal: UUID
    stage: str
    entered: datetime
    left: datetime | None = None
    owner: UUID | None = None


@dataclass(kw_only=True, slots=True)
class _Chapter:
    """What of a deal its earlier stages are told against. `here` is its past since its first day here."""

    deal: Opportunity
    here: Sequence[Span]
    stages: dict[str, Stage]
    kept: list[Stretch]
    is_brought: bool
    against: DomainError | None
    told: list[str] = field(default_factory=list)

    def tell(self, told: ToldStage, at: datetime) -> bool:
        """Take one row in; False when it was known. Raises why it cannot be."""
        if self.against is not None:
            raise self.against
        new = self._stretch(told, at)
        if self._is_known_here(new):
            return False
        if not self.is_brought:
            raise InvalidError({"entered": _("The deal was made here only after that day.")})
        with_it = earlier.add(self.kept, new)
        if with_it == self.kept:
            return False
        self.kept = with_it
        self.told.append(new.name)
        return True

    def _stretch(self, told: ToldStage, at: datetime) -> Stretch:
        """The row, understood. An end that is yet to come is none: exports write one far ahead for what still lasts."""
        stage = self.stages.get(told.stage.strip().casefold())
        if stage is None:
            said = _("“%(stage)s” is no stage of the deal's sales process.")
            raise InvalidError({"stage": said % {"stage": told.stage}})
        if told.entered > at:
            raise InvalidError({"entered": _("That day is yet to come.")})
        if told.left is not None and told.left <= told.entered:
            raise InvalidError({"left": _("A stage is left after it was entered.")})
        left = told.left if told.left is not None and told.left <= at else None
        return Stretch(
            stage_id=stage.pk,
            name=stage.name,
            entered=told.entered,
            left=left,
            owner_id=told.owner,
        )

    def _is_known_here(self, new: Stretch) -> bool:
        """Whether it tells only of days since the deal is here. Refuses what was otherwise on those."""
        first = self.here[0].valid_from
        reaches = new.entered >= first or (new.left is not None and new.left > first)
        if reaches and not earlier.is_throughout(self.here, new):
            said = _("From %(day)s on its stages are known here, and they were others.")
            raise InvalidError({"entered": said % {"day": first.date().isoformat()}})
        return new.entered >= first


@action
def tell_stages(told: Sequence[ToldStage], *, by: Actor, at: datetime) -> list[bool | DomainError]:
    """Tell stages that open deals were in before they were here; the answer to each row is whether it was news, or why
    it is refused, and what is refused leaves the others. As many statements for one row as for a thousand.

    Refuses a row: not permitted to change the deal, a closed deal, no stage of its process, a day to come, an end before the
    beginning, time before the creation of a deal that no import brought, time that overlaps another stage's or that is
    known here otherwise.
    """
    ids = {each.deal for each in told}
    with bus.gathered(), batching.batch({Opportunity: ids}):
        deals = [Opportunity.objects.lock(pk) for pk in sorted(ids)]
        chapters = {each.deal.pk: each for each in _chapters(deals, by=by)}
        answers = [_answer(chapters[each.deal], each, at) for each in told]
        _save([each for each in chapters.values() if each.told], by=by, at=at)
    return answers


def _save(chapters: Sequence[_Chapter], *, by: Actor, at: datetime) -> None:
    before = [(each.deal, each.deal.earlier_stages) for each in chapters]
    for each in chapters:
        each.deal.earlier_stages = [stretch.as_json() for stretch in each.kept]
    write(before)
    for each, (deal, kept) in zip(chapters, before, strict=True):
        changes = {"earlier_stages": [kept, deal.earlier_stages]}
        moving.move(deal, changes, by=by, at=at, event=EarlierStagesTold(stages=each.told))


def _answer(chapter: _Chapter, told: ToldStage, at: datetime) -> bool | DomainError:
    try:
        return chapter.tell(told, at)
    except DomainError as error:
        return error


def _chapters(deals: Sequence[Opportunity], *, by: Actor) -> Iterator[_Chapter]:
    pasts = past.read([deal.pk for deal in deals])
    brought = _brought(deals)
    stages: dict[UUID, dict[str, Stage]] = {deal.process_id: {} for deal in deals}
    for stage in Stage.objects.filter(process__in=stages):
        stages[stage.process_id][stage.name.casefold()] = stage
    for deal in deals:
        kept = earlier.read(deal.earlier_stages)
        yield _Chapter(
            deal=deal,
            here=earlier.own(pasts[deal.pk], kept),
            stages=stages[deal.process_id],
            kept=kept,
            is_brought=deal.pk in brought,
            against=_against(deal, by),
        )


def _against(deal: Opportunity, by: Actor) -> DomainError | None:
    """Why the actor may not change this deal now."""
    try:
        require(policies.can_edit(by, deal))
        moving.refuse_closed(deal)
    except DomainError as error:
        return error
    return None


def _brought(deals: Sequence[Opportunity]) -> set[UUID]:
    """Those of the deals that were elsewhere before: they came with a key, or within a change set."""
    ids = [deal.pk for deal in deals]
    created = EventRecord.objects.filter(
        subject_id__in=ids, kind=bus.kind_of(RecordCreated), change_set__isnull=False
    )
    return {
        *created.values_list("subject_id", flat=True),
        *(deal.pk for deal in deals if deal.external_key),
    }


type Kept = Sequence[Mapping[str, Any]]


def write(deals: Sequence[tuple[Opportunity, Kept]]) -> None:
    """Let the spans of locked deals before their first day here, and the beginning of their stage, follow from the
    stages that their rows keep now, each with those that it kept before; the rows are the caller's to save.
    """
    pasts = past.read([deal.pk for deal, _before in deals])
    kept = {deal.pk: earlier.read(deal.earlier_stages) for deal, _before in deals}
    reading = _reader([each for several in kept.values() for each in several])
    made: dict[UUID, list[Span]] = {}
    firsts: dict[UUID, datetime] = {}
    for deal, before in deals:
        here = earlier.own(pasts[deal.pk], earlier.read(before))
        made[deal.pk] = earlier.spanned(kept[deal.pk], here[0], reading)
        firsts[deal.pk] = here[0].valid_from
        deal.stage_since = spans.since([*made[deal.pk], *here])
    past.write_earlier(made, firsts)


def _reader(kept: Sequence[Stretch]) -> Callable[[Stretch, Reading], Reading]:
    """What a deal was in a stretch: open, as usual in that stage, and else as on its first day here."""
    stages = Stage.objects.in_bulk({each.stage_id for each in kept})
    owners = Principal.objects.in_bulk({each.owner_id for each in kept if each.owner_id})

    def read(each: Stretch, first: Reading) -> Reading:
        stage, owner = stages[each.stage_id], owners.get(each.owner_id or first.owner_id)
        return replace(
            first,
            process_id=stage.process_id,
            stage_id=stage.pk,
            state=State.OPEN,
            category=stage.category,
            probability=stage.probability,
            owner_id=owner.pk if owner else first.owner_id,
            unit_id=owner.unit_id if owner else first.unit_id,
        )

    return read
