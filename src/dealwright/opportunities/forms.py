"""What people type about lines, stakeholders and competitors of a deal, read and checked for shape."""

from typing import Any

from dealwright.opportunities.fields import (
    COMPETITOR_FIELDS,
    LINE_FIELDS,
    PART_OF,
    STAKEHOLDER_FIELDS,
)
from dealwright.records import shapes
from dealwright.records.shapes import Shape
from dealwright.ui.forms import RecordForm

LINE = shapes.build("DealLine", (*LINE_FIELDS, PART_OF))
LINE_CHANGE = shapes.build("DealLineChange", LINE_FIELDS, optional=True)
STAKEHOLDER = shapes.build("DealStakeholder", STAKEHOLDER_FIELDS)
STAKEHOLDER_CHANGE = shapes.build("DealStakeholderChange", STAKEHOLDER_FIELDS[1:], optional=True)
RIVAL = shapes.build("DealCompetitor", COMPETITOR_FIELDS)


def given(form: RecordForm, shape: type[Shape]) -> dict[str, Any]:
    """The typed values of a form; what was left empty is not given. InvalidError names each wrong field."""
    required = {field.name for field in form.fields if field.required}
    typed = {
        name: value
        for name, value in form.data().items()
        if value not in (None, "") or name in required
    }
    return shapes.check(shape, typed)
