"""allauth's forms of the second step, which here record what they find."""

from allauth.core import context
from allauth.mfa import app_settings
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.core.exceptions import ValidationError

from dealwright.core import clock
from dealwright.identity.models import User
from dealwright.identity.queries import actor_for
from dealwright.identity.signing_in import door
from dealwright.identity.signing_in.actions import noting


class RecordingMixin:
    """A wrong code is recorded as a failed try, a recovery code as used up: from here on it counts no more."""

    user: User
    authenticator: Authenticator

    def clean_code(self) -> str:
        try:
            code: str = super().clean_code()  # type: ignore[misc]  # of the form it is mixed into
        except ValidationError as error:
            door.note_refusal(context.request, error, tried=self.user.email, reason="code")
            raise
        if self.authenticator.type == Authenticator.Type.TOTP:
            _refuse_again(self.user, code)
        if self.authenticator.type == Authenticator.Type.RECOVERY_CODES:
            by, entry = actor_for(self.user), door.entry(context.request)
            noting.note_recovery_code(self.user, entry=entry, by=by, at=clock.now())
        return code


def _refuse_again(user: User, code: str) -> None:
    """A code counts once in all the time that it is valid; the library remembers it for one step only."""
    steps = 1 + 2 * app_settings.TOTP_TOLERANCE
    key = f"identity.code:{user.pk}:{code.strip()}"
    if not cache.add(key, "used", timeout=steps * app_settings.TOTP_PERIOD):
        raise get_adapter().validation_error("incorrect_code")


class CodeForm(RecordingMixin, AuthenticateForm):
    """The second step at sign-in."""


class CodeAgainForm(RecordingMixin, ReauthenticateForm):
    """The same before something delicate."""
