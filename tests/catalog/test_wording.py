from dealwright.catalog import pricing, wording
from dealwright.catalog.models import BreakMethod
from dealwright.organisation.models import DiscountMode


def test_every_step_has_a_name() -> None:
    assert set(wording.LABELS) == set(pricing.Label)
    assert set(wording.KINDS) == set(pricing.StepKind)


def test_every_fault_says_what_is_wrong_and_what_to_do() -> None:
    assert set(wording.FAULTS) == set(pricing.FaultCode)


def test_every_reason_why_a_rule_lost_is_a_sentence() -> None:
    assert set(wording.REASONS) == set(pricing.Reason)


def test_what_is_stored_is_what_pricing_computes() -> None:
    assert set(BreakMethod.values) == {method.value for method in pricing.BreakMethod}
    assert set(DiscountMode.values) == {basis.value for basis in pricing.DiscountBasis}
