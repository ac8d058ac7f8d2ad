"""The list page, declared in a few lines per kind of record.

    ACCOUNTS = ListPage(
        entity="customers.account",
        columns=("name", "industry", "billing_city", "annual_revenue", "owner"),
        views=(View(key="mine", label=_("My accounts"), rows=lambda rows, actor, at: rows.filter(owner=actor.id)),),
        filters=("industry", "owner"),
        sums=("annual_revenue",),
        card=Card(second="industry", right="annual_revenue", foot=("billing_city", "owner")),
        empty=_("An account is a company you sell to."),
    )
    urlpatterns = [*ACCOUNTS.urls("accounts/", name="accounts"), …]

Everything that says which rows are shown stands in the address: `view`, `q`, `sort`, one parameter per filter,
`after` for a later page. Counts and sums come by a second request, so that the rows never wait for them.
"""

from dataclasses import dataclass
from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path

from dealwright.ui import answers, editing
from dealwright.ui.columns import Column
from dealwright.ui.declared import Act, Card, ListDeclaration, View
from dealwright.ui.listing import Listing

__all__ = ["Act", "Card", "Column", "ListPage", "View"]


@dataclass(frozen=True, kw_only=True)
class ListPage(ListDeclaration):
    """The page of a declared list."""

    def urls(self, prefix: str, *, name: str) -> list[URLPattern]:
        """The list at `prefix` under this name, and the full form for a new record at `prefix`new."""
        context = self.entity.partition(".")[0]
        editing.lists[self.entity] = f"{context}:{name}"
        return [
            path(prefix, self.show, name=name),
            path(f"{prefix}new", partial(editing.create, key=self.entity), name=f"{name}_new"),
        ]

    def show(self, request: HttpRequest) -> HttpResponse:
        """The page; or, for htmx, its results, the rows that follow, or the counts and sums."""
        listing = Listing(self, request)
        if "summary" in request.GET:
            template = "ui/list.html#summary"
        elif answers.target_id(request) == "more":
            template = "ui/list.html#following"
        elif answers.is_part(request):
            template = "ui/list.html#part"
        else:
            template = "ui/list.html"
        return render(request, template, {"page": self, "list": listing})
