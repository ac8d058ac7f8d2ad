import pytest

from dealwright.core import guards
from dealwright.core.errors import RefusedError


def test_a_guard_stands_against_a_verb() -> None:
    @guards.guard("tests.open")
    def closed(subject: object) -> None:
        if subject == "door":
            raise RefusedError("The door is locked.", remedy="Fetch the key.")

    guards.check("tests.open", "window")
    with pytest.raises(RefusedError) as refusal:
        guards.check("tests.open", "door")
    assert refusal.value.remedy == "Fetch the key."


def test_a_verb_without_guards_passes() -> None:
    assert guards.check("tests.nobody-minds", "door") is None
