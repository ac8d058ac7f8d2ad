"""The mail that lets a new colleague choose a password."""

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dealwright.core.actor import Actor
from dealwright.identity.models import User
from dealwright.organisation import queries as organisation

NOT_SENT = gettext_lazy("Added, but the mail could not be sent. Check EMAIL_URL.")


def link(user: User) -> str:
    """The address at which this person sets a password; it works once and ends with the next login."""
    path = reverse(
        "account_reset_password_from_key",
        kwargs={
            "uidb36": user_pk_to_url_str(user),
            "key": default_token_generator.make_token(user),
        },
    )
    return f"{settings.BASE_URL}{path}"


def send(user: User, *, by: Actor) -> None:
    """Invite by mail. What the mail server refuses is raised to the caller."""
    selling = organisation.current()
    context = {"user": user, "by": by, "selling": selling, "link": link(user)}
    EmailMessage(
        subject=_("Your access to Dealwright at %(name)s") % {"name": selling.name},
        body=render_to_string("administration/invitation.txt", context),
        to=[user.email],
    ).send()


def sent(user: User, *, by: Actor) -> bool:
    """Invite by mail, and say whether the mail is on its way."""
    try:
        send(user, by=by)
    except (OSError, ValueError):  # no server, or a line break in a header
        return False
    return True
