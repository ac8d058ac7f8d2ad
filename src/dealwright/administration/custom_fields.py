"""The pages of custom fields in the registry's own terms: what is asked of each kind of field, and what was answered."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from dealwright.core import digits, typed
from dealwright.core.errors import Text
from dealwright.records import registry
from dealwright.records.custom import current, defining
from dealwright.records.custom.models import CustomField, IndexState, Type
from dealwright.records.fields import Field, Kind, derive
from dealwright.records.registry import Entity
from dealwright.ui.cells import capitalised

NEW_CHOICES = "new_choices"
PERSON = "identity.user"
ABOUT: Mapping[str, Text] = {
    Type.TEXT: _("One line: a number, a code, a name."),
    Type.LONG_TEXT: _("Several lines."),
    Type.INTEGER: _("Pieces, people, years."),
    Type.DECIMAL: _("Weights, areas, rates."),
    Type.MONEY: _("An amount in the currency of the record."),
    Type.PERCENT: _("A share, such as 7.5 %."),
    Type.DATE: _("A day."),
    Type.DATETIME: _("A day and a time."),
    Type.BOOLEAN: _("Ticked or not."),
    Type.CHOICE: _("One of several that you name."),
    Type.LIST: _("Any number of those that you name."),
    Type.LINK: _("Another record, or a person."),
    Type.URL: _("The address of a page."),
    Type.EMAIL: _("Written to by a click."),
    Type.PHONE: _("Called by a click."),
    Type.FORMULA: _("Worked out from other fields."),
}
ICONS = {
    Type.TEXT: "type",
    Type.LONG_TEXT: "align-left",
    Type.INTEGER: "hash",
    Type.DECIMAL: "decimals-arrow-right",
    Type.MONEY: "coins",
    Type.PERCENT: "percent",
    Type.DATE: "calendar",
    Type.DATETIME: "clock",
    Type.BOOLEAN: "square-check",
    Type.CHOICE: "list",
    Type.LIST: "list-checks",
    Type.LINK: "link",
    Type.URL: "globe",
    Type.EMAIL: "at-sign",
    Type.PHONE: "phone",
    Type.FORMULA: "square-function",
}
TONES = {IndexState.READY: "ok", IndexState.BUILDING: "info", IndexState.FAILED: "danger"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Offer:
    """A kind of field that can be added."""

    kind: str
    label: str
    icon: str
    about: Text


@dataclass(frozen=True, kw_only=True, slots=True)
class ChoiceRow:
    """A choice as it is edited."""

    value: str
    label: str
    is_retired: bool
    position: int


def kinds() -> list[Entity]:
    """The kinds of record that take fields, by name."""
    found = [kind for kind in registry.entities() if kind.takes_custom and kind.page]
    return sorted(found, key=lambda kind: kind.plural)


def offers() -> list[Offer]:
    return [
        Offer(
            kind=kind, label=capitalised(str(Type(kind).label)), icon=ICONS[Type(kind)], about=about
        )
        for kind, about in ABOUT.items()
    ]


def icon_of(row: CustomField) -> str:
    return ICONS[Type(row.kind)]


def tone_of(row: CustomField) -> str:
    """The tone of the state of its index."""
    return TONES.get(IndexState(row.index_state), "")


def form_fields(row: CustomField) -> list[Field]:
    """What is asked of a field of this kind. A new one has no name yet, and may choose it."""
    is_new = row._state.adding  # noqa: SLF001  Django's own word for it
    default = [] if row.kind in defining.WITHOUT_DEFAULT else _default(row)
    return [*_named(is_new=is_new), *_of_kind(row, is_new=is_new), *default, *_rules(row)]


def _named(*, is_new: bool) -> list[Field]:
    found = [
        derive(CustomField, "label"),
        derive(
            CustomField,
            "section",
            help=_("The heading under which it stands. Empty: “Further fields”."),
        ),
        derive(CustomField, "help", help=_("A sentence under the field in forms.")),
    ]
    if is_new:
        about = _("For programs and imports; it never changes. Empty: made of the label.")
        found.insert(1, derive(CustomField, "name", required=False, help=about))
    return found


def _of_kind(row: CustomField, *, is_new: bool) -> list[Field]:
    found: list[Field] = []
    if row.kind in defining.CHOICES:
        label = _("Choices") if is_new else _("More choices")
        about = _("One per line.")
        found.append(Field(name=NEW_CHOICES, label=label, kind=Kind.LONG_TEXT, help=about))
    if row.kind == Type.LINK and is_new:
        found.append(_target())
    if row.kind == Type.LINK:
        about = _("Cleared links stand in the history of their records.")
        found.append(derive(CustomField, "when_deleted", required=True, help=about))
    if row.kind == Type.FORMULA:
        about = _(
            "Such as round(annual_revenue / employees, 2). The how-to has the whole language."
        )
        found.append(derive(CustomField, "formula", required=True, help=about))
    return [*found, *_bounds(row)]


def _bounds(row: CustomField) -> Iterator[Field]:
    """What says how large, how late and how long a value may be."""
    if row.kind in {Type.DECIMAL, Type.MONEY, Type.PERCENT}:
        yield derive(CustomField, "places", required=True)
    if row.kind in {Type.INTEGER, Type.DECIMAL, Type.MONEY, Type.PERCENT}:
        yield from (derive(CustomField, name, kind=Kind.DECIMAL) for name in ("minimum", "maximum"))
    if row.kind in defining.DAYS:
        yield from (derive(CustomField, name) for name in ("earliest", "latest"))
    if row.kind in defining.ONE_LINE:
        yield derive(CustomField, "max_length", help=_("In characters."))


def _target() -> Field:
    named = [(kind.key, capitalised(kind.label)) for kind in registry.entities() if kind.page]
    choices = (*sorted(named, key=lambda pair: pair[1]), (PERSON, _("Person who works here")))
    return derive(CustomField, "to", kind=Kind.CHOICE, choices=choices, required=True)


def _rules(row: CustomField) -> list[Field]:
    found: list[Field] = []
    if row.kind not in defining.NOT_REQUIRED:
        about = _("Of new records; those that are there stay as they are.")
        found.append(derive(CustomField, "required", kind=Kind.BOOLEAN, help=about))
    if row.kind in defining.CAN_BE_UNIQUE:
        about = _("No two records may have the same value.")
        found.append(derive(CustomField, "is_unique", kind=Kind.BOOLEAN, help=about))
    if row.kind != Type.BOOLEAN:
        about = _("Filters, sorting and search by it stay fast, however many records there are.")
        found.append(derive(CustomField, "is_searchable", kind=Kind.BOOLEAN, help=about))
    return found


def _default(row: CustomField) -> list[Field]:
    """A field of the same kind for its default; of choices there are none before they are named."""
    if row.kind in defining.CHOICES and not row.choices:
        return []
    found = replace(current.as_field(row), required=False, custom=row.kind == Type.LIST)
    return [replace(found, name="default", label=_("default"), help="", currency="")]


def initial(row: CustomField) -> dict[str, Any]:
    """What the form over a field starts from."""
    found = {field.name: getattr(row, field.name, None) for field in form_fields(row)}
    if "default" in found:
        found["default"] = typed.read({row.name: row.default}, row.path)
    return found


def choice_rows(row: CustomField) -> list[ChoiceRow]:
    return [ChoiceRow(position=n, **each) for n, each in enumerate(row.choices, start=1)]


def answered(
    row: CustomField, typed_in: Mapping[str, Any], posted: Mapping[str, str]
) -> dict[str, Any]:
    """The settings that were typed, with the choices put together of the old ones and the new lines."""
    values = {name: value for name, value in typed_in.items() if name != NEW_CHOICES}
    for name in ("label", "section", "help", "formula"):
        if name in values:
            values[name] = values[name] or ""
    if row.kind in defining.CHOICES:
        lines = (typed_in.get(NEW_CHOICES) or "").splitlines()
        new = [{"label": line} for line in lines if line.strip()]
        values["choices"] = [*_choices(row, posted), *new]
    return values


def _choices(row: CustomField, posted: Mapping[str, str]) -> Sequence[Mapping[str, Any]]:
    """The choices that are there, as they were renamed, retired and put in order."""
    found = [
        (
            _position(posted.get(f"choice.{each.value}.position", ""), each.position),
            {
                "value": each.value,
                "label": posted.get(f"choice.{each.value}.label", each.label),
                "is_retired": f"choice.{each.value}.retired" in posted,
            },
        )
        for each in choice_rows(row)
    ]
    return [each for _position, each in sorted(found, key=lambda pair: pair[0])]


def _position(text: str, usual: int) -> int:
    number = digits.whole(text)
    return usual if number is None else number
