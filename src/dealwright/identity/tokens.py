"""The form of API tokens: shown once, kept as a hash. 256 random bits need no salt or stretching."""

import hashlib
import secrets

PREFIX = "dw_"


def fresh() -> str:
    """A new token, to be shown to its user once."""
    return PREFIX + secrets.token_urlsafe(32)


def digest(token: str) -> str:
    """What is stored and looked up: SHA-256 in hexadecimal."""
    return hashlib.sha256(token.encode()).hexdigest()
