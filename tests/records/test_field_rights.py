"""A hidden field is absent everywhere: the same test over every kind, with all its fields hidden at once.

The control run, with nothing hidden, finds the same values: the test would see what leaks.
"""

import io
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime
from html import unescape
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse

from dealwright.catalog import actions as catalog
from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError
from dealwright.exchange import exporting
from dealwright.exchange.exporting import files
from dealwright.identity import actions as identity
from dealwright.identity.models import Role
from dealwright.identity.privileges import Depth, FieldLevel, Privilege
from dealwright.identity.queries import actor_for
from dealwright.records import registry, shapes
from dealwright.records.fields import Field, Kind
from dealwright.records.registry import Entity
from dealwright.records.shapes import Purpose
from dealwright.strategy import actions as strategy
from dealwright.ui import declared, editing, selection
from tests.people import AT
from tests.rest import samples

pytestmark = pytest.mark.django_db

# what is looked for in pages, as it is given and as it is shown
MARKS: dict[Kind, tuple[Any, tuple[str, ...]]] = {
    Kind.TEXT: ("Zq9{n}x", ("Zq9{n}x",)),
    Kind.LONG_TEXT: ("Zq9{n}x", ("Zq9{n}x",)),
    Kind.EMAIL: ("zq9{n}x@corvane.example", ("zq9{n}x@",)),
    Kind.URL: ("https://zq9{n}x.example", ("zq9{n}x.example",)),
    Kind.PHONE: ("+4930123456{n:02d}", ("123456{n:02d}", "1234 56{n:02d}", "30 123456{n:02d}")),
    Kind.DATE: ("2077-07-{n:02d}", ("{n} Jul 2077", "2077-07-{n:02d}")),
    Kind.INTEGER: (918_200, ("918,2{n:02d}", "9182{n:02d}")),
    Kind.MONEY: ("918273.{n:02d}", ("918,273", "918273", "918.3K", "€918")),
    Kind.DECIMAL: ("918273.{n:02d}", ("918,273", "918273")),
}


def mark(field: Field, number: int) -> tuple[Any, list[str]] | None:
    """A value that stands nowhere else, and how it may be shown; None where the field takes no such value."""
    if field.kind not in MARKS or field.choices:
        return None
    given, shown = MARKS[field.kind]
    value = given.format(n=number) if isinstance(given, str) else given + number
    too_small = field.maximum is not None and float(field.maximum) < 900_000
    if field.kind in {Kind.INTEGER, Kind.MONEY, Kind.DECIMAL} and too_small:
        return None
    return value, [text.format(n=number) for text in shown]


def kinds() -> list[str]:
    return sorted(
        entity.key
        for entity in registry.entities()
        if entity.create and entity.update and restrictable(entity)
    )


def restrictable(entity: Entity) -> list[Field]:
    return [field for field in entity.fields if entity.can_restrict(field.name)]


@pytest.fixture(autouse=True)
def trade(selling: Any, system: Actor, at: datetime) -> None:
    """What deals and quotes cannot do without."""
    strategy.keep_default_process(by=system, at=at)
    catalog.keep_standard_units(by=system, at=at)


@pytest.fixture
def reader(people: SimpleNamespace, admin: Actor, at: datetime) -> Callable[..., Actor]:
    """Charlie with one role that reaches everything, but for the fields that are hidden or read only."""

    def with_fields(entity: Entity, level: FieldLevel) -> Actor:
        role = identity.create_role("Reader", by=admin, at=at)
        everything = {
            (each.key, privilege): Depth.ALL
            for each in registry.entities()
            for privilege in Privilege
        }
        identity.set_grants(role, everything, by=admin, at=at)
        levels = {field.name: level for field in restrictable(entity)}
        identity.set_field_rights(role, entity.key, levels, by=admin, at=at)
        identity.set_roles(people.charlie, [role], by=admin, at=at)
        return actor_for(people.charlie)

    return with_fields


