"""To an identity provider and back."""

import logging

from allauth.socialaccount.providers.openid_connect import views as openid_connect
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from requests import RequestException

from dealwright.core.errors import NotFoundError, RefusedError
from dealwright.identity.signing_in import queries
from dealwright.identity.signing_in.models import IdentityProvider

log = logging.getLogger(__name__)


@login_not_required
def begin(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Off to the provider's own sign-in page."""
    found = _offered(provider_id)
    try:
        response: HttpResponse = openid_connect.login(request, provider_id)
    except (RequestException, ValueError, KeyError) as error:  # away, or no provider answers there
        log.warning("Provider %s cannot be reached: %s", provider_id, error)
        raise RefusedError(
            _("%(name)s does not answer.") % {"name": found.name},
            remedy=_("Try again in a moment, or sign in with your password."),
        ) from error
    return response


@login_not_required
def come_back(request: HttpRequest, provider_id: str) -> HttpResponse:
    """The provider sent the person back, with an answer or an excuse."""
    found = _offered(provider_id)
    try:
        response: HttpResponse = openid_connect.callback(request, provider_id)
    except (KeyError, ValueError) as error:  # no subject, or no address where to ask about people
        log.warning("Provider %s answered what cannot be read: %r", provider_id, error)
        raise RefusedError(
            _("%(name)s answered something that cannot be read.") % {"name": found.name},
            remedy=_("Tell your administrator; until then, sign in with your password."),
        ) from error
    return response


def _offered(key: str) -> IdentityProvider:
    found = queries.providers().filter(key=key).first()
    if found is None:
        raise NotFoundError(_("There is no such way to sign in."))
    return found
