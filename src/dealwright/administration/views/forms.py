"""Forms of our pages: what was typed is checked, given to a verb, and kept when it is refused."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.http import HttpRequest

from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError
from dealwright.records import shapes
from dealwright.records.fields import Field
from dealwright.ui.forms import RecordForm


def form_of(
    request: HttpRequest,
    fields: Sequence[Field],
    *,
    by: Actor,
    initial: Mapping[str, Any] | None = None,
) -> RecordForm:
    """A form over these fields, filled with what was submitted if anything was."""
    typed = request.POST.dict() if request.method == "POST" else None
    return RecordForm(fields, actor=by, initial=initial, typed=typed)


def checked(form: RecordForm) -> dict[str, Any]:
    """The typed values of a submitted form; InvalidError names each wrong field."""
    return shapes.check(shapes.build("Form", form.fields), form.data())


def taken(form: RecordForm, run: Callable[[dict[str, Any]], object]) -> bool:
    """Whether what was typed is right and the verb took it; otherwise the form says why not."""
    try:
        run(checked(form))
    except InvalidError as error:
        form.refuse(error)
        return False
    return True
