"""How django-allauth is bent to this house: people are invited or come from a provider, and what happens is recorded."""

import base64
import logging
import secrets
from collections.abc import Sequence
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialLogin
from allauth.socialaccount.providers.base.constants import AuthProcess
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dealwright.core import actor as actors
from dealwright.core import clock, sealing
from dealwright.core.actor import Channel
from dealwright.core.errors import DomainError, RefusedError, refuse_unless
from dealwright.identity import actions, requests
from dealwright.identity.models import User
from dealwright.identity.queries import actor_for
from dealwright.identity.signing_in import claims, door, known_browsers, queries
from dealwright.identity.signing_in.actions import entering
from dealwright.identity.signing_in.models import IdentityProvider

log = logging.getLogger(__name__)
OIDC = "openid_connect"
SECOND_STEP = "allauth.mfa.stages.AuthenticateStage"
OURS = "dealwright.identity.signing_in.stages.SecondStep"
LINKING = "linking"  # the key of the provider at which this session has asked to link an identity


class AccountAdapter(DefaultAccountAdapter):
    """Login by email; sign-up is closed."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002  allauth passes it
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """The address that tries are counted by: the same as everywhere in the house."""
        return requests.address(request)

    def get_reset_password_from_key_url(self, key: str) -> str:
        """At the address of this installation: what a request names as its host, anybody may write."""
        person, _dash, word = key.partition("-")
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": person, "key": word})
        return f"{settings.BASE_URL}{path}"

    def get_login_stages(self) -> list[str]:
        return [OURS if stage == SECOND_STEP else stage for stage in super().get_login_stages()]

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Whoever signed in within the last minutes has just shown who they are."""
        is_required: bool = super().is_reauthentication_required(app=app, **kwargs)
        return is_required and not door.is_fresh(self.request)

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Under which tries for an account are counted: apart for browsers that its person has used."""
        key: str = super()._get_login_attempts_cache_key(request, **credentials)
        browser = known_browsers.name(request, str(credentials.get("email", "")))
        return f"{key}:{browser}" if browser else key

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        door.note_failure(request, tried=str(credentials.get("email", "")), reason="password")

    def respond_user_inactive(self, request: HttpRequest, user: AbstractBaseUser) -> HttpResponse:
        door.note_failure(request, tried=getattr(user, "email", ""), reason="deactivated")
        response: HttpResponse = super().respond_user_inactive(request, user)
        return response

    def post_login(
        self, request: HttpRequest, user: AbstractBaseUser, **kwargs: Any
    ) -> HttpResponse:
        assert isinstance(user, User)  # noqa: S101  the only kind of user here
        response: HttpResponse = super().post_login(request, user, **kwargs)
        came_by = (kwargs["signal_kwargs"] or {}).get("sociallogin")
        known_browsers.mark(request, response, user.email)
        door.note_entry(request, user, provider=came_by.account.provider if came_by else "")
        return response

    def set_password(self, user: AbstractBaseUser, password: str) -> None:
        """The new password of someone who proved to be this person, by mail or by the old one."""
        assert isinstance(user, User)  # noqa: S101  the only kind of user here
        actions.set_password(user, password=password, by=actor_for(user), at=clock.now())


class MFAAdapter(DefaultMFAAdapter):
    """Secrets are sealed as they are stored."""

    def encrypt(self, text: str) -> str:
        return sealing.seal(text, purpose="second factor")

    def decrypt(self, encrypted_text: str) -> str:
        """The secret; where the key that sealed it is lost, one that nobody knows, so that no code fits it."""
        try:
            return sealing.unseal(encrypted_text, purpose="second factor")
        except sealing.BrokenSealError:
            log.exception(
                "A second factor cannot be read; reset it, or `dealwright let-in` its person."
            )
            return base64.b32encode(secrets.token_bytes(20)).decode()

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        entity: dict[str, str] = super().get_public_key_credential_rp_entity()
        return {**entity, "name": "Dealwright"}


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """Providers are our own rows; who comes by them is decided by our own verbs."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:  # noqa: ARG002  allauth passes them
        return False

    def authenticate_by_email(self, sociallogin: SocialLogin) -> None:
        """Not here: `entering.enter` links by address, where the provider is trusted for it."""

    def list_apps(
        self,
        request: HttpRequest,  # noqa: ARG002  allauth passes it
        provider: str | None = None,
        client_id: str | None = None,
    ) -> list[SocialApp]:
        rows = queries.providers()
        if provider not in {None, OIDC}:
            rows = rows.filter(key=provider)
        if client_id:
            rows = rows.filter(client_id=client_id)
        return [_app(row) for row in rows]

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """The provider has answered; nobody is signed in yet."""
        try:
            self._decide(request, sociallogin)
        except DomainError as error:
            door.note_failure(request, tried=_told_address(sociallogin), reason=error.code)
            raise

    def _decide(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        key, process = sociallogin.account.provider, sociallogin.state.get("process")
        provider = IdentityProvider.objects.get(key=key)
        told = _claims(sociallogin, provider)
        if process == AuthProcess.CONNECT:
            _link(request, provider, told)
            raise ImmediateHttpResponse(HttpResponseRedirect(sociallogin.state["next"]))
        refuse_unless(process == AuthProcess.LOGIN, _("Nobody asked to sign in."))
        by = actors.system(channel=Channel.WEB)
        sociallogin.user = entering.enter(provider, told, by=by, at=clock.now())
        sociallogin.account = SocialAccount.objects.get(provider=key, uid=told.subject)

    def on_authentication_error(
        self, request: HttpRequest, provider: Any, *arguments: Any, **kwargs: Any
    ) -> None:
        super().on_authentication_error(request, provider, *arguments, **kwargs)
        door.note_failure(request, tried=provider.app.name, reason="provider")


def _app(row: IdentityProvider) -> SocialApp:
    """The library's picture of a provider, never stored."""
    options: dict[str, Any] = {"server_url": row.server_url, "oauth_pkce_enabled": True}
    return SocialApp(
        provider=OIDC,
        provider_id=row.key,
        name=row.name,
        client_id=row.client_id,
        secret=row.secret,
        settings=options,
    )


def _claims(sociallogin: SocialLogin, provider: IdentityProvider) -> claims.Claims:
    try:
        return claims.read(sociallogin.account.extra_data, groups_claim=provider.groups_claim)
    except claims.MismatchError as error:
        raise RefusedError(
            _("%(name)s answered about two people at once.") % {"name": provider.name},
            remedy=_("Try again; if it stays so, tell your administrator."),
            code="mismatch",
        ) from error


def _told_address(sociallogin: SocialLogin) -> str:
    said: Sequence[Any] = sociallogin.email_addresses
    return said[0].email if said else ""


def _link(request: HttpRequest, provider: IdentityProvider, told: claims.Claims) -> None:
    """Only what this session asked for a moment ago, and of someone who has just shown who they are."""
    asked = request.session.pop(LINKING, None)
    user = request.user
    refuse_unless(
        isinstance(user, User) and asked == provider.key and door.has_shown(request),
        _("Nobody asked to link this identity."),
        remedy=_("Start again under Sign-in and security."),
    )
    assert isinstance(user, User)  # noqa: S101  refused otherwise
    by = requests.actor(request)
    entering.link(user, provider, subject=told.subject, by=by, at=clock.now())
