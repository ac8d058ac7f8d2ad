"""Keeping a list as a view: save, rename, share, delete; the first to open, and the places in the navigation."""

from collections.abc import Callable
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dealwright.core import clock
from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError, require
from dealwright.identity import requests
from dealwright.records import registry
from dealwright.records.saved_views import actions, policies, queries
from dealwright.records.saved_views.actions import STATE, Sharing
from dealwright.records.saved_views.models import Audience, SavedView
from dealwright.ui import answers, editing


def new(request: HttpRequest, key: str) -> HttpResponse:
    """The dialog that keeps a list under a name; what the list looks like comes with the address."""
    actor = requests.actor(request)
    entity = registry.entity(key)
    require(policies.can_save(actor, entity.key))
    given = request.POST if request.method == "POST" else request.GET
    state = {name: given.get(name, "") for name in STATE}

    def save(name: str, sharing: Sharing) -> SavedView:
        return actions.save_view(entity.key, name, state, sharing=sharing, by=actor, at=clock.now())

    return _dialog(request, entity.key, save, state=state)


def edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The dialog that renames a view and says whom it is for."""
    actor = requests.actor(request)
    view = queries.view(pk, actor)
    require(policies.can_change(actor, view))

    def save(name: str, sharing: Sharing) -> SavedView:
        return actions.rename_view(view, name, sharing=sharing, by=actor, at=clock.now())

    return _dialog(request, view.entity, save, view=view)


def _dialog(
    request: HttpRequest,
    entity: str,
    save: Callable[[str, Sharing], SavedView],
    *,
    view: SavedView | None = None,
    state: dict[str, str] | None = None,
) -> HttpResponse:
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            saved = save(request.POST.get("name", ""), _sharing(request))
        except InvalidError as error:
            errors = {name: str(told) for name, told in error.errors.items()}
        else:
            return _leave(request, f"{_list(entity)}?view={saved.pk}")
    actor = requests.actor(request)
    context = {
        "view": view,
        "state": list((state or {}).items()),
        "name": request.POST.get("name", view.name if view else ""),
        "chosen": request.POST.get("audience", _audience(view)),
        "audiences": _audiences(entity, actor),
        "errors": errors,
    }
    part = "#sheet" if answers.in_dialog(request) else ""
    return render(request, f"ui/view.html{part}", context, status=422 if errors else 200)


def _audiences(entity: str, actor: Actor) -> list[tuple[str, str]]:
    """For whom the actor may keep a view: themselves, each team of theirs, everyone."""
    found = [(Audience.OWN.value, _("Only me"))]
    if policies.can_share(actor, entity, Audience.TEAM):
        found += [
            (str(team.pk), _("Team %(team)s") % {"team": team}) for team in queries.own_teams(actor)
        ]
    if policies.can_share(actor, entity, Audience.EVERYONE):
        found.append((Audience.EVERYONE.value, _("Everyone")))
    return found


def _audience(view: SavedView | None) -> str:
    if view is None:
        return Audience.OWN.value
    return str(view.team_id) if view.audience == Audience.TEAM else view.audience


def _sharing(request: HttpRequest) -> Sharing:
    """Whom the view is for: a word, or the id of a team."""
    chosen = request.POST.get("audience", Audience.OWN.value)
    if chosen in {Audience.OWN.value, Audience.EVERYONE.value}:
        return Sharing(audience=Audience(chosen))
    try:
        return Sharing(audience=Audience.TEAM, team=UUID(chosen))
    except ValueError:
        raise InvalidError({"audience": _("Choose who sees the view.")}) from None


@require_POST
def save(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Keep what the list looks like now in the view that is open; what is not sent stays as the view says."""
    actor = requests.actor(request)
    view = queries.view(pk, actor)
    state = {name: request.POST.get(name, getattr(view, name)) for name in STATE}
    actions.change_view(view, state, by=actor, at=clock.now())
    return _leave(request, f"{_list(view.entity)}?view={view.pk}")


@require_POST
def delete(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take a view away."""
    actor = requests.actor(request)
    view = queries.view(pk, actor)
    actions.delete_view(view, by=actor, at=clock.now())
    return _leave(request, _list(view.entity))


@require_POST
def open_first(request: HttpRequest, key: str, view: str) -> HttpResponse:
    """Let a view be the first of its list, or take that back."""
    entity = registry.entity(key)
    actions.open_first(entity.key, view, by=requests.actor(request), at=clock.now())
    return _told(request, entity.key, view, _("Saved"))


@require_POST
def pin(request: HttpRequest, key: str, view: str) -> HttpResponse:
    """Put a view into the navigation, or take it out."""
    entity = registry.entity(key)
    pinned = actions.pin(entity.key, view, by=requests.actor(request), at=clock.now())
    said = _("The view stands in the navigation.") if pinned else _("Taken out of the navigation.")
    return answers.tell(_told(request, entity.key, view, said), "dw:signals")


def _told(request: HttpRequest, entity: str, view: str, said: str) -> HttpResponse:
    if not answers.is_part(request):
        return redirect(f"{_list(entity)}?view={view}")
    return answers.tell(answers.toast(HttpResponse(status=204), said), "dw:hide")


def _list(entity: str) -> str:
    return editing.list_url(registry.entity(entity))


def _leave(request: HttpRequest, address: str) -> HttpResponse:
    return answers.go(address) if answers.is_part(request) else redirect(address)
