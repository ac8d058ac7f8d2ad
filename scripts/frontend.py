"""Build the front end with the Node of the locked packages, unless what it is made from is unchanged.

Run by `make` with the Python of `.venv`. `--force` builds anyway.
"""

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FRONTEND = ROOT / "frontend"
PACKAGE = ROOT / "src" / "dealwright"
INSTALLED = FRONTEND / "node_modules" / ".installed"
BUILT = PACKAGE / "ui" / "static" / "dist" / ".built"
FONTS = PACKAGE / "quotes" / "fonts"
SCRIPTS = Path(sys.executable).parent


def main() -> None:
    built_from = fingerprint(sources())
    if "--force" not in sys.argv[1:] and said(BUILT) == built_from and FONTS.exists():
        return
    packages = fingerprint([FRONTEND / "package-lock.json"])
    if said(INSTALLED) != packages:
        say("Installing the front end's packages")
        # Not `npm ci`: it refuses a lock without the builds for every other system, and registries do not have all.
        npm(
            "install",
            "--no-save",
            "--ignore-scripts",
            "--no-audit",
            "--no-fund",
            "--loglevel=error",
        )
        INSTALLED.write_text(packages)
    say("Building the front end")
    npm("run", "build", "--silent")
    subprocess.check_call([sys.executable, "-m", "whitenoise.compress", "--quiet", BUILT.parent])
    BUILT.write_text(built_from)


def sources() -> list[Path]:
    """The front end's own files, and every template and module in which Tailwind looks for class names."""
    own = [file for file in FRONTEND.rglob("*") if "node_modules" not in file.parts]
    scanned = [*PACKAGE.rglob("templates/**/*"), *PACKAGE.rglob("*.py")]
    return sorted(file for file in [*own, *scanned] if file.is_file())


def fingerprint(files: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for file in files:
        digest.update(f"{file.relative_to(ROOT)}\0".encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()


def said(stamp: Path) -> str:
    return stamp.read_text() if stamp.exists() else ""


def npm(*arguments: str) -> None:
    environment = {
        **os.environ,
        "PATH": f"{SCRIPTS}{os.pathsep}{os.environ['PATH']}",
        "NO_UPDATE_NOTIFIER": "1",
    }
    command = [SCRIPTS / "npm", *arguments]
    done = subprocess.run(
        command,
        cwd=FRONTEND,
        env=environment,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    if done.returncode != 0:
        sys.exit(
            f"{done.stdout}\nnpm {arguments[0]} failed (exit {done.returncode}); its message is above."
        )


def say(line: str) -> None:
    print(f"» {line}", flush=True)


if __name__ == "__main__":
    main()
