"""Verbs on the rules of how parts of a bundle go together.

Rules and parts change under one lock: no rule is left about what is no part any more.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from dealwright.catalog import policies
from dealwright.catalog.actions.structure import hold_structure
from dealwright.catalog.models import BundlePart, ConfigurationKind, ConfigurationRule
from dealwright.core.action import action
from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError, Text, require
from dealwright.records import writing

type Values = Mapping[str, Any]

BOUNDS = frozenset({ConfigurationKind.AT_LEAST, ConfigurationKind.AT_MOST})


@action
def create_configuration_rules(
    rows: Sequence[Values], *, by: Actor, at: datetime
) -> list[ConfigurationRule]:
    """Add rules to bundles. Refuses: not permitted, what is no part of the bundle, a rule that says nothing."""
    hold_structure()
    rules = writing.build(ConfigurationRule, rows, by=by, at=at)
    present = _parts({rule.bundle_id for rule in rules})
    writing.each(rules, lambda rule: _refuse_strangers(rule, present))
    return writing.insert(rules, by=by, at=at)


@action
def update_configuration_rule(
    rule: ConfigurationRule, values: Values, *, by: Actor, at: datetime, version: int | None = None
) -> ConfigurationRule:
    """Change a rule. Refuses: not permitted, changed meanwhile, what is no part of the bundle, a rule that says nothing."""
    hold_structure()
    rule = ConfigurationRule.objects.lock(rule.pk)
    require(policies.can_edit(by, rule))
    changes = writing.apply(rule, values, by=by, version=version)
    _refuse_strangers(rule, _parts({rule.bundle_id}))
    return writing.save(rule, changes, by=by, at=at)


@action
def delete_configuration_rule(rule: ConfigurationRule, *, by: Actor, at: datetime) -> None:
    """Delete a rule. Refuses people without the right."""
    writing.remove(ConfigurationRule.objects.lock(rule.pk), by=by, at=at)


def _parts(bundles: set[Any]) -> set[tuple[Any, Any, str]]:
    rows = BundlePart.objects.filter(bundle__in=bundles)
    return set(rows.values_list("bundle_id", "product_id", "group"))


def _refuse_strangers(rule: ConfigurationRule, parts: set[tuple[Any, Any, str]]) -> None:
    own = {product for bundle, product, _group in parts if bundle == rule.bundle_id}
    groups = {group for bundle, _product, group in parts if bundle == rule.bundle_id}
    wrong: dict[str, Text | list[Text]] = {
        name: _("This is no part of the bundle.")
        for name, key in (("when", rule.when_id), ("product", rule.product_id))
        if key and key not in own
    }
    if rule.kind in BOUNDS and rule.amount is None:
        wrong["amount"] = _("Say how many.")
    if rule.group and rule.group not in groups:
        wrong["group"] = _("No part of the bundle is in this group.")
    if wrong:
        raise InvalidError(wrong)
