"""`/{kind}/{id}/files` of every kind of record, and `/files/{id}`: the content is the body itself, not a form."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _

from dealwright.core import clock
from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError
from dealwright.identity.privileges import Privilege
from dealwright.records import registry, shapes
from dealwright.records.fields import Field
from dealwright.records.files import actions, queries, receiving, serving
from dealwright.records.files.models import LONGEST_NAME, File, FileVersion
from dealwright.records.registry import Entity
from dealwright.records.rest import ROOT, bodies, listing, preconditions
from dealwright.records.rest.answers import answer, etag
from dealwright.records.rest.asking import actor_with, mapping, visible_row
from dealwright.records.rest.auth import actor_of, require_scope

NAME = "name"
RENAME = shapes.build(
    "FileName", [Field(name="name", label=_("name"), required=True, max_length=LONGEST_NAME)]
)

type Route = Callable[..., HttpResponse]


def list_route(entity: Entity) -> Route:
    def list_files(request: HttpRequest, id: UUID) -> HttpResponse:  # noqa: A002  its name in the address
        actor = actor_with(request, Privilege.READ, entity)
        row = visible_row(entity, id, actor)
        listing.only(request.GET)
        return answer({"items": [told(file) for file in queries.of_record(row)]})

    return list_files


def attach_route(entity: Entity) -> Route:
    def attach_file(request: HttpRequest, id: UUID) -> HttpResponse:  # noqa: A002
        actor = actor_with(request, Privilege.WRITE, entity)
        row = visible_row(entity, id, actor)
        with _received(request, _name(request)) as received:
            file = actions.attach(row, received, by=actor, at=clock.now())
        return _answer(file, status=201, headers={"Location": f"{ROOT}/files/{file.pk}"})

    return attach_file


def get_file(request: HttpRequest, id: UUID) -> HttpResponse:  # noqa: A002
    """A file with its versions."""
    file, _record = _found(request, id, Privilege.READ)
    versions = [_told_version(each) for each in queries.versions(file)]
    whole = {**told(file), "versions": versions}
    return answer(whole, headers={"ETag": etag(file.version)})


def rename_file(request: HttpRequest, id: UUID) -> HttpResponse:  # noqa: A002
    """Another name for a file."""
    file, actor = _found(request, id, Privilege.WRITE)
    version = preconditions.version_to_change(request)
    given = shapes.check(RENAME, mapping(bodies.read(request)))
    return _answer(actions.rename(file, given["name"], version=version, by=actor, at=clock.now()))


def remove_file(request: HttpRequest, id: UUID) -> HttpResponse:  # noqa: A002
    """A file off its record."""
    file, actor = _found(request, id, Privilege.WRITE)
    actions.remove(file, by=actor, at=clock.now())
    return HttpResponse(status=204)


def put_back_file(request: HttpRequest, id: UUID) -> HttpResponse:  # noqa: A002
    """A removed file on its record again."""
    file, actor = _found(request, id, Privilege.WRITE)
    return _answer(actions.put_back(file, by=actor, at=clock.now()))


def get_content(request: HttpRequest, id: UUID) -> HttpResponseBase:  # noqa: A002
    """The bytes of the newest version."""
    file, _actor = _found(request, id, Privilege.READ)
    return serving.saved(request, file.blob, file.name)


def get_version_content(request: HttpRequest, id: UUID, number: int) -> HttpResponseBase:  # noqa: A002
    """The bytes of one version."""
    file, _actor = _found(request, id, Privilege.READ)
    return serving.saved(request, queries.version(file, number).blob, file.name)


def replace_content(request: HttpRequest, id: UUID) -> HttpResponse:  # noqa: A002
    """A new version from the body."""
    file, actor = _found(request, id, Privilege.WRITE)
    asked = listing.only(request.GET, NAME, "note")
    with _received(request, asked.get(NAME, file.name)) as received:
        note = asked.get("note", "")
        file = actions.replace(file, received, note=note, by=actor, at=clock.now())
    return _answer(file)


def restore_version(request: HttpRequest, id: UUID, number: int) -> HttpResponse:  # noqa: A002
    """An earlier version, the newest again."""
    file, actor = _found(request, id, Privilege.WRITE)
    return _answer(actions.restore(file, number, by=actor, at=clock.now()))


def _found(request: HttpRequest, pk: UUID, privilege: Privilege) -> tuple[File, Actor]:
    """A file of a record that the actor may read, for a token that was made for it."""
    actor = actor_of(request)
    file, _record = queries.find(pk, actor)
    entity = registry.entity(file.entity)
    require_scope(actor, Privilege.READ, entity)
    require_scope(actor, privilege, entity)
    return file, actor


def _name(request: HttpRequest) -> str:
    name = listing.only(request.GET, NAME).get(NAME, "").strip()
    if not name:
        raise InvalidError({NAME: _("Say in ?name= what the file is called.")})
    return name


def _received(request: HttpRequest, name: str) -> Any:
    return receiving.receive(bodies.parts(request, most=settings.FILES_MAX_BYTES), name)


def _answer(
    file: File, *, status: int = 200, headers: dict[str, str] | None = None
) -> HttpResponse:
    return answer(
        told(file), status=status, headers={"ETag": etag(file.version), **(headers or {})}
    )


def told(file: File) -> dict[str, Any]:
    """A file as it is read."""
    return {
        "id": file.pk,
        "version": file.version,
        "kind": file.entity,
        "record": file.record_id,
        "name": file.name,
        "number": file.number,
        "size": file.blob.size,
        "media_type": file.blob.media_type,
        "sha256": file.blob.sha256,
        "state": file.blob.state,
        "added_at": file.added_at,
        "added_by": file.added_by_id,
        "changed_at": file.changed_at,
        "changed_by": file.changed_by_id,
        "removed_at": file.removed_at,
    }


def _told_version(found: FileVersion) -> dict[str, Any]:
    return {
        "number": found.number,
        "name": found.name,
        "size": found.blob.size,
        "media_type": found.blob.media_type,
        "sha256": found.blob.sha256,
        "state": found.blob.state,
        "note": found.note,
        "at": found.at,
        "by": found.by_id,
    }
