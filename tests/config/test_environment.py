"""What the environment's variables come to, asked of fresh processes: the module reads them once."""

import json
import os
import stat
import subprocess
import sys
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from dealwright.config import environment

ASK = """
import json
from dealwright.config import environment
environment.reach_database_directly()
print(json.dumps({
    "database": environment.database_config(),
    "email": environment.email_config(),
    "hosts": environment.ALLOWED_HOSTS,
    "https": environment.IS_HTTPS,
    "data": str(environment.DATA_DIR),
}))
"""


def _with(**variables: str) -> dict[str, Any]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    command = [sys.executable, "-c", ASK]
    done = subprocess.run(
        command, env=kept | variables, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def test_without_a_database_url_the_embedded_one_of_the_data_directory_is_named(
    tmp_path: Path,
) -> None:
    found = _with(DEALWRIGHT_DATA_DIR=str(tmp_path))
    assert found["database"]["NAME"] == "dealwright"
    assert found["database"]["HOST"].startswith(("/tmp/dealwright-", str(tmp_path)))
    assert list(tmp_path.iterdir()) == []  # reading settings starts and makes nothing


def test_a_database_url_wins_and_the_worker_takes_the_direct_one() -> None:
    url = "postgresql://crm:s%40cret@db.example:6432/deals?sslmode=require"
    found = _with(DATABASE_URL=url)["database"]
    assert (found["USER"], found["PASSWORD"], found["HOST"], found["PORT"]) == (
        "crm",
        "s@cret",
        "db.example",
        6432,
    )
    assert found["NAME"] == "deals"
    assert found["OPTIONS"] == {"server_side_binding": True, "sslmode": "require"}
    direct = _with(DATABASE_URL=url, DATABASE_DIRECT_URL="postgresql://crm@db.example:5432/deals")[
        "database"
    ]
    assert direct["PORT"] == 5432


@pytest.mark.parametrize(
    ("url", "token", "is_refused"),
    [
        ("http://tax.example/rates", "sesame", True),
        ("http://tax.example/rates", "", False),
        ("https://tax.example/rates", "sesame", False),
        ("http://127.0.0.1:8080/rates", "sesame", False),
        ("http://[::1]:8080/rates", "sesame", False),
        ("ftp://tax.example/rates", "", True),
    ],
)
def test_a_token_for_the_tax_service_is_not_sent_unencrypted(
    monkeypatch: pytest.MonkeyPatch, url: str, token: str, is_refused: bool
) -> None:
    monkeypatch.setenv("TAX_SERVICE_URL", url)
    monkeypatch.setattr(environment, "TAX_SERVICE_TOKEN", token)
    refusal = (
        pytest.raises(ImproperlyConfigured, match="write https") if is_refused else nullcontext()
    )
    with refusal:
        assert environment._tax_service_url() == url


def test_another_engine_is_refused_with_the_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment, "USES_EMBEDDED_DATABASE", False)
    monkeypatch.setenv("DATABASE_URL", "mysql://crm@db.example/deals")
    with pytest.raises(ImproperlyConfigured, match=r"'mysql'.*PostgreSQL 15 or newer only"):
        environment.database_config()


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (
            "smtp+tls://me:pw@mail.example:587",
            {"host": "mail.example", "port": 587, "use_tls": True, "use_ssl": False},
        ),
        (
            "smtp+ssl://mail.example:465",
            {"username": "", "password": "", "use_tls": False, "use_ssl": True},
        ),
    ],
)
def test_mail_goes_where_email_url_says(url: str, expected: dict[str, Any]) -> None:
    mailer = _with(EMAIL_URL=url)["email"]["MAILERS"]["default"]
    assert expected.items() <= mailer["OPTIONS"].items()


def test_mail_is_kept_in_the_outbox_folder_by_default(tmp_path: Path) -> None:
    mailer = _with(DEALWRIGHT_DATA_DIR=str(tmp_path))["email"]["MAILERS"]["default"]
    assert mailer["OPTIONS"] == {"file_path": str(tmp_path / "outbox")}


def test_the_base_url_settles_hosts_and_strictness() -> None:
    found = _with(BASE_URL="https://crm.example.com/")
    assert found["https"]
    assert "crm.example.com" in found["hosts"]
    assert not _with()["https"]


def test_a_checkout_keeps_its_data_in_var() -> None:
    assert _with()["data"] == str(Path(__file__).resolve().parents[2] / "var")


def test_the_secret_key_is_made_once_and_readable_by_its_owner_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SECRET_KEY", raising=False)
    monkeypatch.setattr(environment, "DATA_DIR", tmp_path / "data")
    key = environment.secret_key()
    assert key == environment.secret_key()
    assert stat.S_IMODE((tmp_path / "data" / "secret_key").stat().st_mode) == 0o600
    assert [file.name for file in (tmp_path / "data").iterdir()] == ["secret_key"]
    monkeypatch.setenv("SECRET_KEY", "given")
    assert environment.secret_key() == "given"