def filled(entity: Entity, admin: Actor, at: datetime) -> tuple[Any, dict[str, list[str]]]:
    """A record whose restrictable fields hold marks, and the marks by the name of the field."""
    given = samples.body(entity, admin, more=["account"])
    values = shapes.check(shapes.of(entity, Purpose.CREATE), given)
    assert entity.create
    row = entity.create([values], by=admin, at=at)[0]
    marks: dict[str, list[str]] = {}
    for number, field in enumerate(restrictable(entity), start=10):
        found = mark(field, number)
        if found is None or not field.editable:
            continue
        value, shown = found
        try:
            assert entity.update
            values = shapes.check(shapes.of(entity, Purpose.UPDATE), {field.name: value})
            row = entity.update(row, values, by=admin, at=at)
        except InvalidError:
            continue  # a rule of the kind's own; the field is looked for by name all the same
        marks[field.name] = shown
    return row, marks


def addresses(entity: Entity, row: Any) -> Iterator[str]:
    """Every page of the kind and of this record, and the first pages of the house."""
    yield reverse("ui:home")
    yield f"{reverse('ui:palette')}?q=Zq9"
    yield f"{reverse('ui:search')}?q=Zq9"
    yield f"{reverse('ui:search')}?q=Zq9&kind={entity.key}"
    yield f"{reverse('ui:palette')}?q={str(getattr(row, entity.title))[:20]}"
    yield reverse("ui:access", args=[entity.key, row.pk])
    for link in entity.links:
        linked = getattr(row, link.name, None)
        kind = registry.find(link.to)
        if linked and kind and kind.page:
            yield kind.url(linked)
    if entity.key in editing.lists:
        yield editing.list_url(entity)
        yield f"{editing.list_url(entity)}?view=all"
        yield f"{editing.list_url(entity)}?view=all&summary=1"
        yield f"{editing.list_url(entity)}?view=all&q=Zq9"
        yield f"{reverse('ui:cells', args=[entity.key, row.pk])}?list=view%3Dall"
    for field in restrictable(entity):
        yield reverse("ui:cell", args=[entity.key, row.pk, field.name])
    if entity.page:
        yield entity.url(row)
        yield reverse("ui:quick", args=[entity.key, row.pk])
        for name in (f"{entity.page}_edit", *board_of(entity)):
            with suppress(NoReverseMatch):
                yield reverse(name, args=[row.pk] if name.endswith("_edit") else [])
        for command in entity.commands:
            with suppress(NoReverseMatch):  # some kinds have no page of their own
                yield reverse(f"{entity.page}_do", args=[row.pk, command.name])


def board_of(entity: Entity) -> tuple[str, ...]:
    return ("opportunities:board",) if entity.context == "opportunities" else ()


def crawl(client: Client, entity: Entity, row: Any) -> dict[str, str]:
    """The pages by address, with the fragments that they load."""
    pages: dict[str, str] = {}
    waiting = list(addresses(entity, row))
    while waiting:
        address = waiting.pop()
        if address in pages:
            continue
        answer = client.get(address)
        text = re.sub("</?mark[^>]*>", "", answer.content.decode())
        pages[address] = unescape(text) if answer.status_code == 200 else ""
        loaded = map(unescape, re.findall(r'hx-get="(/[^"]+)"', text))
        waiting += [found for found in loaded if not is_the_same_again(found)]
    return pages


def is_the_same_again(address: str) -> bool:
    """A lookup that answers for what is typed, another order, or groups of other views than that of all: there are
    thousands of these, and they show no other fields.
    """
    is_grouped = "group=" in address
    return (
        "/lookup/" in address
        or "sort=" in address
        or (is_grouped and ("form=" in address or "view=all" not in address))
    )


def api_answers(client: Client, entity: Entity, row: Any) -> dict[str, str]:
    if not entity.route:
        return {}
    base = f"/api/v1/{entity.route}"
    paths = [base, f"{base}/{row.pk}", f"{base}?search=Zq9", "/api/v1/search?q=Zq9"]
    if entity.context == "opportunities" and entity.title == "name":
        paths.append("/api/v1/opportunities/pipeline")
    return {path: client.get(path).content.decode() for path in paths}


def exported(entity: Entity, by: Actor) -> str:
    out = io.StringIO()
    exporting.export(entity, out, by=by, at=AT)
    return out.getvalue()


