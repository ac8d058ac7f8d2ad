"""The last administrator cannot be locked out, by no door.

Every verb that closes a way in asks here after it has written, within its transaction: a refusal undoes the verb.
"""

from django.db import connection
from django.utils.translation import gettext_lazy as _

from dealwright.core.errors import refuse_unless
from dealwright.identity.models import User
from dealwright.identity.signing_in import queries

ONE_AT_A_TIME = (
    4_200_010  # the advisory lock of those who close a way in, held until their transaction ends
)


def refuse_unless_someone_administrates() -> None:
    """RefusedError when nobody who administrates could sign in any more."""
    _queue()
    refuse_unless(
        queries.administrators_with_a_way_in().exists(),
        _("That would lock out the last administrator who can sign in."),
        remedy=_("Give an administrator a password or a passkey first, or make someone else one."),
        code="last_administrator",
    )


def refuse_unless_an_administrator_has_a_factor() -> None:
    """RefusedError when every administrator would have to set up a second factor before anything else."""
    _queue()
    refuse_unless(
        queries.with_factor(queries.administrators_with_a_way_in()).exists(),
        _("No administrator has a second factor yet."),
        remedy=_(
            "Set one up for yourself first, under Sign-in and security; you see then that it works."
        ),
        code="last_administrator",
    )


def is_last_administrator(user: User) -> bool:
    """Whether nobody else who administrates could sign in; that stays so until this transaction ends."""
    _queue()
    return not queries.administrators_with_a_way_in().exclude(pk=user.pk).exists()


def _queue() -> None:
    """Wait for whoever closes another way in, and then see what they did."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME])
