"""The mail that lets a new colleague choose a password."""

from datetime import datetime, timedelta

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dealwright.core import clock
from dealwright.core.actor import Actor
from dealwright.identity.models import User
from dealwright.identity.signing_in import queries
from dealwright.organisation import queries as organisation

NOT_SENT = gettext_lazy("Added, but the mail could not be sent. Check EMAIL_URL.")


def link(user: User) -> str:
    """The address at which this person sets a password.

    It works once, ends with the next login, and after PASSWORD_RESET_TIMEOUT in any case.
    """
    path = reverse(
        "account_reset_password_from_key",
        kwargs={
            "uidb36": user_pk_to_url_str(user),
            "key": default_token_generator.make_token(user),
        },
    )
    return f"{settings.BASE_URL}{path}"


def ends_at(at: datetime) -> datetime:
    """When a link that is made now works no more."""
    return at + timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)


def send(user: User, *, by: Actor, at: datetime) -> None:
    """Invite by mail. What the mail server refuses is raised to the caller."""
    selling = organisation.current()
    context = {
        "user": user,
        "by": by,
        "selling": selling,
        "link": link(user),
        "until": ends_at(at),
        "providers": [
            provider.name for provider in queries.providers().filter(links_by_email=True)
        ],
        "login": f"{settings.BASE_URL}{reverse('account_login')}",
    }
    EmailMessage(
        subject=_("Your access to Dealwright at %(name)s") % {"name": selling.name},
        body=render_to_string("administration/invitation.txt", context),
        to=[user.email],
    ).send()


def sent(user: User, *, by: Actor) -> bool:
    """Invite by mail, and say whether the mail is on its way."""
    try:
        send(user, by=by, at=clock.now())
    except (OSError, ValueError):  # no server, or a line break in a header
        return False
    return True
