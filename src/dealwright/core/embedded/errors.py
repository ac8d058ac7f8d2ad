"""What goes wrong with the embedded database, said so that the reader can act on it."""


class EmbeddedDatabaseError(Exception):
    """The embedded PostgreSQL cannot be placed, made, started or stopped; the message says why and what to do."""
