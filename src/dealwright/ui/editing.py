"""Creating, changing and deleting records of any kind, and running their verbs: one view each for the whole house.

A view here reads the registry, lets a form parse, a shape check and an action decide. Only what can be mended
in the form (wrong input, someone else's change) comes back as the form; every other refusal is the
middleware's to show.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dealwright.core import clock, digits
from dealwright.core.actor import Actor
from dealwright.core.errors import ConflictError, InvalidError, NotFoundError, require
from dealwright.identity import requests
from dealwright.records import registry, shapes
from dealwright.records.changesets import actions as changesets
from dealwright.records.changesets.models import ChangeSet
from dealwright.records.custom import linking
from dealwright.records.fields import Field
from dealwright.records.merging.errors import gone
from dealwright.records.models import Record
from dealwright.records.registry import Command, Entity
from dealwright.records.shapes import Purpose
from dealwright.ui import answers, bulk, cells, dialogs
from dealwright.ui.cells import capitalised
from dealwright.ui.forms import RecordForm, initial_of

QUICK_FIELDS = 5


def create(request: HttpRequest, key: str) -> HttpResponse:
    """The full form for a new record."""
    entity = _creatable(request, key)
    fields = [field for field in entity.fields if field.creatable]
    return _create(request, entity, fields, is_quick=False)


def quick_create(request: HttpRequest, key: str) -> HttpResponse:
    """The short form, at most five fields and the custom ones that are required, from anywhere. Fields named in the address are added, filled in."""
    entity = _creatable(request, key)
    asked = set(request.GET) | set(request.POST)
    quick = [field for field in entity.fields if field.quick][:QUICK_FIELDS]
    quick += [field for field in entity.customs if field.required and field.creatable]
    given = [
        field
        for field in entity.fields
        if field.creatable and field not in quick and field.name in asked
    ]
    return _create(request, entity, [*quick, *given], is_quick=True)


def _create(
    request: HttpRequest, entity: Entity, fields: Sequence[Field], *, is_quick: bool
) -> HttpResponse:
    actor = requests.actor(request)
    initial = _new_values(fields, request.GET, actor)
    context = {
        "entity": entity,
        "is_quick": is_quick,
        "has_hints": entity.hints is not None,
        "back": list_url(entity),
    }
    blank = RecordForm(fields, actor=actor, initial=initial, entity=entity)
    if request.method != "POST":
        return _form(request, "ui/create.html", context | {"form": blank}, blank.status)
    form = RecordForm(
        fields, actor=actor, initial=initial, typed=request.POST.dict(), entity=entity
    )
    try:
        values = shapes.check(shapes.of(entity, Purpose.CREATE), _given(form.data()))
        row = _insert(entity, values, by=actor)
    except InvalidError as error:
        form.refuse(error)
        return _form(request, "ui/create.html", context | {"form": form}, form.status)
    said = _("%(title)s created") % {"title": entity.title_of(row)}
    if request.POST.get("then") == "new" and answers.is_part(request):
        again = _form(request, "ui/create.html", context | {"form": blank}, blank.status)
        return answers.toast(answers.tell(again, "dw:changed"), said)
    messages.success(request, said)
    stays = request.POST.get("then") == "new"
    return _leave(request, request.get_full_path() if stays else entity.url(row))


def _insert(entity: Entity, values: Mapping[str, Any], *, by: Actor) -> Any:
    assert entity.create is not None  # noqa: S101  the view has refused kinds without it
    return entity.create([values], by=by, at=clock.now())[0]


def _given(data: Mapping[str, Any]) -> dict[str, Any]:
    """An empty control means: not given. The action's own default holds, or the shape says it is required."""
    return {name: value for name, value in data.items() if value not in (None, "")}


def _new_values(fields: Sequence[Field], asked: Mapping[str, str], actor: Actor) -> dict[str, Any]:
    values: dict[str, Any] = {
        field.name: asked[field.name] for field in fields if field.name in asked
    }
    if any(field.name == "owner" for field in fields):
        values.setdefault("owner", actor.id)
    defaults = {field.name: field.default for field in fields if field.default is not None}
    return defaults | values


def edit(request: HttpRequest, pk: UUID, *, key: str) -> HttpResponse:
    """Change a record, or one group of its fields (`?group=`). Someone else's change is shown beside ours."""
    actor = requests.actor(request)
    entity = registry.entity(key).seen_by(actor)
    row = fetch(entity, pk, actor)
    require(entity.update and (entity.may_update is None or entity.may_update(actor, row)))
    form = RecordForm(
        _editable(entity, request.GET.get("group")),
        actor=actor,
        initial=initial_of(row, entity.fields),
        typed=request.POST.dict() if request.method == "POST" else None,
        row=row,
        entity=entity,
    )
    version = row.version
    if request.method == "POST":
        try:
            values = shapes.check(shapes.of(entity, Purpose.UPDATE), changes_of(form))
            save_changes(entity, row, form, values, by=actor, version=version_read(request))
        except (InvalidError, ConflictError) as error:
            form.refuse(error)
            version = error.version if isinstance(error, ConflictError) else version_read(request)
        else:
            return _saved(request, entity, row)
    context = {
        "entity": entity,
        "form": form,
        "row": row,
        "version": version,
        "back": entity.url(row),
    }
    return _form(request, "ui/edit.html", context, form.status)


def _editable(entity: Entity, group: str | None) -> list[Field]:
    fields = [field for field in entity.fields if field.editable]
    return [field for field in fields if str(field.group) == group] if group else fields


def changes_of(form: RecordForm) -> dict[str, Any]:
    """What is to be changed; refuses to empty a field that must have a value."""
    changes = form.changes()
    emptied = {
        field.name: _("This is required.")
        for field in form.fields
        if field.required and changes.get(field.name, "kept") in (None, "")
    }
    if emptied:
        raise InvalidError(emptied)
    return changes


