"""The line editor: a table in a tab of the deal, one line at a time turned into a form."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dealwright.catalog import nesting, suggesting
from dealwright.catalog.suggesting import Suggestion
from dealwright.core import clock
from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError, NotFoundError
from dealwright.opportunities import actions, forms, offering, policies
from dealwright.opportunities.entities import OPPORTUNITY
from dealwright.opportunities.fields import LINE_FIELDS
from dealwright.opportunities.models import Opportunity, OpportunityLine
from dealwright.opportunities.views.panels import deal_with_amounts as fetch
from dealwright.records import shapes
from dealwright.ui import answers
from dealwright.ui.forms import RecordForm, initial_of


def lines_of(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The lines of a deal; `?edit=` opens one of them, `?add` an empty one."""
    deal, actor = fetch(request, pk)
    form = None
    if "add" in request.GET:
        form = _form(deal, actor)
    elif request.GET.get("edit"):
        form = _form(deal, actor, line=_line(deal, request.GET["edit"]))
    return _panel(request, deal, actor, form, edited=request.GET.get("edit", ""))


@require_POST
def add_line(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Adds a line; from the address too, which is how a removed one comes back."""
    deal, actor = fetch(request, pk)
    form = _form(deal, actor, typed=request.POST.dict() or request.GET.dict())
    try:
        actions.add_line(deal, forms.given(form, forms.LINE), by=actor, at=clock.now())
    except InvalidError as error:
        form.refuse(error)
        return _panel(request, deal, actor, form)
    return _changed(request, deal.pk, form=_form(deal, actor) if request.POST else None)


@require_POST
def take_offer(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Adds one of what is suggested: a product, or an optional part of a bundle."""
    deal, actor = fetch(request, pk)
    typed = {name: request.POST[name] for name in ("product", "part_of") if request.POST.get(name)}
    actions.add_line(deal, shapes.check(forms.LINE, typed), by=actor, at=clock.now())
    return _changed(request, deal.pk)


@require_POST
def change_line(request: HttpRequest, pk: UUID, line: UUID) -> HttpResponse:
    """Changes a line. A price that was emptied asks the price list again."""
    deal, actor = fetch(request, pk)
    present = _line(deal, str(line))
    form = _form(deal, actor, line=present, typed=request.POST.dict())
    try:
        values = forms.given(form, forms.LINE)
        if "unit_price" not in values and (values.get("product") or present.product_id):
            values["unit_price"] = None
        actions.update_line(present, values, by=actor, at=clock.now())
    except InvalidError as error:
        form.refuse(error)
        return _panel(request, deal, actor, form, edited=str(line))
    return _changed(request, deal.pk)


@require_POST
def remove_line(request: HttpRequest, pk: UUID, line: UUID) -> HttpResponse:
    """Removes a line; the toast offers to bring it back."""
    deal, actor = fetch(request, pk)
    present = _line(deal, str(line))
    way_back = _way_back(deal, present, actor)
    actions.remove_line(present, by=actor, at=clock.now())
    said = _("%(line)s removed") % {"line": present.description}
    return answers.toast(_changed(request, deal.pk), said, undo=way_back)


@require_POST
def take_revenue(request: HttpRequest, pk: UUID, source: str) -> HttpResponse:
    """Lets the estimated revenue follow the lines, or be typed again."""
    deal, actor = fetch(request, pk)
    actions.update(deal, {"revenue_source": source}, by=actor, at=clock.now())
    return _changed(request, deal.pk)


def _line(deal: Opportunity, pk: str) -> OpportunityLine:
    try:
        found = deal.lines.select_related("product").filter(pk=UUID(pk)).first()
    except ValueError:
        found = None
    if found is None:
        raise NotFoundError(_("This line is gone."), remedy=_("Reload the page."))
    return found


def _form(
    deal: Opportunity,
    actor: Actor,
    *,
    line: OpportunityLine | None = None,
    typed: Mapping[str, str] | None = None,
) -> RecordForm:
    """A line as a form; a price that follows the list is left empty, so that it goes on doing so."""
    initial: dict[str, Any] = {"quantity": 1}
    if line is not None:
        initial = initial_of(line, LINE_FIELDS)
        initial["unit_price"] = line.unit_price if line.is_price_typed else None
    return RecordForm(
        LINE_FIELDS,
        actor=actor,
        initial=initial,
        typed=typed,
        row=line or OpportunityLine(opportunity=deal),
        prefix="line",
    )


def _panel(
    request: HttpRequest,
    deal: Opportunity,
    actor: Actor,
    form: RecordForm | None = None,
    *,
    edited: str = "",
) -> HttpResponse:
    """The table; `form` stands in place of the line that is edited, or below all as a new one."""
    rows = deal.lines.select_related("product__unit").order_by("position", "pk")
    lines = nesting.in_order(list(rows))
    may_change = policies.can_change(actor, deal)
    context = {
        "deal": deal,
        "lines": lines,
        "options": offering.optional_parts(lines) if may_change else [],
        "suggestions": _suggestions(lines, actor) if may_change else [],
        "total": sum(line.amount for line in lines),
        "form": form,
        "edited": edited,
        "may_change": may_change,
    }
    if not answers.is_part(request):
        return redirect(f"{OPPORTUNITY.url(deal)}?tab=opportunities-lines-of")
    return render(request, "opportunities/lines.html", context)


def _suggestions(lines: Sequence[OpportunityLine], actor: Actor) -> list[Suggestion]:
    return suggesting.suggestions([line.product_id for line in lines if line.product_id], actor)


def _changed(request: HttpRequest, pk: UUID, form: RecordForm | None = None) -> HttpResponse:
    """The lines as they are now; the head of the page loads again for the revenue."""
    deal, actor = fetch(request, pk)
    return answers.tell(_panel(request, deal, actor, form), "dw:changed")


def _way_back(deal: Opportunity, line: OpportunityLine, actor: Actor) -> str:
    """The address that adds the line again, as the form would have it typed."""
    values = {control.name: control.value for control in _form(deal, actor, line=line).controls}
    return f"{reverse('opportunities:add_line', args=[deal.pk])}?{urlencode(values)}"
