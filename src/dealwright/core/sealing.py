"""Secrets that must be read back, such as a client secret or the key of an authenticator app, as they are stored.

The key is derived from SECRET_KEY and the purpose, so that what was sealed for one use opens for no other. After
SECRET_KEY was changed, what SECRET_KEY_FALLBACKS names still opens.
"""

import base64
import hashlib
import hmac
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


class BrokenSealError(ValueError):
    """What was stored cannot be opened with the keys of this installation."""


def seal(text: str, *, purpose: str) -> str:
    """The text as it may be stored; "" stays ""."""
    return _box(purpose).encrypt(text.encode()).decode() if text else ""


def unseal(sealed: str, *, purpose: str) -> str:
    """The text behind `seal`. BrokenSealError when it was sealed with another key or for another purpose."""
    if not sealed:
        return ""
    try:
        return _box(purpose).decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        raise BrokenSealError(
            "This secret was stored under another SECRET_KEY. Give it anew, or name the former key in "
            "SECRET_KEY_FALLBACKS."
        ) from error


def _box(purpose: str) -> MultiFernet:
    return _boxes(purpose, (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS))


@lru_cache(maxsize=16)
def _boxes(purpose: str, keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(_key(key, purpose)) for key in keys])


def _key(secret: str, purpose: str) -> bytes:
    """SECRET_KEY has all the entropy, so one keyed hash derives from it (NIST SP 800-108, one block)."""
    digest = hmac.digest(secret.encode(), f"dealwright.sealing.{purpose}".encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(digest)
