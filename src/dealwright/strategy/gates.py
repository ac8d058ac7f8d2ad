"""What a stage may ask of a deal before it lets it in.

The kinds of record that stand in stages live above this context; they offer the fields that a gate can name.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import overload

from django.utils.translation import gettext_lazy as _

from dealwright.core.errors import InvalidError, Text
from dealwright.records.fields import Field

_offered: dict[str, Text] = {}


def offer(*fields: Field) -> None:
    """Let stages require these fields; called from the entities of the context that owns them."""
    for field in fields:
        _offered[field.name] = field.label


def offered() -> Mapping[str, Text]:
    """The label of every field a stage may require, by name, in the order they were offered."""
    return dict(_offered)


class _Choices(Sequence[tuple[str, Text]]):
    """What is offered at the moment of asking: stages are registered before those who offer."""

    @overload
    def __getitem__(self, place: int) -> tuple[str, Text]: ...
    @overload
    def __getitem__(self, place: slice) -> list[tuple[str, Text]]: ...
    def __getitem__(self, place: int | slice) -> tuple[str, Text] | list[tuple[str, Text]]:
        return list(_offered.items())[place]

    def __len__(self) -> int:
        return len(_offered)


CHOICES: Sequence[tuple[str, Text]] = _Choices()


def label(name: str) -> Text:
    """The word for a required field; the bare name where nobody offers it any more."""
    return _offered.get(name, name)


def check(names: Iterable[str]) -> list[str]:
    """The names, each once, in their order; InvalidError when a deal has no such field."""
    wanted = list(dict.fromkeys(names))
    unknown = [name for name in wanted if name not in _offered]
    if _offered and unknown:
        sentence = _("There is no field %(names)s to require. Choose among %(choices)s.")
        raise InvalidError(
            {
                "required_fields": sentence
                % {"names": ", ".join(unknown), "choices": ", ".join(_offered)}
            }
        )
    return wanted
