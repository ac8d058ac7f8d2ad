"""The REST route that the registry cannot say: the lines of an order."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router

from dealwright.identity.privileges import Privilege
from dealwright.orders import queries
from dealwright.orders.models import Order, OrderLine
from dealwright.quotes.contract import DECIMAL, KINDS, LINE_OUT, route
from dealwright.records import registry
from dealwright.records.rest.answers import answer, etag
from dealwright.records.rest.asking import actor_with, visible_row
from dealwright.records.rest.schemas import Schema

PLAIN = (
    "id",
    "position",
    "section",
    "code",
    "name",
    "description",
    "quantity",
    "unit",
    "billing",
    "is_included",
    "unit_price",
    "tax_rate",
    "net",
    "discount_share",
    "tax",
    "total",
)
LINES_OUT: Schema = {
    "type": "object",
    "required": ["items"],
    "properties": {
        "items": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["id"],
                "properties": {
                    **{name: KINDS.get(name, DECIMAL) for name in PLAIN},
                    **{name: LINE_OUT["properties"][name] for name in ("product", "part_of")},
                },
            },
        }
    },
}

router = Router(tags=["Orders"])


@router.get(
    "/orders/{uuid:id}/lines",
    **route("orders-lines-list", "List the lines of an order", 200, LINES_OUT, refused=(404,)),
)
def list_lines(request: HttpRequest, id: UUID) -> HttpResponse:  # noqa: A002  its name in the address
    """The lines as they were accepted, in their order; amounts are for one period of `billing`."""
    entity = registry.entity("orders.order")
    order: Order = visible_row(entity, id, actor_with(request, Privilege.READ, entity))
    items = [_told(line) for line in queries.lines(order)]
    return answer({"items": items}, headers={"ETag": etag(order.version)})


def _told(line: OrderLine) -> dict[str, Any]:
    product = {"id": line.product_id, "label": line.name} if line.product_id else None
    plain = {name: getattr(line, name) for name in PLAIN}
    return {**plain, "part_of": line.part_of_id, "product": product}