def exported_list(entity: Entity, by: Actor) -> str:
    """What the list of the kind exports, its own columns and all fields."""
    if entity.key not in declared.pages:
        return ""
    out = io.BytesIO()
    for all_fields in (False, True):
        chosen = selection.read({"all": "1", "list": "view=all"}, entity.key, by)
        table = files.table_of(chosen, all_fields=all_fields)
        exporting.write(table, out, exporting.Format.CSV, by=by, at=AT)
    return out.getvalue().decode()


def found_in(texts: dict[str, str], marks: dict[str, list[str]]) -> set[tuple[str, str]]:
    """(field, place) of every mark that stands somewhere."""
    return {
        (name, place)
        for place, text in texts.items()
        for name, shown in marks.items()
        if any(one in text for one in shown)
    }


@pytest.mark.parametrize("key", kinds())
def test_a_hidden_field_is_absent_everywhere(
    key: str,
    admin: Actor,
    reader: Callable[..., Actor],
    client_for: Callable[[Actor], Client],
    api_for: Callable[[Actor], Client],
    at: datetime,
) -> None:
    entity = registry.entity(key)
    row, marks = filled(entity, admin, at)
    by = reader(entity, FieldLevel.HIDDEN)
    texts = {
        **crawl(client_for(by), entity, row),
        **api_answers(api_for(by), entity, row),
        "export": exported(entity, by),
        "export of the list": exported_list(entity, by),
    }
    leaks = sorted(found_in(texts, marks))
    assert leaks == [], "\n".join(map(str, leaks))
    names = {field.name for field in restrictable(entity)}
    assert not names & set(exported(entity, by).splitlines()[0].split(","))

    seen = {
        **crawl(client_for(admin), entity, row),
        **api_answers(api_for(admin), entity, row),
        "export": exported(entity, admin),
        "export of the list": exported_list(entity, admin),
    }
    assert {name for name, _place in found_in(seen, marks)} == set(marks)  # the marks can be found


@pytest.mark.parametrize("key", [key for key in kinds() if registry.entity(key).route])
def test_of_a_hidden_field_programs_hear_what_they_hear_of_one_that_does_not_exist(
    key: str,
    admin: Actor,
    reader: Callable[..., Actor],
    api_for: Callable[[Actor], Client],
    at: datetime,
) -> None:
    entity = registry.entity(key)
    row, _marks = filled(entity, admin, at)
    client = api_for(reader(entity, FieldLevel.HIDDEN))
    base = f"/api/v1/{entity.route}"

    def answer(method: str, address: str, body: Any = None) -> tuple[int, str]:
        send = getattr(client, method)
        found = send(address, body, content_type="application/json", headers={"If-Match": "*"})
        # of fields with names alike others are suggested, none of them hidden: see filtering/test_rights.py
        return found.status_code, re.sub(r" Did you mean [^?]*\?", "", found.content.decode())

    for field in restrictable(entity):
        for method, address, body in (
            ("get", f"{base}?{{name}}=1", None),
            ("get", f"{base}?order={{name}}", None),
            ("get", f"{base}?fields={{name}}", None),
            ("get", f"{base}?filter={{name}} is empty", None),
            ("post", base, {"{name}": "Zq9"}),
            ("patch", f"{base}/{row.pk}", {"{name}": "Zq9"}),
        ):
            here, nowhere = (
                answer(
                    method,
                    address.replace("{name}", name),
                    {key.replace("{name}", name): value for key, value in body.items()}
                    if body
                    else None,
                )
                for name in (field.name, "colour_of_money")
            )
            told = nowhere[0], nowhere[1].replace("colour_of_money", field.name)
            assert here == told, (field.name, method, address)


@pytest.mark.parametrize("key", kinds())
def test_a_field_that_is_read_only_is_read_and_not_written(
    key: str, admin: Actor, reader: Callable[..., Actor], at: datetime
) -> None:
    entity = registry.entity(key)
    row, marks = filled(entity, admin, at)
    by = reader(entity, FieldLevel.READ)
    seen = entity.seen_by(by)
    assert {field.name for field in seen.fields} == {field.name for field in entity.fields}
    for name in marks:
        assert not seen.field(name).editable
        before = getattr(row, seen.field(name).column)
        assert entity.update
        given = {name: samples.value(entity.field(name), admin)}
        values = shapes.check(shapes.of(entity, Purpose.UPDATE), given)
        with pytest.raises(InvalidError) as told:
            entity.update(row, values, by=by, at=at)
        assert "not change it" in str(told.value)
        row.refresh_from_db()
        assert getattr(row, seen.field(name).column) == before


