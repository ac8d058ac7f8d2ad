"""There is always someone who may change who may do what."""

from django.db import connection
from django.utils.translation import gettext_lazy as _

from dealwright.core.errors import refuse_unless
from dealwright.identity.models import User

LOCK = "identity.administrators"


def hold() -> None:
    """Administrators are taken away one after the other: two who take away each other must not both succeed.

    Taken before any row is locked, so that whoever waits here holds nothing that the other needs.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [LOCK])


def refuse_last(user: User) -> None:
    """Raise RefusedError when nobody else could still administer. Ask `hold` before."""
    others = User.objects.filter(is_active=True, roles__is_administrator=True).exclude(pk=user.pk)
    is_one = user.is_active and user.roles.filter(is_administrator=True).exists()
    refuse_unless(
        not is_one or others.exists(),
        _("This is the last administrator."),
        remedy=_("Make someone else an administrator first."),
        code="last_administrator",
    )
