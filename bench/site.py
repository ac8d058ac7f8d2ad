"""A seeded installation in a data directory of its own, served by two web workers on a free port."""

import contextlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import psutil

SCALE = int(os.environ.get("BENCH_SCALE", "100"))
DATA = Path(os.environ.get("BENCH_DATA_DIR", "var/bench")).resolve()


def settle() -> None:
    """Point this process at the installation, before Django is set up."""
    os.environ["DEALWRIGHT_DATA_DIR"] = str(DATA)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dealwright.config.settings")


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


@contextlib.contextmanager
def served() -> Iterator[tuple[str, psutil.Process, float]]:
    """The web server; yields its address, its process and the seconds until its first answer."""
    port = free_port()
    environment = os.environ | {"PORT": str(port), "WEB_WORKERS": "2"}
    command = [sys.executable, "-m", "dealwright", "web"]
    started = time.perf_counter()
    server = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
    try:
        address = f"http://127.0.0.1:{port}"
        while time.perf_counter() - started < 60:  # noqa: PLR2004  seconds
            with contextlib.suppress(httpx.TransportError):
                httpx.get(f"{address}/login/")
                break
            time.sleep(0.02)
        yield address, psutil.Process(server.pid), time.perf_counter() - started
    finally:
        server.terminate()
        server.wait(timeout=20)


def memory(server: psutil.Process) -> float:
    """The largest web process, in megabytes."""
    family = [server, *server.children(recursive=True)]
    return max(process.memory_info().rss for process in family) / 1_000_000
