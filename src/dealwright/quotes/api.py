"""REST routes that the registry cannot say: a quote together with its lines, the lines by themselves, the PDF."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import Router

from dealwright.core import clock
from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError, NotFoundError, Text
from dealwright.identity.privileges import Privilege
from dealwright.quotes import actions as quotes
from dealwright.quotes import comparing, contract, forms, queries, waterfall
from dealwright.quotes.models import Quote, QuoteLine
from dealwright.quotes.telling import tell_lines, tell_quote
from dealwright.records import registry, shapes
from dealwright.records.rest import bodies
from dealwright.records.rest.answers import answer, etag
from dealwright.records.rest.asking import actor_with, mapping, visible_row
from dealwright.records.rest.idempotency import once
from dealwright.records.rest.rows import VERSION, read_by_id
from dealwright.records.shapes import Purpose

ONE = "/quotes/{uuid:id}"
LINE = f"{ONE}/lines/{{uuid:line}}"

router = Router(tags=["Quotes"])


@router.post("/quotes/with-lines", **contract.CREATE)
def create_with_lines(request: HttpRequest) -> HttpResponse:
    """A draft and its lines in one request, priced at once. Without `lines` it takes those of its deal."""
    actor = _actor(request, Privilege.CREATE)
    return once(request, actor, lambda: _create(request, actor))


@router.get(f"{ONE}/lines", **contract.LIST)
def list_lines(request: HttpRequest, id: UUID) -> HttpResponse:  # noqa: A002  its name in the address
    """The lines of a quote in their order."""
    quote = _quote(id, _actor(request, Privilege.READ))
    return answer({"items": _lines(quote)}, headers={"ETag": etag(quote.version)})


@router.post(f"{ONE}/lines", **contract.ADD)
def add_lines(request: HttpRequest, id: UUID) -> HttpResponse:  # noqa: A002
    """Lines at the end of a draft: one object, or a list of them."""
    actor = _actor(request, Privilege.WRITE)
    quote = _quote(id, actor)
    return once(request, actor, lambda: _add(request, quote, actor))


@router.patch(LINE, **contract.CHANGE)
def change_line(request: HttpRequest, id: UUID, line: UUID) -> HttpResponse:  # noqa: A002
    """What is given is changed; `unit_price` null goes back to the price of the list."""
    actor = _actor(request, Privilege.WRITE)
    found = _line(_quote(id, actor), line)
    values = forms.check(mapping(bodies.read(request)))
    quotes.change_line(found, values, by=actor, at=clock.now())
    (changed,) = contract.read_lines(QuoteLine.objects.filter(pk=line))
    return answer(changed)


@router.delete(LINE, **contract.REMOVE)
def remove_line(request: HttpRequest, id: UUID, line: UUID) -> HttpResponse:  # noqa: A002
    """A line of a draft is taken off."""
    actor = _actor(request, Privilege.WRITE)
    quotes.remove_line(_line(_quote(id, actor), line), by=actor, at=clock.now())
    return HttpResponse(status=204)


@router.get(f"{ONE}/waterfall", **contract.WATERFALL)
def get_waterfall(request: HttpRequest, id: UUID) -> HttpResponse:  # noqa: A002
    """Why the quote costs what it costs: the steps of the whole and of each line, and the rules that lost."""
    actor = _actor(request, Privilege.READ)
    quote = _quote(id, actor)
    with_cost = waterfall.shows_costs(actor)
    told = tell_lines(queries.lines(quote), actor)
    quote = tell_quote(quote, actor)
    lines = [contract.fall_of(line, is_with_cost=with_cost) for line in told]
    whole = {
        "price_list": quote.list_choice,
        "steps": quote.steps,
        "faults": quote.faults,
        "lines": lines,
    }
    return answer(whole, headers={"ETag": etag(quote.version)})


@router.get(f"{ONE}/difference", **contract.DIFFERENCE)
def get_difference(
    request: HttpRequest,
    id: UUID,  # noqa: A002
    since: int | None = None,
) -> HttpResponse:
    """What differs from the revision `since`, unless said otherwise the one before: lines matched by identity."""
    actor = _actor(request, Privilege.READ)
    quote = _quote(id, actor)
    earlier = since or quote.revision - 1
    revisions = {row.revision: row for row in queries.revisions_for(quote, actor)}
    if earlier not in revisions:
        raise NotFoundError(_("This quote has no revision %(number)s.") % {"number": earlier})
    found = comparing.between(revisions[earlier], revisions[quote.revision], actor)
    return answer(contract.difference_of(found, since=earlier, until=quote.revision))


@router.get(f"{ONE}/pdf", **contract.FILE)
def get_pdf(request: HttpRequest, id: UUID) -> HttpResponse:  # noqa: A002
    """The PDF of an activated quote: the very bytes that the client sees and accepts."""
    actor = _actor(request, Privilege.READ)
    quote = _quote(id, actor)
    file = quotes.keep_file(quote, by=actor, at=clock.now())
    headers = {
        "ETag": f'"{file.sha256}"',
        "Content-Disposition": f'attachment; filename="{quote.number}-{quote.revision}.pdf"',
    }
    return HttpResponse(bytes(file.content), content_type="application/pdf", headers=headers)


def _create(request: HttpRequest, actor: Actor) -> HttpResponse:
    body = dict(mapping(bodies.read(request)))
    given = body.pop("lines", None)
    values = shapes.check(shapes.of(_entity(), Purpose.CREATE), body)
    if given is not None:
        values["lines"] = _checked(given)
    ((quote, lines),) = quotes.draft_many([values], by=actor, at=clock.now())
    (found,) = read_by_id(_entity(), [quote.pk], by=actor)
    headers = {"ETag": etag(found[VERSION]), "Location": f"/api/v1/quotes/{quote.pk}"}
    whole = {**found, "lines": [contract.written(line) for line in lines]}
    return answer(whole, status=201, headers=headers)


def _add(request: HttpRequest, quote: Quote, actor: Actor) -> HttpResponse:
    body = bodies.read(request)
    rows = body if isinstance(body, list) else [body]
    added = quotes.add_lines(quote, _checked(rows), by=actor, at=clock.now())
    rows_of_added = QuoteLine.objects.filter(pk__in=[line.pk for line in added])
    return answer({"items": contract.read_lines(rows_of_added)}, status=201)


def _checked(rows: Any) -> list[dict[str, Any]]:
    """The typed values of every line; the errors of all wrong ones together, by `lines.0.quantity`."""
    if not isinstance(rows, list):
        raise InvalidError({"lines": _("Send a list of lines.")})
    checked: list[dict[str, Any]] = []
    wrong: dict[str, Text | list[Text]] = {}
    for place, row in enumerate(rows):
        try:
            checked.append(forms.check(mapping(row)))
        except InvalidError as error:
            wrong |= {f"lines.{place}.{name}": texts for name, texts in error.errors.items()}
    if wrong:
        raise InvalidError(wrong)
    return checked


def _lines(quote: Quote) -> list[dict[str, Any]]:
    return contract.read_lines(QuoteLine.objects.filter(quote=quote))


def _entity() -> registry.Entity:
    return registry.entity("quotes.quote")


def _actor(request: HttpRequest, privilege: Privilege) -> Actor:
    return actor_with(request, privilege, _entity())


def _quote(pk: UUID, actor: Actor) -> Quote:
    found: Quote = visible_row(_entity(), pk, actor)
    return found


def _line(quote: Quote, pk: UUID) -> QuoteLine:
    found = QuoteLine.objects.filter(quote=quote, pk=pk).first()
    if found is None:
        raise NotFoundError(_("This quote has no such line."))
    found.quote = quote
    return found
