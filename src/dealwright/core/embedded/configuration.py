"""What the server is told: who may connect, how much memory it takes, how durable it is."""

import os
import pwd
import shutil
from pathlib import Path

import psutil

from dealwright.core.embedded.accounts import Account
from dealwright.core.embedded.places import PORT, Place

SUPERUSER = "postgres"  # makes the role and the database, then serves administrators
ROLE = "dealwright"  # what the application connects as; owns its database and no more
DATABASE = "dealwright"

MEGABYTE = 1024 * 1024
MOST_SHARED_BUFFERS = (
    2048  # MB; beyond this the kernel's page cache serves an office's database as well
)
LEAST_SHARED_BUFFERS = 32

INITDB = (
    "--encoding=UTF8",
    "--locale=C",  # the libc locale, so that the caller's LANG does not matter ...
    "--locale-provider=builtin",  # ... and the collation that counts, the same on every machine
    "--builtin-locale=C.UTF-8",
    "--auth=peer",  # the kernel says which account is at the other end of the socket
    f"--username={SUPERUSER}",
)

NOT_DURABLE = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
}


def write_access_rules(data: Path, account: Account) -> None:
    """Let our own account and the server's in by the socket, nobody else.

    Written at every start: a data directory may have been made as root, under another name.
    """
    ours = pwd.getpwuid(os.geteuid()).pw_name
    users = dict.fromkeys((ours, account.name))
    rules = {
        "pg_hba.conf": [f"local all {SUPERUSER},{ROLE} peer map=owners"],
        "pg_ident.conf": [
            f'owners "{user}" {role}' for user in users for role in (SUPERUSER, ROLE)
        ],
    }
    for name, lines in rules.items():
        (data / name).write_text("\n".join(["# Written by Dealwright at every start.", *lines, ""]))


def server_options(place: Place, *, durable: bool) -> list[str]:
    """Return the arguments of `postgres`; they win over postgresql.conf, which is left to the administrator."""
    settings = {
        "listen_addresses": "",
        "port": str(PORT),
        "unix_socket_directories": f'"{place.sockets}"',
        "unix_socket_permissions": "0700",
        "timezone": "UTC",
        "log_timezone": "UTC",
        **_memory(),
        "random_page_cost": "1.1",  # solid state
        # Imports and samples write much at once; a checkpoint in their midst has every page written whole again.
        "max_wal_size": f"{_room_for_log(place.data)}MB",
        "checkpoint_timeout": "15min",
        "jit": "off",  # costs more than it gains on our short queries
        "join_collapse_limit": "5",  # a list joins its links by key: trying every order costs ten times the reading
        **({} if durable else NOT_DURABLE),
    }
    return ["-D", str(place.data), *(f"--{name}={value}" for name, value in settings.items())]


def _memory() -> dict[str, str]:
    shared = min(max(_machine_memory() // 8, LEAST_SHARED_BUFFERS), MOST_SHARED_BUFFERS)
    return {
        "shared_buffers": f"{shared}MB",
        "effective_cache_size": f"{shared * 4}MB",
        "maintenance_work_mem": f"{max(shared // 8, 16)}MB",
        "work_mem": "16MB",
    }


def _room_for_log(data: Path) -> int:
    """Return a tenth of the free disk in MB, between 1 and 8 GB. Only a large load ever takes it."""
    return min(max(shutil.disk_usage(data).free // MEGABYTE // 10, 1024), 8192)


def _machine_memory() -> int:
    """Return the memory in MB that we may use: the machine's, or a container's limit when that is less."""
    machine = int(psutil.virtual_memory().total)
    limit = Path("/sys/fs/cgroup/memory.max")
    written = limit.read_text().strip() if limit.is_file() else "max"
    return min(machine, int(written) if written.isdigit() else machine) // MEGABYTE
