"""The laws of the house that import-linter cannot see."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

from dealwright.records import registry
from dealwright.records.models import Record

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "dealwright"
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"][
    "contracts"
]
RANK = {
    name: rank
    for rank, layer in enumerate(CONTRACTS[0]["layers"])
    for name in re.findall(r"\w+", layer)
}

BANNED_FILES = {"utils", "helpers", "services", "signals", "managers", "common"}
WRITERS = {"actions", "models", "writing", "numbering", "migrations", "bus", "copying"}
WRITES = {
    "save",
    "asave",
    "bulk_create",
    "bulk_update",
    "get_or_create",
    "update_or_create",
}
ON_OBJECTS = {"create", "update", "delete"}


def sources() -> Iterator[Path]:
    for path in PACKAGE.rglob("*.py"):
        if "migrations" not in path.parts:
            yield path


def our_apps() -> set[str]:
    return {c.label for c in apps.get_app_configs() if c.name.startswith("dealwright.")}


def may_point(source: str, target: str) -> bool:
    return source == target or RANK[source] < RANK[target]


def test_relations_point_downwards() -> None:
    ours = our_apps()
    wrong = [
        f"{field.model._meta.label}.{field.name} -> {field.related_model._meta.label}"
        for model in apps.get_models()
        if model._meta.app_label in ours
        for field in model._meta.get_fields()
        if field.is_relation
        and field.concrete
        and isinstance(field.related_model, type)
        and field.related_model._meta.app_label in ours
        and not may_point(model._meta.app_label, field.related_model._meta.app_label)
    ]
    assert wrong == []


def test_every_context_has_a_place_in_the_order() -> None:
    found = {p.name for p in PACKAGE.iterdir() if p.is_dir() and (p / "__init__.py").exists()}
    assert found - set(RANK) == set()


def _writes(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        method, target = node.func.attr, node.func.value
        on_objects = isinstance(target, ast.Attribute) and target.attr == "objects"
        if method in WRITES or (method in ON_OBJECTS and on_objects):
            yield f"{path.relative_to(PACKAGE)}:{node.lineno} .{method}()"


def test_only_actions_write() -> None:
    guilty = [
        line
        for path in sources()
        if not ({path.stem, *path.parts} & WRITERS)
        for line in _writes(path)
    ]
    assert guilty == []


def test_no_file_is_named_for_nothing() -> None:
    assert [p for p in PACKAGE.rglob("*.py") if p.stem in BANNED_FILES] == []


def test_files_stay_readable() -> None:
    long = {
        str(path.relative_to(PACKAGE)): lines
        for path in sources()
        if (lines := path.read_text().count("\n")) > 400
    }
    assert long == {}


def test_every_record_is_tracked_and_says_who_may_see_it() -> None:
    missing = []
    for model in apps.get_models():
        if not issubclass(model, Record):
            continue
        name = model._meta.label
        history = f"{model.__name__}History"
        try:
            apps.get_model(model._meta.app_label, history)
        except LookupError:
            missing.append(f"{name} has no history")
        if not hasattr(model._default_manager.all(), "visible_to"):
            missing.append(f"{name} has no visible_to")
    assert missing == []


def test_no_model_orders_itself() -> None:
    ours = our_apps()
    ordered = [
        m._meta.label for m in apps.get_models() if m._meta.app_label in ours and m._meta.ordering
    ]
    assert ordered == []


def test_money_is_never_a_float() -> None:
    ours = our_apps()
    floats = [
        f"{m._meta.label}.{f.name}"
        for m in apps.get_models()
        if m._meta.app_label in ours
        for f in m._meta.concrete_fields
        if isinstance(f, models.FloatField)
    ]
    assert floats == []


def test_registered_kinds_are_whole() -> None:
    for entity in registry.entities():
        assert entity.title in entity.by_name, entity.key
        for found in entity.fields:
            assert found.kind != "link" or found.to, f"{entity.key}.{found.name}"
        if entity.create:
            assert entity.may_create, entity.key
        if entity.update:
            assert entity.may_update, entity.key
        if entity.delete:
            assert entity.may_delete, entity.key


def _docstring(path: Path) -> str | None:
    return ast.get_docstring(ast.parse(path.read_text()))


def test_every_context_says_what_it_owns() -> None:
    silent = [
        p.name
        for p in PACKAGE.iterdir()
        if (p / "__init__.py").exists() and not _docstring(p / "__init__.py")
    ]
    assert silent == []


def _undocumented_verbs(path: Path) -> Iterator[str]:
    for node in ast.parse(path.read_text()).body:
        public = isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
        if public and not ast.get_docstring(node):
            yield f"{path.relative_to(PACKAGE)} {node.name}"


def test_every_verb_says_what_it_refuses() -> None:
    files = [p for p in sources() if p.stem == "actions" or "actions" in p.parts]
    assert [line for path in files for line in _undocumented_verbs(path)] == []


@pytest.mark.parametrize("word", ["TODO", "FIXME", "XXX", "NotImplementedError"])
def test_nothing_is_left_half_done(word: str) -> None:
    assert [str(p) for p in sources() if word in p.read_text()] == []
