"""An authenticator app: RFC 6238 with the usual thirty seconds, six digits and SHA-1."""

import base64
import hashlib
import hmac
import struct
import time

STEP = 30


def code(secret: str, *, steps: int = 0) -> str:
    """What the app shows now, or so many steps of half a minute later."""
    moment = int(time.time()) // STEP + steps
    key = base64.b32decode(secret.replace(" ", ""))
    digest = hmac.digest(key, struct.pack(">Q", moment), hashlib.sha1)
    start = digest[-1] & 0x0F
    number = struct.unpack(">I", digest[start : start + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06}"
