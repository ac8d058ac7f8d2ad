"""allauth's forms of passkeys, which here take whatever comes: what a browser sends is somebody's JSON."""

from typing import Any

from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms
from django.core.exceptions import ValidationError

from dealwright.identity.models import User
from dealwright.identity.signing_in import door

LONGEST = 20_000  # letters; an answer with a long certificate has some five thousand
NOT_ONE = (
    ValueError,
    TypeError,
    KeyError,
    AttributeError,
)  # what the parser says of what is no credential


class CredentialField(forms.JSONField):
    """JSON of a sensible length and depth."""

    widget = forms.HiddenInput

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str) and len(value) > LONGEST:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        try:
            return super().to_python(value)
        except RecursionError as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error


class AddPasskeyForm(AddWebAuthnForm):
    """A new passkey, verified against what the browser was asked."""

    credential = CredentialField()

    def clean(self) -> dict[str, Any]:
        try:
            cleaned: dict[str, Any] = super().clean()
        except NOT_ONE as error:
            raise get_adapter().validation_error("incorrect_code") from error
        return cleaned


class UseMixin:
    """A passkey that is used, at the door or before something delicate. A failed try is recorded."""

    user: User | None

    def clean_credential(self) -> Any:
        try:
            return super().clean_credential()  # type: ignore[misc]  # of the form it is mixed into
        except ValidationError as error:
            self._note(error)
            raise
        except NOT_ONE as error:
            refusal: ValidationError = get_adapter().validation_error("incorrect_code")
            self._note(refusal)
            raise refusal from error

    def _note(self, error: ValidationError) -> None:
        tried = self.user.email if self.user else ""
        door.note_refusal(context.request, error, tried=tried, reason="passkey")


class PasskeyForm(UseMixin, LoginWebAuthnForm):
    """In place of a password."""

    credential = CredentialField()


class PasskeyStepForm(UseMixin, AuthenticateWebAuthnForm):
    """After the password."""

    credential = CredentialField()


class PasskeyAgainForm(UseMixin, ReauthenticateWebAuthnForm):
    """Before something delicate."""

    credential = CredentialField()
