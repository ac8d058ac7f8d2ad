"""There is always someone who may change who may do what."""

from django.utils.translation import gettext_lazy as _

from dealwright.core.errors import refuse_unless
from dealwright.identity.models import User


def refuse_last(user: User) -> None:
    """Raise RefusedError when nobody else could still administer.

    Two who take each other away must not both succeed: take the turn of PEOPLE before.
    """
    others = User.objects.filter(is_active=True, roles__is_administrator=True).exclude(pk=user.pk)
    is_one = user.is_active and user.roles.filter(is_administrator=True).exists()
    refuse_unless(
        not is_one or others.exists(),
        _("This is the last administrator."),
        remedy=_("Make someone else an administrator first."),
        code="last_administrator",
    )
