"""Identifiers: UUIDv7, insertable from many nodes. They break ties and never say when."""

from uuid import UUID

import uuid_utils.compat


def new_id() -> UUID:
    """A fresh UUIDv7."""
    return uuid_utils.compat.uuid7()
