"""REST routes that the registry cannot say: what belongs to a deal, and the pipeline."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import Router

from dealwright.core import clock
from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError, InvalidRowsError, NotFoundError
from dealwright.identity.privileges import Privilege
from dealwright.opportunities import actions, contract, policies
from dealwright.opportunities.children import CHILDREN, LINES, Child
from dealwright.opportunities.entities import OPPORTUNITY
from dealwright.opportunities.models import Opportunity
from dealwright.opportunities.queries import pipeline
from dealwright.opportunities.queries.pipeline import Pipeline, Sums
from dealwright.organisation import queries as organisation
from dealwright.records import shapes
from dealwright.records.rest import bodies, listing
from dealwright.records.rest.answers import answer
from dealwright.records.rest.asking import actor_with, mapping, visible_row
from dealwright.records.rest.idempotency import once
from dealwright.records.rest.problems import nothing_here
from dealwright.records.shapes import Shape

ONE = "/opportunities/{uuid:id}"

type Route = Callable[..., HttpResponse]

router = Router(tags=["Opportunities"])


@router.get("/opportunities/pipeline", **contract.PIPELINE)
def get_pipeline(request: HttpRequest) -> HttpResponse:
    """Open deals by process and stage: count, sum and weighted sum. Filters are those of the list."""
    actor = _actor(request, Privilege.READ)
    asked = listing.read(OPPORTUNITY.seen_by(actor), request.GET, actor, at=clock.now())
    rows = OPPORTUNITY.rows(actor).filter(*asked.conditions)
    tell = _sums if policies.can_see_amounts(actor) else _counts
    found = [_pipeline(one, tell) for one in pipeline.pipelines(rows)]
    return answer({"currency": organisation.current().currency, "processes": found})


def _pipeline(found: Pipeline, tell: Callable[[Sums], dict[str, Any]]) -> dict[str, Any]:
    stages = [
        {
            "stage": {"id": one.stage.pk, "label": one.stage.name},
            "probability": one.stage.probability,
            **tell(one.sums),
        }
        for one in found.stages
    ]
    process = {"id": found.process.pk, "label": found.process.name}
    return {"process": process, "stages": stages, **tell(found.total)}


def _sums(sums: Sums) -> dict[str, Any]:
    return {"count": sums.count, "amount": sums.amount, "weighted": sums.weighted}


def _counts(sums: Sums) -> dict[str, Any]:
    return {"count": sums.count}


@router.put(f"{ONE}/lines", **contract.SET_LINES)
def set_lines(request: HttpRequest, id: UUID) -> HttpResponse:  # noqa: A002  its name in the address
    """Make these the lines of a deal, in this order: those with an id are changed, the others added, the rest removed."""
    actor = _actor(request, Privilege.WRITE)
    _refuse_secret(LINES, actor)
    deal = _deal(id, actor)
    actions.set_lines(deal, _rows(bodies.read(request)), by=actor, at=clock.now())
    return answer({"items": LINES.objects(LINES.rows(deal))})


def _rows(body: Any) -> list[dict[str, Any]]:
    """The typed values of every line; the errors of all wrong ones together."""
    if not isinstance(body, list):
        raise InvalidError({"": _("Send a list of lines.")})
    checked, wrong = [], {}
    for position, row in enumerate(body):
        try:
            checked.append(_check(contract.LINE_SET, row))
        except InvalidError as error:
            wrong[position] = error
    if wrong:
        raise InvalidRowsError(wrong)
    return checked


def _list_route(child: Child) -> Route:
    def list_children(request: HttpRequest, id: UUID) -> HttpResponse:  # noqa: A002
        actor = _actor(request, Privilege.READ)
        _refuse_secret(child, actor)
        deal = _deal(id, actor)
        return answer({"items": child.objects(child.rows(deal))})

    return list_children


def _add_route(child: Child) -> Route:
    def add_child(request: HttpRequest, id: UUID) -> HttpResponse:  # noqa: A002
        actor = _actor(request, Privilege.WRITE)
        _refuse_secret(child, actor)
        deal = _deal(id, actor)
        return once(request, actor, lambda: _add(request, child, deal, actor))

    return add_child


def _add(request: HttpRequest, child: Child, deal: Opportunity, actor: Actor) -> HttpResponse:
    values = _check(child.shape, bodies.read(request))
    row = child.add(deal, values, by=actor, at=clock.now())
    (found,) = child.objects(child.rows(deal).filter(pk=row.pk))
    return answer(found, status=201)


def _change_route(child: Child) -> Route:
    def change_child(request: HttpRequest, id: UUID, child_id: UUID) -> HttpResponse:  # noqa: A002
        assert child.change and child.changed  # noqa: S101, PT018  the route exists for such only
        actor = _actor(request, Privilege.WRITE)
        _refuse_secret(child, actor)
        deal = _deal(id, actor)
        row = _row(child, deal, child_id)
        values = _check(child.changed, bodies.read(request))
        child.change(row, values, by=actor, at=clock.now())
        (found,) = child.objects(child.rows(deal).filter(pk=row.pk))
        return answer(found)

    return change_child


def _remove_route(child: Child) -> Route:
    def remove_child(request: HttpRequest, id: UUID, child_id: UUID) -> HttpResponse:  # noqa: A002
        actor = _actor(request, Privilege.WRITE)
        _refuse_secret(child, actor)
        row = _row(child, _deal(id, actor), child_id)
        child.remove(row, by=actor, at=clock.now())
        return HttpResponse(status=204)

    return remove_child


for kind in CHILDREN:
    address = f"{ONE}/{kind.name}"
    router.get(address, **contract.lists(kind))(_list_route(kind))
    router.post(address, **contract.adds(kind))(_add_route(kind))
    if kind.change:
        router.patch(f"{address}/{{uuid:child_id}}", **contract.changes(kind))(_change_route(kind))
    router.delete(f"{address}/{{uuid:child_id}}", **contract.removes(kind))(_remove_route(kind))


def _check(shape: type[Shape], body: Any) -> dict[str, Any]:
    return shapes.check(shape, mapping(body))


def _actor(request: HttpRequest, privilege: Privilege) -> Actor:
    return actor_with(request, privilege, OPPORTUNITY)


def _deal(pk: UUID, actor: Actor) -> Opportunity:
    found: Opportunity = visible_row(OPPORTUNITY, pk, actor)
    return found


def _refuse_secret(child: Child, actor: Actor) -> None:
    """Lines add up to the estimate: from whom that is hidden, they are too."""
    if child is LINES and not policies.can_see_amounts(actor):
        raise nothing_here()


def _row(child: Child, deal: Opportunity, pk: UUID) -> Any:
    found = child.rows(deal).filter(pk=pk).first()
    if found is None:
        raise NotFoundError(_("This deal has no such %(what)s.") % {"what": child.label})
    return found
