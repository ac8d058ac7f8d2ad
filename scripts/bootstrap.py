"""Make `.venv` from the locked packages with nothing but a Python 3.9 and a network; a moment when nothing changed.

python3 scripts/bootstrap.py          what running Dealwright needs
python3 scripts/bootstrap.py --dev    and what its tests and checks need
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BOOT, VENV, LOCKS = ROOT / ".boot", ROOT / ".venv", ROOT / "requirements"
UV, PYTHON = BOOT / "bin" / "uv", VENV / "bin" / "python"
WANTED = (ROOT / ".python-version").read_text().strip()
OLDEST = (3, 12)  # requires-python in pyproject.toml

# Which locks make up an environment. Once a checkout has the developer's, it keeps it.
ENVIRONMENTS = {"base": ["base.txt", "build.txt"], "dev": ["dev.txt"]}


def main() -> None:
    kind = "dev" if "--dev" in sys.argv[1:] or stamp("dev").exists() else "base"
    wanted = fingerprint(kind)
    if PYTHON.exists() and stamp(kind).exists() and stamp(kind).read_text() == wanted:
        return
    ensure_uv()
    ensure_environment()
    install(ENVIRONMENTS[kind])
    stamp(kind).write_text(wanted)


def stamp(kind: str) -> Path:
    """The file in the environment that says from what it was installed."""
    return VENV / f".installed-{kind}"


def fingerprint(kind: str) -> str:
    """A digest of everything an installation follows from, its folder included: scripts carry their own path."""
    inputs = [LOCKS / name for name in ENVIRONMENTS[kind]] + [
        ROOT / "pyproject.toml",
        ROOT / ".python-version",
    ]
    return hashlib.sha256(
        b"".join(file.read_bytes() for file in inputs) + os.fsencode(ROOT)
    ).hexdigest()


def ensure_uv() -> None:
    """Install the locked uv into `.boot`, by pip."""
    lock = (LOCKS / "uv.txt").read_text()
    done = BOOT / "uv.txt"
    if UV.exists() and done.exists() and done.read_text() == lock:
        return
    say("Installing uv")
    if subprocess.call([sys.executable, "-m", "venv", "--clear", str(BOOT)]) != 0:
        sys.exit(
            "This Python cannot make virtual environments. On Debian: apt-get install python3-venv"
        )
    pip = [
        str(BOOT / "bin" / "python"),
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
    ]
    run(*pip, "--require-hashes", "--requirement", str(LOCKS / "uv.txt"))
    done.write_text(lock)


def ensure_environment() -> None:
    """Make `.venv` with the best interpreter there is, unless one stands that was made here for this version."""
    made_for = VENV / ".made-for"
    wanted = f"{ROOT}\n{WANTED}\n"  # the scripts in it begin with the path of their interpreter
    if made_for.exists() and made_for.read_text() == wanted and version_of(PYTHON) is not None:
        return
    interpreter, why = choose_interpreter()
    say(f"Using {interpreter} ({why})")
    run(str(UV), "venv", "--quiet", "--clear", "--python", interpreter, str(VENV))
    made_for.write_text(wanted)


def choose_interpreter() -> tuple[str, str]:
    """The version of `.python-version` from this machine, else fetched by uv, else any that is new enough."""
    wanted = tuple(int(part) for part in WANTED.split("."))
    found = {path: version for path in interpreters() if (version := version_of(path))}
    for path, version in found.items():
        if version[: len(wanted)] == wanted:
            return str(path), f"Python {WANTED}, as .python-version asks"
    say(f"No Python {WANTED} here; asking uv for one")
    if subprocess.call([str(UV), "python", "install", "--quiet", WANTED]) == 0:
        return WANTED, "fetched by uv"
    for path, version in found.items():
        if version >= OLDEST:
            return str(path), f"Python {WANTED} is not to be had, and this is new enough"
    sys.exit(
        f"Dealwright needs Python {WANTED} (or at least {OLDEST[0]}.{OLDEST[1]}). Install one and run this again."
    )


def interpreters() -> Iterator[Path]:
    """Every Python on PATH, then those that pyenv keeps; its shims may stand on PATH and yet refuse to run."""
    names = [
        f"python{WANTED}",
        "python3",
        *(f"python3.{minor}" for minor in range(15, OLDEST[1] - 1, -1)),
        "python",
    ]
    for name in names:
        for folder in os.get_exec_path():
            if (path := Path(folder, name)).exists():
                yield path
    versions = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv") / "versions"
    yield from sorted(versions.glob("3.*/bin/python3"), reverse=True)


def version_of(python: Path) -> tuple[int, ...] | None:
    """The version an interpreter reports, None when it does not run."""
    try:
        said = subprocess.run(
            [str(python), "-c", "import sys; print(*sys.version_info[:3])"],
            capture_output=True,
            text=True,
            check=True,
            timeout=30,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return tuple(int(part) for part in said.stdout.split())


def install(locks: list[str]) -> None:
    """Bring `.venv` to exactly the locked packages, and the project itself in place."""
    say(f"Installing the packages of {' and '.join(locks)}")
    files = [str(LOCKS / name) for name in locks]
    to_venv = ["--quiet", "--python", str(PYTHON)]
    run(str(UV), "pip", "sync", *to_venv, "--require-hashes", "--compile-bytecode", *files)
    run(
        str(UV),
        "pip",
        "install",
        *to_venv,
        "--no-deps",
        "--no-build-isolation",
        "--editable",
        str(ROOT),
    )


def run(*command: str) -> None:
    done = subprocess.call(command)
    if done != 0:
        sys.exit(f"{Path(command[0]).name} failed (exit {done}); its message is above.")


def say(line: str) -> None:
    print(f"» {line}", flush=True)


if __name__ == "__main__":
    main()
