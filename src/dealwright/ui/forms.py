"""Forms made from the registry's fields: what stands in each control, what was typed, what is wrong with it.

A form parses and shows; shapes check, actions decide. Whatever they refuse comes back here as sentences
beside the fields, and the input is kept.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.functional import Promise

from dealwright.core.actor import Actor
from dealwright.core.errors import ConflictError, InvalidError
from dealwright.identity.queries import people
from dealwright.records import registry
from dealwright.records.fields import Field, Kind
from dealwright.records.registry import Entity
from dealwright.ui import cells, formats, inputs
from dealwright.ui.cells import Base

type Text = str | Promise

CONTROLS = {
    Kind.LONG_TEXT: "textarea",
    Kind.BOOLEAN: "check",
    Kind.CHOICE: "select",
    Kind.LINK: "lookup",
    Kind.MONEY: "money",
    Kind.DATE: "date",
    Kind.DATETIME: "date",
}
INPUT_TYPES = {
    Kind.EMAIL: "email",
    Kind.PHONE: "tel",
    Kind.URL: "text",
    Kind.DATE: "date",
    Kind.DATETIME: "datetime-local",
}
WIDE = {Kind.LONG_TEXT}
WAS = "was."
TICKED = "true"


@dataclass(frozen=True, kw_only=True)
class Control:
    """One field in a form."""

    field: Field
    id: str
    value: Any = ""
    text: str = ""
    currency: str = ""
    error: Text = ""
    theirs: str = ""
    was: str = ""
    mentions: str = ""

    @property
    def name(self) -> str:
        return self.field.name

    @property
    def label(self) -> str:
        return cells.capitalised(str(self.field.label))

    @property
    def widget(self) -> str:
        """The component that draws it."""
        if self.field.hidden:
            return "hidden"
        if self.field.kind == Kind.LIST and self.field.choices:
            return "checks"
        return CONTROLS.get(self.field.kind, "input")

    @property
    def input_type(self) -> str:
        return INPUT_TYPES.get(self.field.kind, "text")

    @property
    def input_mode(self) -> str:
        """Which keyboard a phone brings up."""
        if self.field.kind == Kind.INTEGER:
            return "numeric"
        return "decimal" if self.field.is_number else ""

    @property
    def options(self) -> list[tuple[str, str]]:
        """The choices that are offered, and of those no longer offered the ones that are chosen here."""
        chosen = set(self.value.split(",")) if isinstance(self.value, str) else set()
        return [
            (value, cells.capitalised(str(label)))
            for value, label in self.field.choices
            if value not in self.field.retired or value in chosen
        ]

    @property
    def boxes(self) -> list[tuple[str, str, bool]]:
        """The choices of a list, each with whether it is ticked."""
        ticked = set(self.value.split(","))
        return [(value, label, value in ticked) for value, label in self.options]

    @property
    def is_wide(self) -> bool:
        return self.field.kind in WIDE

    @property
    def lookup_url(self) -> str:
        address = reverse("ui:lookup", args=[self.field.to])
        return (
            f"{address}?{urlencode({'filter': self.field.offers})}"
            if self.field.offers
            else address
        )


class RecordForm:
    """A form over some fields of a kind of record, or over the parameters of a verb.

    `initial` holds values to start from ({field: value}); `typed` what was submitted. `prefix` keeps ids apart
    when two forms stand on one page. `entity` is the kind of record whose fields these are: in its long texts people are
    mentioned, and hear of it.
    """

    def __init__(
        self,
        fields: Sequence[Field],
        *,
        actor: Actor,
        initial: Mapping[str, Any] | None = None,
        typed: Mapping[str, str] | None = None,
        row: models.Model | None = None,
        prefix: str = "field",
        entity: Entity | None = None,
    ) -> None:
        self.fields = list(fields)
        self._actor = actor
        self._initial = dict(initial or {})
        self._typed = None if typed is None else inputs.gathered(self.fields, typed)
        self._row = row
        self._prefix = prefix
        self._mentions = reverse("ui:mentions") if entity is not None and entity.page else ""
        self._locale = formats.active_locale()
        self._base = Base()
        self.errors: dict[str, list[Text]] = {}
        self.conflict: ConflictError | None = None

    def data(self) -> dict[str, Any]:
        """What was submitted, one entry per field of the form, ready for a shape."""
        typed = self._typed or {}
        return {field.name: inputs.read(field, typed, self._locale) for field in self.fields}

    def changes(self) -> dict[str, Any]:
        """What was submitted and differs from what the form showed when it was opened.

        A form over a stored row carries those first values ("was.<field>"), so that saving it touches nothing
        that someone else changed meanwhile in another field.
        """
        return {name: value for name, value in self.data().items() if self._is_changed(name)}

    def _is_changed(self, name: str) -> bool:
        typed = self._typed or {}
        if f"{WAS}{name}" not in typed:
            return name in typed
        return typed.get(name, "") != typed[f"{WAS}{name}"]

    @property
    def is_overtaken(self) -> bool:
        """Whether a field changed here was changed by someone else too, to another value."""
        return any(control.theirs for control in self.controls)

    def refuse(self, error: InvalidError | ConflictError) -> None:
        """Keeps what was refused and why, for the form to show again."""
        if isinstance(error, ConflictError):
            self.conflict = error
        else:
            self.errors = error.errors

    @property
    def status(self) -> int:
        if self.conflict:
            return ConflictError.status
        return InvalidError.status if self.errors else 200

    @cached_property
    def controls(self) -> list[Control]:
        return [self._control(field) for field in self.fields]

    @property
    def groups(self) -> list[tuple[Text, list[Control]]]:
        """The controls under the headings of their fields, in the order in which the headings first appear."""
        found: dict[str, list[Control]] = {}
        for control in self.controls:
            found.setdefault(str(control.field.group), []).append(control)
        return list(found.items())

    @property
    def general_errors(self) -> list[Text]:
        """What concerns the whole, or a field that this form does not show."""
        shown = {field.name for field in self.fields}
        return [text for name, texts in self.errors.items() if name not in shown for text in texts]

    def _control(self, field: Field) -> Control:
        value = self._value(field)
        text = self._link_text(field, value) if field.kind == Kind.LINK else ""
        return Control(
            field=field,
            id=f"{self._prefix}-{field.name}",
            value=value,
            text=text,
            currency=self._currency(field),
            error=" ".join(str(text) for text in self.errors.get(field.name, ())),
            theirs=self._theirs(field),
            was=self._was(field),
            mentions=self._mentions if field.kind == Kind.LONG_TEXT else "",
        )

    def _value(self, field: Field) -> Any:
        """What stands in the control: what was typed; after a conflict, in a field left alone, what is stored."""
        if self._typed is None or (self.conflict and not self._is_changed(field.name)):
            stored = self._stored(field)
            return stored == TICKED if field.kind == Kind.BOOLEAN else stored
        if field.kind == Kind.BOOLEAN:
            return field.name in self._typed
        return self._typed.get(field.name, "")

    def _stored(self, field: Field) -> str:
        """The value to start from, as its control submits it unchanged."""
        value = self._initial.get(field.name)
        if field.kind == Kind.BOOLEAN:
            return TICKED if value else ""
        if field.kind == Kind.LINK:
            return str(value.pk if isinstance(value, models.Model) else value or "")
        return inputs.written(field, value, self._locale)

    def _was(self, field: Field) -> str:
        """The first value that goes with the form: as read now, or as the form came with it."""
        if self._typed is None or self.conflict:
            return self._stored(field)
        return self._typed.get(f"{WAS}{field.name}", "")

    def _link_text(self, field: Field, pk: str) -> str:
        """The name of what a link points to; empty when there is none, or none the actor may see."""
        initial = self._initial.get(field.name)
        if isinstance(initial, models.Model) and str(initial.pk) == pk:
            return str(initial)
        found = linked(field.to, pk, self._actor) if pk else None
        return str(found) if found else ""

    def _currency(self, field: Field) -> str:
        if field.kind != Kind.MONEY:
            return ""
        return cells.currency_of(field, self._row, self._base)

    def _theirs(self, field: Field) -> str:
        """The value that someone else saved meanwhile, as a table would show it."""
        if self.conflict is None or self._typed is None or self._row is None:
            return ""
        stored = self._stored(field)
        as_read = self._typed.get(f"{WAS}{field.name}", "")
        same_here = stored == self._typed.get(field.name, "")
        if not self._is_changed(field.name) or stored == as_read or same_here:
            return ""
        return str(cells.cell(field, self._base)(self._row))


def linked(key: str, pk: str, actor: Actor) -> models.Model | None:
    """The row of a kind with this id, if the actor may see it; None for anything that is no id."""
    known = people(key)
    rows = registry.entity(key).rows(actor) if known is None else known.filter(is_active=True)
    try:
        return rows.filter(pk=pk).first()
    except ValidationError:  # no id at all
        return None


def initial_of(row: models.Model, fields: Sequence[Field]) -> dict[str, Any]:
    """What a form over a stored row starts from."""
    return {field.name: cells.read(row, cells.path_of(field)) for field in fields}
