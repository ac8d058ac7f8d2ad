"""The environment, read once and in one place.

Importing this module reads variables and starts nothing. The names are the twelve-factor ones where they exist
(DATABASE_URL, EMAIL_URL, PORT), and DEALWRIGHT_DATA_DIR for the folder that holds everything this installation
keeps outside its database.
"""

import contextlib
import os
import secrets
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

import dealwright
from dealwright.core import embedded

env = environ.Env()

LOCAL_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})  # the same, as `urlsplit` names hosts


def _checkout() -> Path | None:
    """Return the root of the checkout we run from, None when installed as a package."""
    root = Path(dealwright.__file__).resolve().parents[2]
    return root if (root / "pyproject.toml").is_file() else None


def _data_directory() -> Path:
    """Return `var/` in a checkout, else the user's data folder, unless DEALWRIGHT_DATA_DIR names another."""
    chosen = env.str("DEALWRIGHT_DATA_DIR", default="")
    if chosen:
        return Path(chosen).expanduser().resolve()
    if checkout := _checkout():
        return checkout / "var"
    users = env.str("XDG_DATA_HOME", default="")
    return (Path(users) if users else Path.home() / ".local" / "share") / "dealwright"


DATA_DIR: Path = _data_directory()

HOST: str = env.str("HOST", default="127.0.0.1")
PORT: int = env.int("PORT", default=8000)
WEB_WORKERS: int = env.int("WEB_WORKERS", default=2)  # processes
WEB_THREADS: int = env.int("WEB_THREADS", default=4)  # per process, each with a database connection

# The address under which people reach this installation: links in mails and quotes start with it, and with
# https cookies and redirects become strict.
BASE_URL: str = env.str("BASE_URL", default=f"http://localhost:{PORT}").rstrip("/")
IS_HTTPS: bool = BASE_URL.startswith("https://")
IS_LOCAL: bool = urlsplit(BASE_URL).hostname in LOOPBACK

# How many proxies stand in front; only then is X-Forwarded-For believed, that many entries from its right.
TRUSTED_PROXIES: int = env.int("TRUSTED_PROXIES", default=0)

DEBUG: bool = env.bool("DEBUG", default=False)
ALLOWED_HOSTS: list[str] = env.list(
    "ALLOWED_HOSTS", default=[*LOCAL_HOSTS, urlsplit(BASE_URL).hostname or "localhost"]
)
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", default=[BASE_URL])

# Where `manage collectstatic` puts the files for a web server in front of us; without it we serve the package's own.
STATIC_ROOT: str = env.str("STATIC_ROOT", default="")

# Former keys: what was signed or sealed with one of them still counts.
SECRET_KEY_FALLBACKS: list[str] = env.list("SECRET_KEY_FALLBACKS", default=[])
SECRET_KEY_IS_GIVEN: bool = bool(env.str("SECRET_KEY", default=""))


def _files_url() -> str:
    """Return where files on records are kept: a bucket, or empty for the data directory."""
    url: str = env.str("FILES_URL", default="")
    if url and not url.startswith("s3://"):
        raise ImproperlyConfigured(
            f"FILES_URL starts with {urlsplit(url).scheme!r}: write s3://bucket/folder, or unset it to keep files in "
            "the data directory."
        )
    return url


# Files on records. The names for the bucket are those that S3's own tools read.
FILES_URL: str = _files_url()
FILES_S3: dict[str, str] = {
    "endpoint": env.str("AWS_ENDPOINT_URL", default=""),
    "region": env.str("AWS_REGION", default="us-east-1"),
    "access_key": env.str("AWS_ACCESS_KEY_ID", default=""),
    "secret_key": env.str("AWS_SECRET_ACCESS_KEY", default=""),
}
FILES_MAX_BYTES: int = env.int("FILES_MAX_MB", default=50) * 2**20
FILES_REFUSED_TYPES: list[str] = env.list("FILES_REFUSED_TYPES", default=[])
FILES_SCANNER: str = env.str("FILES_SCANNER", default="")
FILES_KEPT_FOR: timedelta = timedelta(days=env.int("FILES_KEPT_DAYS", default=30))


def _tax_service_url() -> str:
    url: str = env.str("TAX_SERVICE_URL", default="")
    if url and not url.startswith(("http://", "https://")):
        raise ImproperlyConfigured(
            "TAX_SERVICE_URL is no web address: write https://..., or unset it to use the rates kept here."
        )
    is_here = urlsplit(url).hostname in LOOPBACK
    if TAX_SERVICE_TOKEN and url.startswith("http://") and not is_here:
        raise ImproperlyConfigured(
            "TAX_SERVICE_TOKEN would be sent unencrypted, as TAX_SERVICE_URL starts with 'http': write https://..., or "
            "unset the token."
        )
    return url


