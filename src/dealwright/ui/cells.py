"""A field's value as it stands in a table, on a card, on a record page: decided by its kind, once per column."""

from collections.abc import Callable
from functools import cached_property
from typing import Any

from django.utils.html import conditional_escape, format_html, linebreaks
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy

from dealwright.core.addresses import shown_phone
from dealwright.organisation import queries as organisation
from dealwright.records import fields, registry
from dealwright.records.custom.linking import linked_path
from dealwright.records.fields import Field, Kind
from dealwright.ui import formats, shown
from dealwright.ui.initials import initials, tint

PEOPLE = {"identity.user", "identity.principal"}
NOTHING = format_html('<span class="text-faint">{}</span>', formats.NONE)
YES, NO = gettext_lazy("Yes"), gettext_lazy("No")

type Cell = Callable[[Any], SafeString]


class Base:
    """The organisation's own currency, read when a column first needs it and once per request."""

    @cached_property
    def currency(self) -> str:
        return organisation.current().currency


def read(row: Any, path: str) -> Any:
    """The value at an ORM path of a row; None as soon as a link on the way is empty."""
    if path.startswith(fields.GUARDED):
        return fields.value(row, path)
    for name in path.split("__"):
        row = getattr(row, name) if row is not None else None
    return row


def path_of(field: Field) -> str:
    """Where the field's value is read: for a link the related row, not its id."""
    if field.custom:
        return linked_path(field) if field.kind == Kind.LINK else field.column
    path = field.path or field.name
    return path.removesuffix("_id") if field.kind == Kind.LINK else path


def cell(field: Field, base: Base, *, rich: bool = False) -> Cell:
    """How the field of a row is shown. `rich` makes links of what can be followed; a table leaves them
    plain because the whole row is a link."""
    path = path_of(field)
    if field.kind == Kind.MONEY:
        return lambda row: _text(shown.money(read(row, path), currency_of(field, row, base)))
    if field.kind == Kind.LIST:
        return lambda row: _text(
            ", ".join(str(field.choice_label(v)) for v in read(row, path) or ())
        )
    if field.kind == Kind.CHOICE:
        labels = {value: capitalised(str(label)) for value, label in field.choices}
        return lambda row: _text(labels.get(read(row, path), read(row, path)))
    show = (RICH if rich else {}).get(field.kind) or PLAIN.get(field.kind, _text)
    return lambda row: show(read(row, path))


def currency_of(field: Field, row: Any, base: Base) -> str:
    """The currency of a money field: the one it names, or the organisation's."""
    found = read(row, field.currency) if field.currency else None
    return str(found or base.currency)


def capitalised(text: str) -> str:
    """The first letter large, the rest as it is."""
    return text[:1].upper() + text[1:]


def person(name: str) -> SafeString:
    """A person by mark alone, for the last column of a table; the name is read out and in the title."""
    return format_html(
        '<span class="dw-ava t{}" title="{}" aria-hidden="true">{}</span><span class="sr-only">{}</span>',
        tint(name),
        name,
        initials(name),
        name,
    )


def _text(value: Any) -> SafeString:
    if value in (None, "", formats.NONE):
        return NOTHING
    return conditional_escape(value)


def _named(value: Any) -> SafeString:
    return NOTHING if value is None else conditional_escape(str(value))


def _yes_no(value: Any) -> SafeString:
    return NOTHING if value is None else conditional_escape(str(YES if value else NO))


def _followed(value: Any) -> SafeString:
    """A related row as a link to its page; a user with the mark before the name."""
    if value is None:
        return NOTHING
    if value._meta.label_lower in PEOPLE:
        return format_html(
            '<span class="inline-flex items-center gap-1.5"><span class="dw-ava t{}" aria-hidden="true">{}</span>{}</span>',
            tint(str(value)),
            initials(str(value)),
            value,
        )
    kind = registry.find(value._meta.label_lower)
    address = kind.url(value) if kind else ""
    return (
        format_html('<a class="dw-link" href="{}">{}</a>', address, value)
        if address
        else _named(value)
    )


def _web(value: str) -> SafeString:
    """A web address as a link; what is stored and is none, as a script would be, as the text that it is."""
    if not value.lower().startswith(("http://", "https://")):
        return _text(value)
    words = value.removeprefix("https://").removeprefix("http://").rstrip("/")
    return format_html(
        '<a class="dw-link" href="{}" rel="noopener noreferrer" target="_blank">{}</a>',
        value,
        words,
    )


def _mail(value: str) -> SafeString:
    return (
        format_html('<a class="dw-link" href="mailto:{}">{}</a>', value, value)
        if value
        else NOTHING
    )


def _call(value: str) -> SafeString:
    return (
        format_html('<a class="dw-link" href="tel:{}">{}</a>', value, shown_phone(value))
        if value
        else NOTHING
    )


def _paragraphs(value: str) -> SafeString:
    return mark_safe(linebreaks(value, autoescape=True)) if value else NOTHING  # noqa: S308  escaped by linebreaks


PLAIN: dict[Kind, Cell] = {
    Kind.INTEGER: lambda value: _text(shown.number(value)),
    Kind.DECIMAL: lambda value: _text(shown.number(value)),
    Kind.PERCENT: lambda value: _text(shown.percent(value)),
    Kind.DATE: lambda value: _text(shown.day(value)),
    Kind.DATETIME: lambda value: _text(shown.day(value)),
    Kind.PHONE: lambda value: _text(shown_phone(value) if value else ""),
    Kind.BOOLEAN: _yes_no,
    Kind.LINK: _named,
}
RICH: dict[Kind, Cell] = {
    Kind.LINK: _followed,
    Kind.URL: _web,
    Kind.EMAIL: _mail,
    Kind.PHONE: _call,
    Kind.LONG_TEXT: _paragraphs,
    Kind.DATETIME: lambda value: _text(shown.moment(value)),
}
