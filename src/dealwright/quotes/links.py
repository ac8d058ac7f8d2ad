"""The unguessable part of a client's address: the link's id and a signature over it.

Nothing secret is stored: whoever reads the table cannot make an address, whoever holds one can be shut out by
revoking the link.
"""

from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from dealwright.quotes.models import QuoteLink

_SALT = "dealwright.quotes.link"


def _signer() -> Signer:
    return Signer(salt=_SALT, sep=".")


def token_of(link: QuoteLink) -> str:
    """The token of a link: 32 hexadecimal digits and 43 characters of HMAC-SHA-256."""
    return _signer().sign(link.pk.hex)


def link_id(token: str) -> UUID | None:
    """The id of the link that a token was made for; None when it was not made here."""
    try:
        return UUID(hex=_signer().unsign(token))
    except (BadSignature, ValueError):
        return None


def address_of(link: QuoteLink) -> str:
    """The whole address, as it is mailed."""
    return f"{settings.BASE_URL}{reverse('quotes:client', args=[token_of(link)])}"
