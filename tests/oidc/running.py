"""The provider as a fixture, and a browser's stand-in that signs in there."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin

import httpx
import pytest
from django.test import Client

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "at-the-provider"
SECRET = "quiet-client-secret"
KEY = "corvane-login"
CALLBACK = f"/oidc/{KEY}/login/callback/"
PEOPLE = (
    ("nora", "Nora Lindqvist", ["sales"]),
    ("alice", "Alice Example", ["sales", "chess"]),
    ("ada", "Ada Example", []),
    ("alice-unverified", "Alice Example", []),
)


class Provider:
    """A running provider; `issuer` is its address."""

    def __init__(self, issuer: str) -> None:
        self.issuer = issuer
        self.secret = SECRET

    def regroup(self, username: str, *groups: str) -> None:
        """Give a person these groups at the provider, and no other."""
        address = urljoin(self.issuer, f"/people/{username}/")
        httpx.post(address, data={"group": list(groups)}).raise_for_status()

    def answer(self, authorize: str, username: str) -> str:
        """Go where Dealwright sent the browser, sign in there; returns the address it sends the browser back to."""
        with httpx.Client(follow_redirects=True, base_url=self.issuer) as browser:
            page = browser.get(authorize)
            token = browser.cookies["provider_csrf"]
            said = {"username": username, "password": PASSWORD, "csrfmiddlewaretoken": token}
            browser.follow_redirects = False
            step = browser.post(page.url, data=said)
            while CALLBACK not in step.headers["location"]:
                step = browser.get(urljoin(self.issuer, step.headers["location"]))
        return step.headers["location"]


def go(provider: Provider, browser: Client, username: str, *, start: str = "") -> str:
    """Sign in by the provider; returns where Dealwright leads then."""
    away = browser.get(start or f"/oidc/{KEY}/login/")
    back = provider.answer(away["Location"], username)
    came = browser.get(back.removeprefix("http://testserver"))
    return came["Location"] if came.status_code == 302 else came.content.decode()


@pytest.fixture(scope="session")
def oidc(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Provider]:
    """A provider with four people; Dealwright is its client under `testserver` and on any port of 127.0.0.1."""
    folder = tmp_path_factory.mktemp("oidc")
    people = [
        {
            "username": username,
            "name": name,
            "password": PASSWORD,
            "email": f"{username.partition('-')[0]}@corvane.example",
            "groups": groups,
        }
        for username, name, groups in PEOPLE
    ]
    redirects = [f"http://testserver{CALLBACK}", f"http://127.0.0.1{CALLBACK}"]
    client = {"id": "dealwright", "secret": SECRET, "redirects": redirects}
    setup = {"people": people, "clients": [client]}
    (folder / "setup.json").write_text(json.dumps(setup))
    command = [sys.executable, "-m", "tests.oidc", str(folder)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        issuer = process.stdout.readline().strip()
        assert issuer, "the provider did not start"
        yield Provider(issuer)
        process.terminate()
