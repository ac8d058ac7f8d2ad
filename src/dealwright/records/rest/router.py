"""The router of one kind of record: which routes it has, and what the documentation calls them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from ninja import Router

from dealwright.core.errors import Text
from dealwright.records import registry
from dealwright.records.registry import Command, Entity
from dealwright.records.rest import changes, contract, history, operations, routes
from dealwright.records.rest.operations import Operation
from dealwright.records.rest.routes import Route

ONE = "/{uuid:id}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Offer:
    """A route that every kind has, or that those have whose verb `needs` is not None."""

    name: str
    method: str
    path: str
    route: Callable[[Entity], Route]
    operation: Callable[[Entity], Operation]
    summary: Text
    about: Text
    needs: str = ""


OFFERS = (
    Offer(
        name="list",
        method="GET",
        path="",
        route=routes.list_route,
        operation=operations.lists,
        summary=_("List %(kinds)s"),
        about=_("The records you may read, in pages. Filters may be combined; all must hold."),
    ),
    Offer(
        name="create",
        method="POST",
        path="",
        route=routes.create_route,
        operation=operations.creates,
        summary=_("Create %(kinds)s"),
        about=_("One object, or a list of up to 1,000: all are created, or none."),
        needs="create",
    ),
    Offer(
        name="get",
        method="GET",
        path=ONE,
        route=routes.get_route,
        operation=operations.gets,
        summary=_("Get one %(kind)s"),
        about=_("The record with its version as ETag."),
    ),
    Offer(
        name="update",
        method="PATCH",
        path=ONE,
        route=routes.update_route,
        operation=operations.updates,
        summary=_("Change one %(kind)s"),
        about=_("The fields that are given are changed. If-Match names the version you read."),
        needs="update",
    ),
    Offer(
        name="delete",
        method="DELETE",
        path=ONE,
        route=routes.delete_route,
        operation=operations.deletes,
        summary=_("Delete one %(kind)s"),
        about=_("Refused while other records refer to it."),
        needs="delete",
    ),
    Offer(
        name="history",
        method="GET",
        path=f"{ONE}/history",
        route=history.history_route,
        operation=contract.history_of,
        summary=_("History of one %(kind)s"),
        about=_("Every write with what it changed; with `at` the whole record as it was."),
    ),
    Offer(
        name="restore",
        method="POST",
        path=f"{ONE}/restore",
        route=history.restore_route,
        operation=contract.restores,
        summary=_("Restore a field of one %(kind)s"),
        about=_("Gives a field the value that it had after an entry of the history."),
        needs="update",
    ),
    Offer(
        name="bulk",
        method="POST",
        path="/bulk",
        route=changes.bulk_route,
        operation=contract.bulk,
        summary=_("Change many %(kinds)s"),
        about=_("In the background, as one change set that can be undone."),
        needs="update",
    ),
)


def router_of(entity: Entity) -> Router:
    """List, create, get, change, delete and every verb, as far as the kind offers them."""
    router = Router(tags=[_capital(entity.plural)])
    kind = {"kind": entity.label, "kinds": entity.plural}
    for offer in OFFERS:
        if not offer.needs or getattr(entity, offer.needs):
            router.api_operation(
                [offer.method],
                offer.path,
                summary=str(offer.summary) % kind,
                description=str(offer.about),
                **_described(f"{entity.route}-{offer.name}", offer.operation(entity)),
            )(offer.route(entity))
    for command in entity.commands:
        router.post(
            f"{ONE}/{command.name}",
            summary=_capital(str(command.label)),
            description=str(command.help),
            **_described(f"{entity.route}-{command.name}", _runs(entity, command)),
        )(routes.command_route(entity, command))
    return router


def _runs(entity: Entity, command: Command) -> Operation:
    answered = registry.find(command.answers) if command.answers else None
    return operations.runs(entity, command, answered or entity)


def _described(name: str, operation: Operation) -> dict[str, Any]:
    success = min(operation["responses"])
    return {
        "operation_id": name,
        "url_name": name,
        "response": {success: None},
        "openapi_extra": operation,
    }


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
