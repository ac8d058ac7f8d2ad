"""The custom fields that hold now, as the registry knows fields. One request or job sees one state of them.

Every change gives `CustomVersion` another token and tells it to all processes; a process that has heard of none since it
last looked knows without asking. After a change of its own it asks at each request until it hears that the change was
committed: one that was rolled back is never taken for what holds.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.apps import apps
from django.utils.translation import gettext_lazy as _

from dealwright.core import broadcast, plans, typed
from dealwright.core.errors import InvalidError
from dealwright.core.typed import MOST_DIGITS
from dealwright.records.custom.formulas.reading import parse
from dealwright.records.custom.formulas.tree import names
from dealwright.records.custom.models import CustomField, CustomVersion, IndexState, Type
from dealwright.records.fields import Field, Kind

UNIQUE = "cfu_"  # begins the names of unique indexes
FURTHER = _("Further fields")
SEARCHED = {Kind.TEXT, Kind.EMAIL, Kind.PHONE, Kind.URL}
NUMBERS = {Kind.INTEGER, Kind.DECIMAL, Kind.MONEY, Kind.PERCENT}
LARGEST = Decimal(10**MOST_DIGITS - 1)


@dataclass(frozen=True)
class State:
    """The live definitions of one version, by kind of record; `kinds` keeps what the registry made of them."""

    token: UUID | None = None
    rows: Mapping[str, Sequence[CustomField]] = field(default_factory=dict)
    kinds: dict[str, Any] = field(default_factory=dict)

    def fields(self, key: str) -> list[Field]:
        """The custom fields of a kind, in their order."""
        return [as_field(row) for row in self.rows.get(key, ())]

    def reads(self, key: str) -> dict[str, list[tuple[str, ...]]]:
        """What each formula of a kind reads: fields of its record, and of those that links lead to."""
        return {
            row.name: [name.path for name in names(parse(row.formula))]
            for row in self.rows.get(key, ())
            if row.kind == Type.FORMULA
        }


NOTHING = State()
TOPIC = "custom_fields"
_now: ContextVar[State | None] = ContextVar("custom_fields", default=None)


def state() -> State:
    """What holds in this request or job. Where it is not known to be what it was, that costs one query, by primary key."""
    found = _now.get()
    if found is None:
        found = _read() if apps.ready else NOTHING
        settle(found)
    return found


def settle(found: State) -> None:
    """Let this hold until it is forgotten."""
    _now.set(found)


@contextmanager
def as_declared() -> Iterator[None]:
    """Let the kinds be as their contexts declare them: for what is made once, perhaps before there is a database."""
    reset = _now.set(NOTHING)
    try:
        yield
    finally:
        _now.reset(reset)


def forget(**_signal: Any) -> None:
    """A new request begins: it sees what holds then."""
    _now.set(None)


class _Process:
    """What this process knows: the state it read last, whether that still holds, its own change not yet committed."""

    kept: State = NOTHING
    is_sure = False
    pending = ""


def turn(token: UUID) -> None:
    """The definitions are others now, under this token: for the transaction that changed them at once, for all when
    it is committed.
    """
    _Process.is_sure, _Process.pending = False, str(token)
    broadcast.tell(TOPIC, str(token))
    forget()


def hear(token: str) -> None:
    """Somebody's change was committed, perhaps our own; without a token: some may have been missed."""
    _Process.is_sure = False
    if token == _Process.pending:
        _Process.pending = ""


def _read() -> State:
    if _Process.is_sure:
        return _Process.kept
    # before it is asked: what changes from now on is heard
    _Process.is_sure = broadcast.is_heard() and not _Process.pending
    with plans.kept():
        token = CustomVersion.objects.values_list("token", flat=True).first()
    if token != _Process.kept.token:
        _Process.kept = _load(token) if token else NOTHING
    return _Process.kept


def begin_anew() -> None:
    """Know nothing, as when the process started."""
    _Process.kept, _Process.is_sure, _Process.pending = NOTHING, False, ""
    forget()


def _load(token: UUID) -> State:
    rows: dict[str, list[CustomField]] = defaultdict(list)
    for row in CustomField.objects.filter(is_retired=False).order_by("entity", "position", "id"):
        rows[row.entity].append(row)
    return State(token, dict(rows))


def taken(constraint: str) -> InvalidError | None:
    """What to say of a value that is another record's already, by the name of the index that refused it."""
    if not constraint.startswith(UNIQUE):
        return None
    for rows in state().rows.values():
        for row in rows:
            if constraint == f"{UNIQUE}{row.pk.hex}":
                return InvalidError({row.name: _("Another record has this value already.")})
    return None


def as_field(row: CustomField) -> Field:
    """A definition in the registry's terms."""
    is_given = row.kind != Type.FORMULA
    kind = row.value_kind
    found = Field(
        name=row.name,
        label=row.label,
        kind=kind,
        required=row.required,
        help=row.help,
        group=row.section or FURTHER,
        max_length=row.max_length,
        choices=tuple((each["value"], each["label"]) for each in row.choices),
        retired=frozenset(each["value"] for each in row.choices if each["is_retired"]),
        to=row.to,
        earliest=row.earliest,
        latest=row.latest,
        creatable=is_given,
        editable=is_given,
        default=typed.read({row.name: row.default}, row.path),
        custom=True,
        unique=row.is_unique and row.index_state == IndexState.READY,
        derived=not is_given,
        searchable=row.is_searchable and kind in SEARCHED,
        searched=row.index_state == IndexState.READY and row.is_searchable and kind in SEARCHED,
    )
    return _bounded(found, row) if kind in NUMBERS else found


def _bounded(found: Field, row: CustomField) -> Field:
    whole = found.kind == Kind.INTEGER
    return replace(
        found,
        digits=MOST_DIGITS,
        places=0 if whole else row.places,
        minimum=-LARGEST if row.minimum is None else row.minimum,
        maximum=LARGEST if row.maximum is None else row.maximum,
    )
