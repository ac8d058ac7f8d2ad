"""What a line says of itself besides its price: that it is a choice, and how often it is paid."""

from django.utils.translation import gettext as _

from dealwright.quotes.models import Billing, Choice


def conditions(*, choice: str, is_chosen: bool, billing: str) -> list[str]:
    """In words of the reader's language; empty for a line that always counts and is paid once."""
    found = [_choice(choice, is_chosen=is_chosen)] if choice else []
    if billing != Billing.ONCE:
        found.append(str(Billing(billing).label))
    return found


def _choice(choice: str, *, is_chosen: bool) -> str:
    if choice == Choice.OPTIONAL:
        return _("option, chosen") if is_chosen else _("option, not in the total")
    return _("alternative, chosen") if is_chosen else _("alternative, not in the total")
