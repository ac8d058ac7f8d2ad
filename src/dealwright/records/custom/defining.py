"""What makes a sound definition of a field. Pure: values in, values or InvalidError out."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from pydantic import TypeAdapter, ValidationError

from dealwright.core import typed
from dealwright.core.errors import InvalidError
from dealwright.records import shapes
from dealwright.records.custom.current import NUMBERS, as_field
from dealwright.records.custom.models import LONGEST_NAME, PREFIX, CustomField, Type, WhenDeleted

MOST_CHOICES = 500
LONGEST_CHOICE = 80
LONGEST_VALUE = 40
LONGEST_TEXT = 200  # of a one-line field, unless it says otherwise
LONGEST_INDEXED = 500  # characters, each of up to four bytes
CHOICES = {Type.CHOICE, Type.LIST}
TEXTS = {Type.TEXT, Type.LONG_TEXT, Type.URL, Type.EMAIL, Type.PHONE}
ONE_LINE = TEXTS - {Type.LONG_TEXT}
DAYS = {Type.DATE, Type.DATETIME}
CAN_BE_UNIQUE = {*ONE_LINE, Type.INTEGER, Type.DECIMAL, Type.DATE}
NOT_REQUIRED = {Type.BOOLEAN, Type.FORMULA}
WITHOUT_DEFAULT = {Type.LINK, Type.FORMULA}

type Choice = dict[str, Any]


def name_for(label: str, wanted: str, taken: Collection[str]) -> str:
    """A name that no other field of the kind has: `wanted`, or made of the label. InvalidError when it cannot be one."""
    plain = _plain(wanted or label)
    if wanted and (not plain or f"{PREFIX}{plain}" != _prefixed(wanted)):
        raise InvalidError({"name": _("Use small letters, digits and single underscores.")})
    if wanted and f"{PREFIX}{plain}" in taken:
        raise InvalidError({"name": _("A field of this name is there already.")})
    return next(name for name in _candidates(plain or "field") if name not in taken)


def _prefixed(name: str) -> str:
    return name if name.startswith(PREFIX) else f"{PREFIX}{name}"


def _plain(text: str) -> str:
    words = slugify(text.removeprefix(PREFIX)).replace("-", "_")
    return re.sub(r"_+", "_", words).strip("_")[: LONGEST_NAME - len(PREFIX) - 4].strip("_")


def _candidates(plain: str) -> Iterator[str]:
    yield f"{PREFIX}{plain}"
    for number in range(2, 1000):
        yield f"{PREFIX}{plain}_{number}"


def choices(given: Sequence[Mapping[str, Any]], present: Sequence[Choice]) -> list[Choice]:
    """Choices as they are kept: those without a value get one from their label. Refuses to leave out what is there."""
    kept = {each["value"] for each in present}
    lost = kept - {each.get("value") for each in given}
    if lost:
        labels = ", ".join(each["label"] for each in present if each["value"] in lost)
        raise InvalidError({"choices": _("Retire %(labels)s instead.") % {"labels": labels}})
    found = [_choice(each) for each in given]
    taken = {each["value"] for each in found if each["value"]}
    for each in found:
        if not each["value"]:
            each["value"] = _value_for(each["label"], taken)
            taken.add(each["value"])
    _refuse_doubles(found)
    return found


def _choice(given: Mapping[str, Any]) -> Choice:
    label = " ".join(str(given.get("label") or "").split())
    if not label or len(label) > LONGEST_CHOICE or not label.isprintable():
        raise InvalidError(
            {"choices": _("Every choice has a label of at most %(most)d characters.") % {"most": LONGEST_CHOICE}}
        )  # fmt: skip
    value = str(given.get("value") or "")
    return {"value": value, "label": label, "is_retired": bool(given.get("is_retired"))}


def _value_for(label: str, taken: Collection[str]) -> str:
    plain = slugify(label).replace("-", "_")[:LONGEST_VALUE] or "choice"
    numbered = (f"{plain}_{number}" for number in range(2, MOST_CHOICES + 2))
    return next(value for value in (plain, *numbered) if value not in taken)


def _refuse_doubles(found: Sequence[Choice]) -> None:
    labels = [each["label"].casefold() for each in found if not each["is_retired"]]
    if len(labels) != len(set(labels)):
        raise InvalidError({"choices": _("Two choices have the same label.")})
    if not labels:
        raise InvalidError({"choices": _("Offer at least one choice.")})
    if len(found) > MOST_CHOICES:
        raise InvalidError({"choices": _("At most %(most)d choices.") % {"most": MOST_CHOICES}})


def settle(row: CustomField) -> None:
    """Put a definition into its one form; InvalidError names each setting that does not fit its kind."""
    if row.kind in ONE_LINE and row.max_length is None:
        row.max_length = LONGEST_TEXT
    wrong = dict(_wrong(row))
    if wrong:
        raise InvalidError(wrong)


def _wrong(row: CustomField) -> Iterator[tuple[str, Any]]:
    if not row.label.strip() or not row.label.isprintable():
        yield "label", _("This is required.")
    if not _has_sound_link(row):
        yield "when_deleted", _("Choose what becomes of the link.")
    if row.required and row.kind in NOT_REQUIRED:
        yield "required", _("A field of this kind cannot be required.")
    if row.is_unique and row.kind not in CAN_BE_UNIQUE:
        yield "is_unique", _("Values of this kind cannot be unique.")
    yield from _wrong_bounds(row)
    if row.max_length is not None and row.max_length > shapes.LONGEST_TEXT:
        yield "max_length", _("At most %(most)d characters.") % {"most": shapes.LONGEST_TEXT}
    elif _is_indexed_whole(row) and (row.max_length or 0) > LONGEST_INDEXED:
        yield (
            "max_length",
            _("At most %(most)d characters where values are searched or unique.")
            % {"most": LONGEST_INDEXED},
        )


def _wrong_bounds(row: CustomField) -> Iterator[tuple[str, Any]]:
    if row.value_kind not in NUMBERS and (row.minimum is not None or row.maximum is not None):
        yield "minimum", _("Only numbers have bounds.")
    if row.kind not in DAYS and (row.earliest is not None or row.latest is not None):
        yield "earliest", _("Only days have a first and a last one.")


def _has_sound_link(row: CustomField) -> bool:
    known = WhenDeleted.values if row.kind == Type.LINK else [WhenDeleted.KEEP]
    return row.when_deleted in known


def _is_indexed_whole(row: CustomField) -> bool:
    """Whether whole values stand in an index: PostgreSQL refuses to write a row with more than 2704 bytes for it."""
    return row.kind in ONE_LINE and (row.is_searchable or row.is_unique)


def default(row: CustomField, given: Any) -> Any:
    """A default as it is stored. InvalidError when the field itself would not take it."""
    if given in typed.EMPTY:
        return None
    if row.kind in WITHOUT_DEFAULT:
        raise InvalidError({"default": _("A field of this kind has no default.")})
    try:
        value = TypeAdapter(shapes.annotation(as_field(row))).validate_python(given)
    except ValidationError as error:
        raise InvalidError(
            {"default": next(iter(shapes.errors_of(error.errors()).values()))}
        ) from error
    return typed.FORMS[row.path.partition("_")[0]].store(value)