def test_programs_hear_that_a_field_is_read_only_and_which_roles_make_it_so(
    admin: Actor, reader: Callable[..., Actor], at: datetime, api_for: Callable[[Actor], Client]
) -> None:
    entity = registry.entity("customers.account")
    row, _marks = filled(entity, admin, at)
    program = api_for(reader(entity, FieldLevel.READ))
    address = f"/api/v1/accounts/{row.pk}"
    phone = program.get(address).json()["phone"]
    given = {"phone": "+49301234568", "number": "X", "version": 9, "colour": "red"}
    refused = program.patch(
        address, given, content_type="application/json", headers={"If-Match": "*"}
    )
    assert refused.status_code == 422
    assert {each["field"]: each["detail"] for each in refused.json()["errors"]} == {
        "phone": "Your roles let you read this, not change it.",
        "number": "This can be read, not written.",
        "version": "This can be read, not written.",
        "colour": "There is no such field.",
    }
    assert refused.json()["why"] == "No role of Charlie Example lets one change phone (Reader)."
    assert program.get(address).json()["phone"] == phone


def test_the_widest_of_several_roles_wins(
    people: SimpleNamespace, admin: Actor, at: datetime
) -> None:
    entity = registry.entity("customers.account")
    hiding, plain, other = (
        identity.create_role(name, by=admin, at=at) for name in ("Hiding", "Plain", "Other")
    )
    for role in (hiding, plain):
        identity.set_grants(role, {(entity.key, "read"): Depth.ALL}, by=admin, at=at)
    identity.set_grants(other, {("leads.lead", "read"): Depth.ALL}, by=admin, at=at)
    identity.set_field_rights(hiding, entity.key, {"phone": FieldLevel.HIDDEN}, by=admin, at=at)

    def sees_phone(*roles: Role) -> bool:
        identity.set_roles(people.charlie, roles, by=admin, at=at)
        return "phone" in entity.seen_by(actor_for(people.charlie)).by_name

    assert not sees_phone(hiding)
    assert sees_phone(hiding, plain)
    assert not sees_phone(hiding, other)  # a role that grants nothing on accounts lifts nothing


def test_nothing_is_hidden_from_administrators(
    people: SimpleNamespace, admin: Actor, at: datetime
) -> None:
    entity = registry.entity("customers.account")
    role = identity.create_role("Hiding", by=admin, at=at)
    identity.set_grants(role, {(entity.key, "read"): Depth.ALL}, by=admin, at=at)
    identity.set_field_rights(role, entity.key, {"phone": FieldLevel.HIDDEN}, by=admin, at=at)
    both = [role, Role.objects.get(key="administrator")]
    identity.set_roles(people.ada, both, by=admin, at=at)
    assert entity.seen_by(actor_for(people.ada)) is entity


def test_a_bulk_change_chooses_by_no_hidden_field(
    admin: Actor,
    reader: Callable[..., Actor],
    api_for: Callable[[Actor], Client],
    at: datetime,
) -> None:
    entity = registry.entity("customers.account")
    filled(entity, admin, at)
    client = api_for(reader(entity, FieldLevel.HIDDEN))

    def chosen_by(**where: str) -> tuple[int, str]:
        body = {"where": where, "set": {"name": "Mine"}}
        answer = client.post("/api/v1/accounts/bulk", body, content_type="application/json")
        told = re.sub(r" Did you mean [^?]*\?", "", answer.content.decode())
        return answer.status_code, told

    for given in ({"phone__icontains": "30"}, {"filter": 'phone contains "30"'}):
        nowhere = {
            key.replace("phone", "colour"): text.replace("phone", "colour")
            for key, text in given.items()
        }
        here, there = chosen_by(**given), chosen_by(**nowhere)
        assert here[0] == 422
        assert here == (there[0], there[1].replace("colour", "phone"))
    assert chosen_by(filter='name contains "N"')[0] == 202
