"""Sign-in and security: one's own password, second factors, passkeys, sessions and linked identities."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate
from urllib.parse import urlencode

from allauth.account.decorators import reauthentication_required
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal.auth import clear_totp_secret
from allauth.mfa.webauthn.internal.auth import begin_registration
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from dealwright.administration import qr
from dealwright.administration.middleware import open_while_owing
from dealwright.core import clock
from dealwright.core.errors import InvalidError, NotFoundError
from dealwright.identity import requests
from dealwright.identity.models import User
from dealwright.identity.signing_in import door, queries
from dealwright.identity.signing_in.actions import entering, factors, sessions
from dealwright.identity.signing_in.adapters import LINKING
from dealwright.identity.signing_in.passkeys import AddPasskeyForm

CODES_FILE = "dealwright-recovery-codes.txt"


def shown_anew[**P](
    view: Callable[Concatenate[HttpRequest, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Ask who it is before this page, unless that was shown within the last minutes."""
    asked: Callable[Concatenate[HttpRequest, P], HttpResponseBase] = reauthentication_required(
        app="allauth.mfa"
    )(view)

    @wraps(view)
    def answer(request: HttpRequest, /, *arguments: P.args, **named: P.kwargs) -> HttpResponseBase:
        if door.can_be_asked(request) or door.is_fresh(request):
            return asked(request, *arguments, **named)
        return _come_again(request)

    return answer


def _come_again(request: HttpRequest) -> HttpResponse:
    """For whoever has neither password nor factor: the way through their provider, which leads back to this page."""
    linked = {each.provider for each in queries.identities(requests.actor(request).user_id)}
    back = (
        request.get_full_path() if request.method == "GET" else reverse("administration:security")
    )
    context = {
        "providers": list(queries.providers().filter(key__in=linked)),
        "query": urlencode({"next": back}),
    }
    return render(request, "administration/come_again.html", context, status=403)


def _person(request: HttpRequest) -> User:
    return User.objects.get(pk=requests.actor(request).user_id)


@require_GET
def security(request: HttpRequest) -> HttpResponse:
    """Everything about how one signs in, on one page."""
    person = _person(request)
    context = {
        "person": person,
        "factors": [_shown(factor) for factor in queries.factors(person.pk)],
        "has_app": queries.factors(person.pk).filter(type=Authenticator.Type.TOTP).exists(),
        "codes_left": queries.codes_left(person.pk),
        "sessions": queries.sessions(person, at=clock.now()),
        "this": request.session.session_key,
        "identities": _identities(person),
        "providers": list(queries.providers()),
        "requiring": queries.requiring_roles(person.pk),
        "here": "security",
    }
    return render(request, "administration/security.html", context)


def _shown(factor: Authenticator) -> dict[str, Any]:
    is_app = factor.type == Authenticator.Type.TOTP
    return {
        "row": factor,
        "is_app": is_app,
        "name": _("Authenticator app") if is_app else str(factor),
    }


def _identities(person: User) -> list[tuple[SocialAccount, str]]:
    names = dict(queries.all_providers().values_list("key", "name"))
    return [
        (each, names.get(each.provider, each.provider)) for each in queries.identities(person.pk)
    ]


@open_while_owing
@require_GET
def second_factor(request: HttpRequest) -> HttpResponse:
    """Where people are led who must have a second factor and have none."""
    if not door.owes_factor(request):
        return redirect("/")
    context = {"roles": queries.requiring_roles(requests.actor(request).user_id)}
    return render(request, "administration/second_factor.html", context)


@open_while_owing
@never_cache
@shown_anew
def add_app(request: HttpRequest) -> HttpResponse:
    """Scan the code, type what the app shows."""
    by, person = requests.actor(request), _person(request)
    form = ActivateTOTPForm(data=request.POST if request.method == "POST" else None, user=person)
    if form.is_valid():
        factors.add_app(person, secret=form.secret, by=by, at=clock.now())
        clear_totp_secret(request)  # it is the app's now
        return _added(request)
    address = get_adapter().build_totp_url(person, form.secret)
    context = {"form": form, "qr": qr.as_address(address), "secret": qr.in_fours(form.secret)}
    return render(request, "administration/add_app.html", context, status=_status(form))


