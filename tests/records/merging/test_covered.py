"""Whatever can hang on a record that is merged is known to hang there: a new context cannot forget its rows."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import models
from django.db.models import UniqueConstraint

from dealwright.records.merging import attached, declared

KINDS = [kind.entity for kind in declared.kinds()]

# Columns of ids that are no foreign keys, and why their rows stay where they are when records are merged.
STAY: dict[str, str] = {
    "activities.activity.about_owner_id": "repeats the owner of the record, and is copied anew",
    "activities.activity.about_unit_id": "repeats its business unit, likewise",
    "events.eventrecord.subject_id": "what happened to a record happened to that record",
    "events.eventrecord.actor_id": "a person",
    "events.eventrecord.change_set": "a change set",
    "records.changeset.actor_id": "a person",
    "records.changesetrow.record_id": "what a change set did, it did to that record",
    "records.duplicatepair.first_id": "a pair of two that are merged is settled by the merge",
    "records.duplicatepair.second_id": "likewise",
    "records.duplicatepair.decided_by": "a person",
    "records.customlink.record_id": "forgotten with a loser, and known again when an undo brings it back",
    "records.customlink.target_id": "moves with the field that holds it, see test_custom_links",
    "records.customversion.token": "no record",
    "records.searchentry.record_id": "written by triggers, whatever happens to a record",
    "records.searchentry.owner_id": "likewise",
    "records.searchentry.unit_id": "likewise",
    "records.searchentry.parent_id": "likewise",
    "records.searchentry.parent_owner_id": "likewise",
    "records.searchentry.parent_unit_id": "likewise",
    "records.searchmark.record_id": "likewise",
    "records.searchprogress.reached": "how far the search has read",
    "records.matchkey.record_id": "made anew by the next search",
    "records.matchsearch.cursor": "how far a search has come",
    "records.mergedrecord.record_id": "the record that is gone itself",
    "records.mergedrecord.winner_id": "a link of a chain that is followed to its end",
    "records.mergedrecord.change_set_id": "a change set",
    "quotes.quoteline.identity": "which line of a quote it is, in all its revisions",
    "records.movedrow.loser_id": "where a row hung before",
}


def columns_of_ids() -> Iterator[tuple[str, type[models.Model], str]]:
    for model in apps.get_models():
        ours = model.__module__.startswith("dealwright.")
        if not ours or hasattr(model, "pgh_tracked_model"):
            continue
        for column in model._meta.concrete_fields:
            is_own_key = column.primary_key and column.name == "id"
            if isinstance(column, models.UUIDField) and not column.is_relation and not is_own_key:
                yield f"{model._meta.label_lower}.{column.name}", model, column.attname


def test_every_column_that_names_a_record_moves_or_says_why_not() -> None:
    known = {(each.model, each.column) for each in attached.further()}
    unknown = [
        name
        for name, model, column in columns_of_ids()
        if (model, column) not in known and name not in STAY
    ]
    assert unknown == []


def test_no_reason_outlives_its_column() -> None:
    assert STAY.keys() - {name for name, _model, _column in columns_of_ids()} == set()


@pytest.mark.parametrize("key", KINDS)
def test_every_foreign_key_to_a_mergeable_kind_moves(key: str) -> None:
    model = declared.of(key).kind.model
    links = {
        (other, column.attname)
        for other in apps.get_models(include_auto_created=True)
        if not hasattr(other, "pgh_tracked_model")
        for column in other._meta.concrete_fields
        if column.is_relation and column.related_model is model
    }
    assert {(each.model, each.column) for each in attached.to(model)} >= links


def conditions(model: Any, column: str) -> Iterator[str]:
    for constraint in model._meta.constraints:
        names = {model._meta.get_field(name).attname for name in getattr(constraint, "fields", ())}
        if isinstance(constraint, UniqueConstraint) and column in names and constraint.condition:
            yield constraint.name


@pytest.mark.parametrize("key", KINDS)
def test_of_what_a_record_has_once_nothing_else_hangs_on_the_row_that_is_left_out(key: str) -> None:
    """A row that says the same twice is deleted: it must be a leaf, and its uniqueness without conditions."""
    for each in attached.to(declared.of(key).kind.model):
        if each.once:
            below = [found for found in attached.to(each.model) if not found.kind]
            assert below == [], f"{each.key} has rows of its own"
            assert list(conditions(each.model, each.column)) == []