def save_changes(
    entity: Entity,
    row: Any,
    form: RecordForm,
    values: Mapping[str, Any],
    *,
    by: Actor,
    version: int,
) -> None:
    """Saves what was changed. When someone else saved meanwhile, but none of these fields, both changes stand."""
    assert entity.update is not None  # noqa: S101  the view has refused kinds without it
    try:
        entity.update(row, values, by=by, at=clock.now(), version=version)
    except ConflictError as error:
        form.refuse(error)
        if form.is_overtaken:
            raise
        entity.update(row, values, by=by, at=clock.now(), version=error.version)


def version_read(request: HttpRequest) -> int:
    """The version that the person read; a damaged one is nobody's, so it conflicts."""
    return digits.whole(request.POST.get("version", "")) or 0


def _saved(request: HttpRequest, entity: Entity, row: Any) -> HttpResponse:
    said = _("Saved")
    if answers.in_dialog(request):
        return answers.done(said)
    messages.success(request, said)
    return _leave(request, entity.url(row))


@require_POST
def delete(request: HttpRequest, pk: UUID, *, key: str) -> HttpResponse:
    """Delete a record that nothing refers to, and go back to the list."""
    actor = requests.actor(request)
    entity = registry.entity(key).seen_by(actor)
    row = fetch(entity, pk, actor)
    require(entity.delete and (entity.may_delete is None or entity.may_delete(actor, row)))
    made = changesets.delete_one(entity, row, by=actor, at=clock.now())
    answers.say(request, bulk.deleted(made), undo=bulk.undo_url(made))
    return _leave(request, list_url(entity))


def command(request: HttpRequest, pk: UUID, name: str, *, key: str) -> HttpResponse:
    """A verb: its dialog on GET, the act on POST. What it refuses for good is a toast; wrong input stays here."""
    actor = requests.actor(request)
    entity = registry.entity(key).seen_by(actor)
    row = fetch(entity, pk, actor)
    verb = entity.command(name)
    require(verb.allowed(actor, row))
    dialog = dialogs.of(key, name)
    form = RecordForm(
        dialog.parameters(verb, row),
        actor=actor,
        initial=dialog.initial(row, actor),
        typed=dialog.read(request.POST.dict()) if request.method == "POST" else None,
        row=row,
        prefix=name,
        entity=entity,
    )
    if request.method == "POST":
        try:
            given = shapes.check(shapes.parameters(entity, verb), _given(form.data()))
            result = verb.action(row, by=actor, at=clock.now(), **given)
        except InvalidError as error:
            form.refuse(error)
        else:
            return _did(request, entity, verb, row, result)
    context = {
        "entity": entity,
        "form": form,
        "row": row,
        "verb": verb,
        "back": entity.url(row),
    }
    return _form(request, dialog.template, context | dialog.context(row, actor), form.status)


def _did(
    request: HttpRequest, entity: Entity, verb: Command, row: Any, result: Any
) -> HttpResponse:
    if verb.answers and isinstance(result, models.Model):
        return _leave(request, registry.entity(verb.answers).url(result))
    label = capitalised(str(verb.label))
    said, undo = _("%(verb)s: done") % {"verb": label}, ""
    if isinstance(result, ChangeSet):
        said, undo = bulk.did(result, label), bulk.undo_url_where_possible(result)
    if answers.is_part(request):
        return answers.done(said, undo=undo)
    answers.say(request, said, undo=undo)
    return redirect(entity.url(row))


def fetch(entity: Entity, pk: UUID, actor: Actor, *, joins: Sequence[str] = ()) -> Any:
    """A record that the actor may read, with what its fields lead to; NotFoundError otherwise, of one that was merged with
    the record that it is now.
    """
    related = {cells.path_of(field) for field in entity.links if not field.custom} | set(joins)
    if issubclass(entity.model, Record):
        related |= {"created_by", "modified_by"}
    row = entity.rows(actor).select_related(*sorted(related)).filter(pk=pk).first()
    if row is None:
        unknown = NotFoundError(
            _("There is no such %(kind)s, or it belongs to people who have not shared it with you.")
            % {"kind": entity.label},
            remedy=_("Search for it with Ctrl K, or ask its owner to share it."),
        )
        raise gone(entity, pk, actor, unknown)
    linking.attach([row], entity)
    return row


def list_url(entity: Entity) -> str:
    """The list of this kind, beside its record page: "customers:account" has "customers:accounts"."""
    return reverse(lists[entity.key]) if entity.key in lists else "/"


lists: dict[str, str] = {}  # the URL name of each kind's list, filled by ListPage


def may_create(kind: Entity, actor: Actor) -> bool:
    """Whether the actor is offered to create records of this kind from anywhere."""
    if not (kind.create and kind.page and any(field.quick for field in kind.fields)):
        return False
    return kind.may_create is None or kind.may_create(actor)


def _creatable(request: HttpRequest, key: str) -> Entity:
    actor = requests.actor(request)
    entity = registry.entity(key).seen_by(actor)
    require(entity.create and (entity.may_create is None or entity.may_create(actor)))
    return entity


def _leave(request: HttpRequest, address: str) -> HttpResponse:
    return answers.go(address) if answers.is_part(request) else redirect(address)


def _form(
    request: HttpRequest, template: str, context: Mapping[str, Any], status: int
) -> HttpResponse:
    """The form as a dialog, as a part of its page, or as a page."""
    part = "#sheet" if answers.in_dialog(request) else "#form" if answers.is_part(request) else ""
    return render(request, f"{template}{part}", dict(context), status=status)
