"""The configurator: the options of a bundle on a draft, ticked and priced as one goes, saved at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from dealwright.core import clock
from dealwright.core.clock import local_date
from dealwright.core.errors import InvalidError, NotFoundError, Text, require
from dealwright.identity import requests
from dealwright.organisation import queries as organisation
from dealwright.quotes import actions as quotes
from dealwright.quotes import composing, configuring, forms, policies
from dealwright.quotes.configuring import Configuration, Option
from dealwright.quotes.document.figures import Figures
from dealwright.quotes.models import QuoteLine
from dealwright.quotes.views.finding import line_of, quote_of
from dealwright.records import registry
from dealwright.ui import answers, formats, inputs

PART = "part"
BEFORE = "before"
QUANTITY = "quantity-"


@dataclass(frozen=True, slots=True)
class Shown:
    """An option as it stands in the dialog."""

    option: Option
    figures: Figures
    typed: str | None = None

    @property
    def name(self) -> str:
        return f"{QUANTITY}{self.option.part.product_id}"

    @property
    def quantity(self) -> str:
        return self.figures.quantity(self.option.quantity) if self.typed is None else self.typed

    @property
    def is_shut(self) -> bool:
        """Whether it cannot be ticked: a rule forbids it, or it is not sold."""
        option = self.option
        return not option.is_chosen and bool(option.shut or not option.part.product.is_active)

    @property
    def reasons(self) -> Sequence[Text]:
        return [*self.option.wanting, *self.option.shut]

    @property
    def net(self) -> str:
        return "" if self.option.net is None else self.figures.amount(self.option.net)


def configure(request: HttpRequest, pk: UUID, line: UUID) -> HttpResponse:
    """The options of a bundle: the dialog on GET; on POST what they would come to (`try`), or the act."""
    actor, at = requests.actor(request), clock.now()
    quote = quote_of(pk, actor)
    require(policies.offers_edit(actor, quote))
    found = line_of(quote, line)
    if not (found.product and found.product.is_bundle and composing.sees_products(actor)):
        raise NotFoundError(_("This line is no bundle."), remedy=_("Reload the quote."))
    if request.method != "POST":
        return _dialog(request, found, on=_today())
    try:
        chosen = _chosen(request.POST)
        if "try" in request.GET:
            before = [key for key in map(_key, request.POST.getlist(BEFORE)) if key]
            chosen = configuring.with_defaults(found, chosen, before)
            return _dialog(request, found, chosen, on=_today())
        quotes.change_line(found, {"parts": chosen}, by=actor, at=at)
    except InvalidError as error:
        return _dialog(request, found, _readable(request.POST), on=_today(), error=error)
    if answers.is_part(request):
        return answers.done(_("Bundle configured"))
    return redirect(registry.of(quote).url(quote))


def _today() -> date:
    return local_date(clock.now(), organisation.current().time_zone)


def _chosen(typed: QueryDict) -> list[dict[str, Any]]:
    """The parts that are ticked, with the quantities typed beside them; InvalidError for what is no number."""
    rows = [_row(key, typed.get(f"{QUANTITY}{key}", "")) for key in typed.getlist(PART)]
    chosen: list[dict[str, Any]] = forms.check({"parts": rows})["parts"]
    return chosen


def _readable(typed: QueryDict) -> list[dict[str, Any]] | None:
    """What is ticked, as far as it can be read, so that a refused choice stands as it was made."""
    try:
        return _chosen(typed)
    except InvalidError:
        return None


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _row(product: str, quantity: str) -> dict[str, Any]:
    if not quantity.strip():
        return {"product": product}
    read = inputs.read(forms.FIELDS["quantity"], {"quantity": quantity}, formats.active_locale())
    return {"product": product, "quantity": read}


def _dialog(
    request: HttpRequest,
    line: QuoteLine,
    chosen: Sequence[Mapping[str, Any]] | None = None,
    *,
    on: date,
    error: InvalidError | None = None,
) -> HttpResponse:
    quote, selling, by = line.quote, organisation.current(), requests.actor(request)
    try:
        found = configuring.configuration(line, chosen, selling=selling, by=by, on=on)
    except InvalidError as wrong:
        error = error or wrong
        found = configuring.configuration(line, None, selling=selling, by=by, on=on)
    figures = Figures(formats.active_locale(), quote.currency)
    context = {
        "quote": quote,
        "line": line,
        "groups": _groups(found, figures, request.POST),
        "own": figures.amount(found.own),
        "chosen": figures.amount(found.chosen),
        "together": figures.money(found.together),
        "error": _said(error),
        "faults": [] if error else found.faults,
    }
    part = "#sheet" if answers.in_dialog(request) else "#form" if answers.is_part(request) else ""
    status = error.status if error else 200
    return render(request, f"quotes/configure.html{part}", context, status=status)


def _groups(
    found: Configuration, figures: Figures, typed: QueryDict
) -> list[tuple[str, list[Shown]]]:
    """The options under their headings."""
    return [
        (group, [_shown(option, figures, typed) for option in options])
        for group, options in groupby(found.options, key=lambda option: option.part.group)
    ]


def _shown(option: Option, figures: Figures, typed: QueryDict) -> Shown:
    text = typed.get(f"{QUANTITY}{option.part.product_id}")
    return Shown(option, figures, text)


def _said(error: InvalidError | None) -> list[Text]:
    return [text for texts in error.errors.values() for text in texts] if error else []