@open_while_owing
@never_cache
@shown_anew
def add_passkey(request: HttpRequest) -> HttpResponse:
    """The browser makes a passkey; its name is for people."""
    by, person = requests.actor(request), _person(request)
    typed = {**request.POST.dict(), "passwordless": "on"} if request.method == "POST" else None
    form = AddPasskeyForm(data=typed, user=person)
    if form.is_valid():
        credential, name = form.cleaned_data["credential"], form.cleaned_data["name"][:80]
        factors.add_passkey(person, name=name, credential=credential, by=by, at=clock.now())
        return _added(request)
    context = {"form": form, "options": begin_registration(person, passwordless=True)}
    return render(request, "administration/add_passkey.html", context, status=_status(form))


def _status(form: Form) -> int:
    return InvalidError.status if form.is_bound else 200


def _added(request: HttpRequest) -> HttpResponse:
    """On to the recovery codes, when these came with the first factor."""
    messages.success(request, _("Second factor added"))
    is_new = queries.has_unseen_codes(requests.actor(request).user_id)
    return redirect("administration:recovery_codes" if is_new else "administration:security")


@require_POST
@shown_anew
def remove_factor(request: HttpRequest, pk: int) -> HttpResponse:
    """Give up one of one's own second factors."""
    by = requests.actor(request)
    factor = queries.factors(by.user_id).select_related("user").filter(pk=pk).first()
    if factor is None:
        raise NotFoundError(_("You have no such second factor."))
    factors.remove_factor(factor, by=by, at=clock.now())
    messages.success(request, _("Second factor removed"))
    return redirect("administration:security")


@open_while_owing
@never_cache
@shown_anew
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """New recovery codes are made by a POST, and shown by another, once: a page that is only fetched uses nothing up."""
    by, person = requests.actor(request), _person(request)
    if request.method == "POST" and "show" not in request.POST:
        factors.make_recovery_codes(person, by=by, at=clock.now())
        return redirect("administration:recovery_codes")
    is_asked = request.method == "POST"
    codes = factors.show_recovery_codes(person, by=by, at=clock.now()) if is_asked else []
    context = {
        "codes": codes,
        "unseen": queries.has_unseen_codes(person.pk),
        "file": CODES_FILE,
        "content": "\n".join([*codes, ""]),
        "left": queries.codes_left(person.pk),
    }
    return render(request, "administration/recovery_codes.html", context)


@require_POST
def end_session(request: HttpRequest, pk: int) -> HttpResponse:
    """End one of one's own sessions."""
    by = requests.actor(request)
    session = UserSession.objects.filter(pk=pk, user_id=by.user_id).select_related("user").first()
    if session is None:
        raise NotFoundError(_("This session has ended already."))
    sessions.revoke(session, by=by, at=clock.now())
    messages.success(request, _("Session ended"))
    return redirect("administration:security")


@require_POST
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    """End all of one's own sessions but this one."""
    key = request.session.session_key or ""
    by = requests.actor(request)
    sessions.revoke_others(_person(request), keep=key, by=by, at=clock.now())
    messages.success(request, _("All other sessions ended"))
    return redirect("administration:security")


@shown_anew
def link(request: HttpRequest, key: str) -> HttpResponse:
    """Before one goes to a provider to link one's identity there. A form may not lead off the site; a link may."""
    provider = queries.providers().filter(key=key).first()
    if provider is None:
        raise NotFoundError(_("There is no such provider."))
    if request.method == "POST":
        request.session[LINKING] = key
        return redirect("administration:link_identity", key)
    if request.session.get(LINKING) != key:
        return redirect("administration:security")
    return render(request, "administration/link.html", {"provider": provider})


@require_POST
@shown_anew
def unlink(request: HttpRequest, pk: int) -> HttpResponse:
    """Give up one of one's own linked identities."""
    by = requests.actor(request)
    found = SocialAccount.objects.filter(pk=pk, user_id=by.user_id).first()
    if found is None:
        raise NotFoundError(_("You have not linked this identity."))
    entering.unlink(found, by=by, at=clock.now())
    messages.success(request, _("Identity unlinked"))
    return redirect("administration:security")
