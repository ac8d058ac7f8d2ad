"""Rows that are deals with a past: their spans in business time come from the days the file names.

A deal that the file knows without a first day begins with the import. A deal that is here already is compared: open
ones may move on or close, closed ones are never rewritten.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from dealwright.catalog.models import Product
from dealwright.core.actor import Actor
from dealwright.core.errors import DomainError, InvalidError, RefusedError
from dealwright.core.money import parse_decimal
from dealwright.exchange import attempts, values
from dealwright.exchange.links import lookup
from dealwright.exchange.mapping import Deals, Outcome, Process, Step
from dealwright.exchange.reading import Row
from dealwright.exchange.report import Report
from dealwright.opportunities import actions as opportunities
from dealwright.opportunities.actions import Chronicle
from dealwright.opportunities.actions import Step as Moment
from dealwright.opportunities.models import Opportunity, State
from dealwright.organisation import queries as organisation
from dealwright.strategy import actions as strategy
from dealwright.strategy.models import SalesProcess, Stage


@dataclass(frozen=True, kw_only=True, slots=True)
class Deal:
    """One row, understood."""

    key: str
    name: str
    state: State
    stage: Stage
    owner_id: UUID
    account_id: UUID | None
    product: Product | None
    began_on: date | None
    closed_on: date | None
    value: Decimal | None


class DealsTarget:
    """Takes deals."""

    def __init__(self, step: Step, rules: Deals, *, by: Actor, at: datetime) -> None:
        self.step = step
        self.rules = rules
        self.by = by
        self.at = at
        self.has_links = False
        self.zone = ZoneInfo(organisation.current().time_zone)
        self.stages = _stages(step.process, by=by, at=at)
        self.products = {
            product.name.casefold(): product for product in Product.objects.visible_to(by)
        }

    def take(self, rows: Sequence[Row], report: Report) -> None:
        """Take a batch of deals."""
        owners = self._ids("identity.principal", self.rules.owner, rows)
        accounts = self._ids("customers.account", self.rules.account, rows)
        understood: list[tuple[Row, Deal]] = []
        for row in rows:
            try:
                understood.append((row, self._understand(row, owners, accounts, report)))
            except InvalidError as error:
                report.refuse(row, error)
        present = self._present([deal.key for _row, deal in understood])
        self._compare(
            [(row, deal, present[deal.key]) for row, deal in understood if deal.key in present],
            report,
        )
        made = attempts.together(
            [(row, deal) for row, deal in understood if deal.key not in present],
            lambda pairs: self._create([deal for _row, deal in pairs]),
            lambda pair, error: report.refuse(pair[0], error),
        )
        for (row, deal), _made in made:
            report.create(row, deal.name)

    def link(self, rows: Sequence[Row], report: Report) -> None:
        """Nothing waits: a deal stands by itself."""

    def _ids(self, kind: str, column: str, rows: Sequence[Row]) -> Mapping[str, list[UUID]]:
        wanted = {text for row in rows if (text := row.cells.get(column, "").strip())}
        return lookup(kind, "name", wanted, by=self.by) if wanted else {}

    def _present(self, keys: Sequence[str]) -> dict[str, Opportunity]:
        rows = Opportunity.objects.visible_to(self.by).filter(external_key__in=keys)
        return {deal.external_key: deal for deal in rows}

    def _understand(
        self,
        row: Row,
        owners: Mapping[str, list[UUID]],
        accounts: Mapping[str, list[UUID]],
        report: Report,
    ) -> Deal:
        if row.wrong:
            raise InvalidError({"": row.wrong})
        cells = self._spelled(row, report)
        outcome = self._outcome(cells)
        product = self._product(cells)
        owner = _one(self.rules.owner, cells, owners)
        if owner is None:
            raise InvalidError({self.rules.owner: _("Every deal has an owner.")})
        return Deal(
            key=cells[self.rules.key],
            name=self.rules.name.format_map(cells).strip(" ,")[:200],
            state=State(outcome.state),
            stage=self.stages[outcome.stage],
            owner_id=owner,
            account_id=_one(self.rules.account, cells, accounts),
            product=product,
            began_on=_day(self.rules.began, cells),
            closed_on=_day(self.rules.closed, cells),
            value=parse_decimal(text) if (text := cells.get(self.rules.value)) else None,
        )

    def _spelled(self, row: Row, report: Report) -> dict[str, str]:
        return {
            column: str(
                values.spelled(
                    text.strip(), self.step.spellings.get(column, {}), column, report.rules
                )
            )
            for column, text in row.cells.items()
        }

    def _outcome(self, cells: Mapping[str, str]) -> Outcome:
        word = cells.get(self.rules.state, "")
        if word not in self.rules.outcomes:
            sentence = _("“%(word)s” is no state that the mapping knows.")
            raise InvalidError({self.rules.state: sentence % {"word": word}})
        return self.rules.outcomes[word]

    def _product(self, cells: Mapping[str, str]) -> Product | None:
        name = cells.get(self.rules.product, "")
        if name and name.casefold() not in self.products:
            raise InvalidError({self.rules.product: _("“%(name)s” is not known.") % {"name": name}})
        return self.products.get(name.casefold())

    def _create(self, deals: Sequence[Deal]) -> list[Opportunity]:
        chronicles = [self._chronicle(deal) for deal in deals]
        return opportunities.create_with_past(chronicles, by=self.by, at=self.at)

    def _chronicle(self, deal: Deal) -> Chronicle:
        estimate = deal.product.list_price if deal.product else deal.value
        return Chronicle(
            values={
                "external_key": deal.key,
                "name": deal.name,
                "owner": deal.owner_id,
                "account": deal.account_id,
                "process": deal.stage.process_id,
                "stage": deal.stage.pk,
                "estimated_revenue": estimate,
                **self._ending(deal),
            },
            steps=self._moments(deal, estimate),
            lines=[_line(deal)] if deal.product else [],
        )

    def _ending(self, deal: Deal) -> dict[str, Any]:
        if deal.state == State.OPEN:
            return {"close_on": deal.closed_on}
        if deal.closed_on is None:
            raise InvalidError(
                {self.rules.closed: _("A closed deal has a day on which it closed.")}
            )
        ended = {
            "state": deal.state,
            "close_on": deal.closed_on,
            "closed_on": deal.closed_on,
            "closed_at": self._midnight(deal.closed_on),
        }
        if deal.state == State.WON:
            return ended | {"actual_revenue": deal.value}
        return ended | {
            "lost_reason": self.rules.lost_reason,
            "lost_note": self.rules.lost_note,
        }

    def _moments(self, deal: Deal, estimate: Decimal | None) -> list[Moment]:
        """From its first day on the deal was open in its stage; from the day it closed on it is as it is now."""
        began = self._midnight(deal.began_on) if deal.began_on else self.at
        pursued = {"state": State.OPEN, "stage_id": deal.stage.pk, "amount": estimate}
        if deal.state == State.OPEN or deal.closed_on is None:
            return [Moment(at=began, otherwise=pursued)]
        return [
            Moment(at=began, otherwise=pursued),
            Moment(at=max(self._midnight(deal.closed_on), began), otherwise={}),
        ]

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time(), tzinfo=self.zone)

    def _compare(self, known: Sequence[tuple[Row, Deal, Opportunity]], report: Report) -> None:
        moved = attempts.each(known, lambda each: self._move_on(each[1], each[2]), by=self.by)
        for (row, deal, _here), answer in zip(known, moved, strict=True):
            if isinstance(answer, DomainError):
                report.refuse(row, answer)
            elif answer:
                report.update(row, deal.name)
            else:
                report.leave(row, deal.name)

    def _move_on(self, deal: Deal, here: Opportunity) -> bool:
        """Let a deal that is here follow the file; False when there is nothing to follow."""
        if _told_alike(deal, here):
            return False
        if here.state != State.OPEN:
            raise RefusedError(
                _("This deal is closed here and differs in the file."),
                remedy=_("Reopen it here first, if the file is right."),
            )
        if here.stage_id != deal.stage.pk:
            here = opportunities.move_stage(here, stage=deal.stage, by=self.by, at=self.at)
        if deal.state == State.WON:
            opportunities.win(
                here,
                actual_revenue=deal.value,
                closed_on=deal.closed_on,
                account=deal.account_id,
                by=self.by,
                at=self.at,
            )
        elif deal.state == State.LOST:
            opportunities.lose(
                here,
                self.rules.lost_reason,
                note=self.rules.lost_note,
                closed_on=deal.closed_on,
                by=self.by,
                at=self.at,
            )
        return True


def _told_alike(deal: Deal, here: Opportunity) -> bool:
    """Whether the deal here says what the file says."""
    ours = (here.state, here.stage_id, here.closed_on, here.actual_revenue)
    closed = deal.state != State.OPEN
    theirs = (
        deal.state,
        deal.stage.pk,
        deal.closed_on if closed else None,
        deal.value if deal.state == State.WON else None,
    )
    return ours == theirs


def _line(deal: Deal) -> dict[str, Any]:
    assert deal.product is not None  # noqa: S101  only called with one
    price = deal.value if deal.value and deal.state == State.WON else deal.product.list_price
    return {
        "product": deal.product,
        "description": deal.product.name,
        "quantity": Decimal(1),
        "unit_price": price,
        "amount": price,
    }


def _one(column: str, cells: Mapping[str, str], found: Mapping[str, list[UUID]]) -> UUID | None:
    text = cells.get(column, "")
    ids = found.get(text.casefold(), [])
    if not text or len(ids) == 1:
        return ids[0] if ids else None
    sentence = _("“%(text)s” names several records.") if ids else _("“%(text)s” is not known.")
    raise InvalidError({column: sentence % {"text": text}})


def _day(column: str, cells: Mapping[str, str]) -> date | None:
    text = cells.get(column, "")
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise InvalidError({column: _("“%(text)s” is not a date.") % {"text": text}}) from error


def _stages(process: Process | None, *, by: Actor, at: datetime) -> dict[str, Stage]:
    """The stages of the process that the import brings along, by name; made if there is none of this name."""
    if process is None:
        raise RefusedError("The mapping of deals names a sales process with its stages.")
    found = SalesProcess.objects.filter(name__iexact=process.name).first()
    if found is None:
        stages = [stage.model_dump() for stage in process.stages]
        found = strategy.create_process(process.name, stages, by=by, at=at)
    return {stage.name: stage for stage in found.stages.all()}