# An outside service that knows tax rates; without one, those of the tables count.
TAX_SERVICE_TOKEN: str = env.str("TAX_SERVICE_TOKEN", default="")
TAX_SERVICE_URL: str = _tax_service_url()
TAX_SERVICE_TIMEOUT: float = env.float("TAX_SERVICE_TIMEOUT", default=5.0)  # seconds

# An embedded server is used when nobody names another database.
USES_EMBEDDED_DATABASE: bool = not env.str("DATABASE_URL", default="")


def database_config() -> dict[str, Any]:
    """Return Django's `DATABASES["default"]`: DATABASE_URL, or the embedded cluster of the data directory.

    Refuses: a DATABASE_URL of another engine than PostgreSQL.
    """
    found = (
        _embedded_database() if USES_EMBEDDED_DATABASE else _named_database(env.str("DATABASE_URL"))
    )
    # A connection per thread is kept and asked "are you there?" once per request: cheaper than opening one each time.
    # Values go to the server apart from the statement, which can be prepared then (`core.plans`).
    options = {"server_side_binding": True, **found.pop("OPTIONS", {})}
    return {"CONN_MAX_AGE": 300, "CONN_HEALTH_CHECKS": True, **found, "OPTIONS": options}


def reach_database_directly() -> None:
    """Take DATABASE_DIRECT_URL for DATABASE_URL in this process, to go past a PgBouncer that the latter names.

    For the worker, before settings are read: LISTEN and advisory locks need a session of their own.
    """
    direct = env.str("DATABASE_DIRECT_URL", default="")
    if direct:
        os.environ["DATABASE_URL"] = direct


def _embedded_database() -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": embedded.Cluster.DATABASE,
        "USER": embedded.Cluster.ROLE,
        "HOST": str(embedded.locate(DATA_DIR).sockets),
        "PORT": str(embedded.Cluster.PORT),
    }


def _named_database(url: str) -> dict[str, Any]:
    if not url.startswith(("postgres://", "postgresql://")):
        raise ImproperlyConfigured(
            f"DATABASE_URL starts with {urlsplit(url).scheme!r}: Dealwright runs on PostgreSQL 15 or newer only. "
            "Use postgresql://user:password@host:5432/name, or unset it to run the embedded server."
        )
    return dict(environ.Env.db_url_config(url))


def email_config() -> dict[str, Any]:
    """Return Django's mail settings from EMAIL_URL; without one, mails are written to `outbox/` in the data directory."""
    sender = env.str("EMAIL_FROM", default=f"Dealwright <dealwright@{urlsplit(BASE_URL).hostname}>")
    return {
        "MAILERS": {"default": _mailer(env.str("EMAIL_URL", default=""))},
        "DEFAULT_FROM_EMAIL": sender,
        "SERVER_EMAIL": sender,
    }


def _mailer(url: str) -> dict[str, Any]:
    parsed = environ.Env.email_url_config(url or f"filemail://localhost/{DATA_DIR / 'outbox'}")
    backend = parsed["EMAIL_BACKEND"]
    if backend.endswith("filebased.EmailBackend"):
        return {"BACKEND": backend, "OPTIONS": {"file_path": parsed["EMAIL_FILE_PATH"]}}
    if not backend.endswith("smtp.EmailBackend"):
        return {"BACKEND": backend}
    return {"BACKEND": backend, "OPTIONS": _smtp_options(parsed)}


def _smtp_options(parsed: dict[str, Any]) -> dict[str, Any]:
    return {
        "host": parsed["EMAIL_HOST"],
        "port": parsed["EMAIL_PORT"],
        "username": parsed["EMAIL_HOST_USER"] or "",
        "password": parsed["EMAIL_HOST_PASSWORD"] or "",
        "use_tls": parsed.get("EMAIL_USE_TLS", False),
        "use_ssl": parsed.get("EMAIL_USE_SSL", False),
        "timeout": 30,
    }


def secret_key() -> str:
    """Return SECRET_KEY, or the key generated once and kept in the data directory with mode 600."""
    return env.str("SECRET_KEY", default="") or _kept_secret(DATA_DIR / "secret_key")


def _kept_secret(file: Path) -> str:
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        draft = file.with_name(f"{file.name}.{os.getpid()}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
            out.write(secrets.token_urlsafe(64))
        with contextlib.suppress(FileExistsError):
            os.link(draft, file)  # whole or not at all; the first of two processes wins
        draft.unlink()
    return file.read_text()
