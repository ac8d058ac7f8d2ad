"""The list page, declared in a few lines per kind of record.

    ACCOUNTS = ListPage(
        entity="customers.account",
        columns=("name", "industry", "billing_city", "annual_revenue", "owner"),
        views=(View(key="mine", label=_("My accounts"), filter="owner = me"),),
        sums=("annual_revenue",),
        card=Card(second="industry", right="annual_revenue", foot=("billing_city", "owner")),
        empty=_("An account is a company you sell to."),
    )
    urlpatterns = [*ACCOUNTS.urls("accounts/", name="accounts"), …]

Everything that says what is shown stands in the address (`asking`): `view`, `q`, `filter`, `cols`, `sort`, `group`,
`after` for a later page. Counts and sums come by a second request, so that the rows never wait for them.
"""

from dataclasses import dataclass
from functools import partial

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django_htmx.http import push_url, reswap, retarget

from dealwright.identity import requests
from dealwright.records.saved_views import queries as saved_views
from dealwright.ui import answers, asking, choosing, declared, editing, filtering
from dealwright.ui.columns import Column
from dealwright.ui.declared import Act, Card, ListDeclaration, View
from dealwright.ui.listing import Listing

__all__ = ["Act", "Card", "Column", "ListPage", "View"]


@dataclass(frozen=True, kw_only=True)
class ListPage(ListDeclaration):
    """The page of a declared list."""

    def __post_init__(self) -> None:
        declared.pages[self.entity] = self

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
        listing = Listing(self, actor=requests.actor(request), asked=request.GET, path=request.path)
        if asking.MENU in request.GET:
            return self._menu(request, listing)
        if request.GET.get("summary") == "groups" and listing.grouping:
            template = "ui/list.html#group_heads"
        elif "summary" in request.GET:
            template = "ui/list.html#summary"
        elif "in" in request.GET and listing.grouping:
            template = "ui/list.html#group_page"
        elif answers.target_id(request) == "more":
            template = "ui/list.html#following"
        elif answers.is_part(request):
            template = "ui/list.html#part"
        else:
            template = "ui/list.html"
        return render(request, template, {"page": self, "list": listing})

    def _menu(self, request: HttpRequest, listing: Listing) -> HttpResponse:
        """A menu of the list; or the results as it was filled in, under their own address."""
        if request.GET[asking.MENU] == "view":
            choice = saved_views.choice_of(self.entity, listing.views.key, listing.actor)
            return render(request, "ui/view_menu.html", {"list": listing, "choice": choice})
        if request.GET[asking.MENU] == "group":
            return render(request, "ui/list.html#group_choices", {"list": listing})
        if request.GET[asking.MENU] == "columns":
            chosen = choosing.answer(request, listing)
            moved = listing.with_columns(chosen) if isinstance(chosen, str) else ""
        else:
            chosen = filtering.answer(request, listing)
            moved = listing.filtered(chosen) if isinstance(chosen, str) else ""
        if isinstance(chosen, HttpResponse):
            return chosen
        return self._moved(request, listing, f"{listing.path}{moved}")

    def _moved(self, request: HttpRequest, listing: Listing, address: str) -> HttpResponse:
        """The results of another address of this list, which becomes the page's."""
        if not answers.is_part(request):
            return redirect(address)
        asked = QueryDict(address.partition("?")[2])
        shown = Listing(self, actor=listing.actor, asked=asked, path=listing.path)
        answer = render(request, "ui/list.html#part", {"page": self, "list": shown})
        answer = retarget(reswap(push_url(answer, address), "outerHTML"), "#results")
        return answers.tell(answer, "dw:hide")
