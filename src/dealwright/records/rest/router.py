"""The router of one kind of record: which routes it has, and what the documentation calls them."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial, wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import Router

from dealwright.core.errors import Text
from dealwright.records import registry
from dealwright.records.merging.offering import MERGE
from dealwright.records.registry import Command, Entity
from dealwright.records.rest import (
    changes,
    contract,
    file_contract,
    files,
    history,
    merging,
    operations,
    routes,
)
from dealwright.records.rest.operations import Operation
from dealwright.records.rest.routes import Route

ONE = "/{uuid:id}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Offer:
    """A route that every kind has, or that those have whose verb `needs` is not None, or which have the command `of`."""

    name: str
    method: str
    path: str
    route: Callable[[Entity], Route]
    operation: Callable[[Entity], Operation]
    summary: Text
    about: Text
    needs: str = ""
    of: str = ""

    def fits(self, entity: Entity) -> bool:
        if self.of:
            return any(command.name == self.of for command in entity.commands)
        return not self.needs or bool(getattr(entity, self.needs))


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
        name="files",
        method="GET",
        path=f"{ONE}/files",
        route=files.list_route,
        operation=file_contract.lists,
        summary=_("List the files of one %(kind)s"),
        about=_("The last changed first; those that were removed are left out."),
        needs="page",
    ),
    Offer(
        name="attach",
        method="POST",
        path=f"{ONE}/files",
        route=files.attach_route,
        operation=file_contract.attaches,
        summary=_("Add a file to one %(kind)s"),
        about=_("The body is the content of the file; `name` says what it is called."),
        needs="page",
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
    Offer(
        name="merge-preview",
        method="POST",
        path=f"{ONE}/merge/preview",
        route=merging.preview_route,
        operation=contract.previews_merge,
        summary=_("See what merging into one %(kind)s would do"),
        about=_(
            "Which value each field would have, every record's own, and what would move. Nothing is changed."
        ),
        of=MERGE.name,
    ),
)


def router_of(entity: Entity) -> Router:
    """List, create, get, change, delete and every verb, as far as the kind offers them."""
    router = Router(tags=[_capital(entity.plural)])
    kind = {"kind": entity.label, "kinds": entity.plural}
    for offer in OFFERS:
        if offer.fits(entity):
            router.api_operation(
                [offer.method],
                offer.path,
                summary=str(offer.summary) % kind,
                description=str(offer.about),
                **_described(f"{entity.route}-{offer.name}", offer.operation(entity)),
            )(_of_now(offer.route, entity))
    for command in entity.commands:
        router.post(
            f"{ONE}/{command.name}",
            summary=_capital(str(command.label)),
            description=str(command.help),
            **_described(f"{entity.route}-{command.name}", _runs(entity, command)),
        )(_of_now(partial(routes.command_route, command=command), entity))
    return router


def _of_now(route: Callable[[Entity], Route], declared: Entity) -> Route:
    """The route of a kind as it is when the request comes, with the custom fields that it has then."""

    @wraps(route(declared))
    def run(request: HttpRequest, **given: Any) -> HttpResponse:
        return route(registry.entity(declared.key))(request, **given)

    return run


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
