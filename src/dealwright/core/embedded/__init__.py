"""The embedded PostgreSQL: a server of our own in the data directory, so that Python is the only prerequisite.

It owns where the server's files live, under which account it runs, how it is started, adopted and stopped.
It never knows Django: a process starts the cluster first and reads its settings afterwards.
"""

from dealwright.core.embedded.cluster import Cluster
from dealwright.core.embedded.errors import EmbeddedDatabaseError
from dealwright.core.embedded.places import Place, locate

__all__ = ["Cluster", "EmbeddedDatabaseError", "Place", "locate"]
