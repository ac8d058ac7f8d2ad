"""What pricing said, as it is stored with a quote and as REST answers it, and back again."""

from decimal import Decimal
from typing import Any

from dealwright.catalog.pricing import Fault, Label, Lost, Reason, Rule, Step, StepKind


def step_json(step: Step) -> dict[str, Any]:
    """A step as it is stored and as REST answers it."""
    stored = {
        "kind": step.kind.value,
        "label": step.label.value,
        "amount": str(step.amount),
        "rule": rule_json(step.rule),
        "running": str(step.running),
    }
    return stored | ({"basis": rule_json(step.basis)} if step.basis else {})


def lost_json(each: Lost) -> dict[str, Any]:
    """A rule that lost, as it is stored and as REST answers it."""
    return {
        "kind": each.kind.value,
        "rule": rule_json(each.rule),
        "reason": each.reason.value,
    }


def fault_json(fault: Fault) -> dict[str, Any]:
    """What is wrong with a document, as it is stored and as REST answers it."""
    return {"code": fault.code.value, "field": fault.field}


def rule_json(rule: Rule | None) -> dict[str, Any] | None:
    """A rule and its version, as they are stored and as REST answers them."""
    return rule._asdict() if rule else None


def step_of(stored: dict[str, Any]) -> Step:
    """A step back from what was stored."""
    return Step(
        StepKind(stored["kind"]),
        Label(stored["label"]),
        Decimal(stored["amount"]),
        rule_of(stored["rule"]),
        Decimal(stored["running"]),
        rule_of(stored.get("basis")),
    )


def lost_of(stored: dict[str, Any]) -> Lost:
    """A rule that lost, back from what was stored."""
    return Lost(StepKind(stored["kind"]), Rule(**stored["rule"]), Reason(stored["reason"]))


def rule_of(stored: Any) -> Rule | None:
    """The rule of a step; quotes that were priced before versions were kept have its id alone."""
    if not stored:
        return None
    return Rule(**stored) if isinstance(stored, dict) else Rule(str(stored), version=0)
