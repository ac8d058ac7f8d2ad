"""The steps of the wizard, as its joint shows them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dealwright.core.errors import Text
from dealwright.exchange import opening
from dealwright.exchange.models import Import, State
from dealwright.exchange.plans import Plan
from dealwright.ui.formats import active_locale, number
from dealwright.ui.process import AHEAD, DONE, NOW

NAMES = ("upload", "file", "columns", "check", "result")


@dataclass(frozen=True, kw_only=True, slots=True)
class WizardStep:
    """One step: where it is, how far it is, a few words about it."""

    name: Text
    state: str
    fact: Text = ""
    url: str = ""


def steps(now: str, imported: Import | None = None) -> list[WizardStep]:
    """All steps, seen from the one that is shown."""
    facts = _facts(imported) if imported else {}
    labels = _labels()
    here = NAMES.index(now)
    return [
        WizardStep(
            name=labels[name],
            state=DONE if place < here else NOW if place == here else AHEAD,
            fact=facts.get(name, ""),
            url=_url(name, imported) if imported and _is_open(name, imported) else "",
        )
        for place, name in enumerate(NAMES)
    ]


def _labels() -> dict[str, str]:
    return {
        "upload": _("Upload"),
        "file": _("Format"),
        "columns": _("Columns"),
        "check": _("Dry run"),
        "result": _("Import"),
    }


def _facts(imported: Import) -> dict[str, str]:
    plan = Plan.model_validate(imported.plan)
    columns = {"mapped": len(plan.mapped), "all": len(plan.columns)}
    facts = {"columns": _("%(mapped)d of %(all)d") % columns}
    if imported.state == State.CHECKED:
        said = ngettext("%(count)s row", "%(count)s rows", imported.read)
        facts["check"] = said % {"count": number(imported.read, active_locale())}
    return facts


def _is_open(name: str, imported: Import) -> bool:
    """Whether one may go to a step: back while nothing has begun, and to the check when there was one."""
    if imported.change_set_id or name == "upload":
        return name == "result" and bool(imported.change_set_id)
    return name in {"file", "columns"} or (name == "check" and imported.state != State.DRAFT)


def _url(name: str, imported: Import) -> str:
    addresses = {"result": "import"}
    return reverse(f"exchange:{addresses.get(name, name)}", args=[imported.pk])


def current(imported: Import) -> str:
    """The address of the step where an import stands."""
    if imported.change_set_id:
        return reverse("exchange:import", args=[imported.pk])
    if imported.state in {State.CHECKING, State.CHECKED, State.FAILED}:
        return reverse("exchange:check", args=[imported.pk])
    name = "file" if opening.unreadable(imported.written) else "columns"
    return reverse(f"exchange:{name}", args=[imported.pk])


def context(now: str, imported: Import, **more: object) -> dict[str, object]:
    """What every page of the wizard shows."""
    shown: Sequence[WizardStep] = steps(now, imported)
    return {"steps": shown, "imported": imported, **more}
