"""Try a price: what a quote would say of one product, without making one."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from dealwright.core import clock
from dealwright.core.clock import local_date
from dealwright.core.errors import InvalidError, require
from dealwright.identity import access, requests
from dealwright.identity.privileges import Privilege
from dealwright.organisation import queries as organisation
from dealwright.quotes import trying, waterfall
from dealwright.quotes.document.figures import Figures
from dealwright.quotes.forms import TryForm
from dealwright.quotes.policies import QUOTE
from dealwright.quotes.telling import sees_price_lists, tell_lines, tell_quote
from dealwright.ui import formats


def try_price(request: HttpRequest) -> HttpResponse:
    """The question on top, and beneath it the waterfall of the answer with the rules that did not decide."""
    actor = requests.actor(request)
    require(access.may(actor, Privilege.READ, QUOTE))
    asked = request.GET.dict()
    today = local_date(clock.now(), organisation.current_for(actor).time_zone)
    form = TryForm(actor=actor, typed=asked or None, today=today)
    context: dict[str, Any] = {"form": form}
    if asked:
        try:
            context |= _answered(form.checked(), today, request)
        except InvalidError as error:
            form.refuse(error)
    return render(request, "quotes/try.html", context, status=form.status)


def _answered(values: dict[str, Any], today: date, request: HttpRequest) -> dict[str, Any]:
    actor = requests.actor(request)
    tried = trying.try_price(
        product=values["product"],
        quantity=values.get("quantity") or Decimal(1),
        account=values["account"],
        codes=values.get("codes") or "",
        by=actor,
        on=values.get("day") or today,
    )
    [line] = tell_lines([tried.line], actor)
    figures = Figures(formats.active_locale(), tried.quote.currency)
    with_cost = waterfall.shows_costs(actor)
    return {
        "tried": tried,
        "sees_price_list": sees_price_lists(actor),
        "found": waterfall.explained(line, figures, is_with_cost=with_cost),
        "faults": waterfall.document_faults(tried.quote),
        "listed": waterfall.listed(tell_quote(tried.quote, actor)),
    }
