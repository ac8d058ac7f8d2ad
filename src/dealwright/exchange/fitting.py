"""Whether a cell is a value of its field, asked where a rule says that one which is none is left out and not the row."""

from collections.abc import Mapping
from typing import Any

from dealwright.core.addresses import normal_phone
from dealwright.core.errors import InvalidError
from dealwright.exchange.mapping import Rule
from dealwright.records import shapes
from dealwright.records.fields import Field, Kind


class Fitting:
    """The fields whose rules drop what does not fit, each with its shape."""

    def __init__(
        self, fields: Mapping[str, Field], rules: Mapping[str, Rule], *, country: str
    ) -> None:
        self._fields = {name: fields[name] for name, rule in rules.items() if rule.drop}
        self._shapes = {
            name: shapes.build(f"{name.title()}Alone", [field], optional=True)
            for name, field in self._fields.items()
        }
        self._country = country

    def fits(self, name: str, given: Any) -> bool:
        """Whether a field takes this value; what no rule asks of fits, or the row is refused later with its reason."""
        if name not in self._shapes:
            return True
        try:
            shapes.check(self._shapes[name], {name: given})
            if self._fields[name].kind == Kind.PHONE:
                normal_phone(str(given), country=self._country)
        except InvalidError:
            return False
        return True
