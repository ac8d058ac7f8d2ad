"""A real S3 server for the tests: moto's, in a process and an environment of its own."""

import os
import shutil
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
LONGEST_START = 180  # seconds; the first time its packages are fetched


def uv() -> str | None:
    """The uv of the checkout, or the machine's."""
    own = ROOT / ".boot" / "bin" / "uv"
    return str(own) if own.exists() else shutil.which("uv")


@contextmanager
def serving(bucket: str) -> Iterator[str]:
    """The address of a server that has this bucket. RuntimeError when it cannot be started."""
    program, port = uv(), _free_port()
    if program is None:
        raise RuntimeError("there is no uv to run it with")
    packages = str(ROOT / "requirements" / "s3.txt")
    command = [
        program,
        "run",
        "--quiet",
        "--isolated",
        "--no-project",
        "--python",
        str(ROOT / ".venv/bin/python"),
    ]
    command += ["--with-requirements", packages, "moto_server", "-H", "127.0.0.1", "-p", str(port)]
    with subprocess.Popen(
        command,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "UV_NO_CONFIG": "1"},
    ) as process:
        try:
            address = f"http://127.0.0.1:{port}"
            _wait(process, port)
            made = urllib.request.Request(f"{address}/{bucket}", method="PUT")
            urllib.request.urlopen(made).close()
            yield address
        finally:
            process.terminate()


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def _wait(process: "subprocess.Popen[bytes]", port: int) -> None:
    until = time.monotonic() + LONGEST_START
    while time.monotonic() < until and process.poll() is None:
        with socket.socket() as link:
            if link.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)
    raise RuntimeError("it did not start")
