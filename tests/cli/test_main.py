"""The command's face: help, refusals, what a program reads."""

import json
import os
import subprocess
import sys
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from typer.core import TyperGroup
from typer.main import get_command
from typer.testing import CliRunner

from dealwright.cli.main import app
from dealwright.core import clock
from dealwright.core.action import writing
from dealwright.core.actor import Actor
from dealwright.identity.models import ApiToken, Role, User
from dealwright.identity.queries import live_token
from dealwright.identity.signing_in.actions import factors
from dealwright.identity.signing_in.queries import factors as factors_of
from dealwright.records.searching import watching

# `manage` passes --help on to Django
GROUP = get_command(app)
assert isinstance(GROUP, TyperGroup)
SUBCOMMANDS = sorted(GROUP.commands.keys() - {"manage"})


@pytest.fixture
def command() -> CliRunner:
    return CliRunner()


@pytest.fixture
def _the_test_database(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the command from starting an embedded server: Django is connected to the test's database."""
    from dealwright.config import environment

    monkeypatch.setattr(environment, "USES_EMBEDDED_DATABASE", False)


@pytest.mark.parametrize("subcommand", SUBCOMMANDS)
def test_every_subcommand_explains_itself(command: CliRunner, subcommand: str) -> None:
    shown = command.invoke(app, [subcommand, "--help"])
    assert shown.exit_code == 0
    assert f"{subcommand} [OPTIONS]" in shown.output


def test_help_lists_every_subcommand_without_loading_django() -> None:
    script = (
        "import sys\nfrom dealwright.cli.main import app\n"
        "try:\n    app(['--help'])\nexcept SystemExit as end:\n    code = end.code\n"
        "print('django loaded:', 'django' in sys.modules, code)"
    )
    environment = os.environ | {"COLUMNS": "120"}
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, env=environment
    )
    assert all(f" {name} " in done.stdout for name in [*SUBCOMMANDS, "manage"])
    assert done.stdout.endswith("django loaded: False 0\n")


@pytest.mark.usefixtures("_the_test_database")
def test_migrating_brings_the_standard_roles_up_to_date(
    command: CliRunner, people: object, system: Actor
) -> None:
    role = Role.objects.get(key="salesperson")
    later = role.grants.filter(entity__in=["quotes.quote", "catalog.bundlepart"])
    standing = set(later.values_list("entity", "privilege", "depth"))
    assert {entity for entity, *_ in standing} == {"quotes.quote", "catalog.bundlepart"}
    with writing(system):  # as a version that knew neither would have left it
        later.delete()
    done = command.invoke(app, ["migrate"])
    assert "up to date" in done.output
    assert set(later.values_list("entity", "privilege", "depth")) == standing


@pytest.mark.usefixtures("_the_test_database")
@pytest.mark.django_db
def test_migrating_an_empty_installation_makes_no_roles(command: CliRunner) -> None:
    assert command.invoke(app, ["migrate"]).exit_code == 0
    assert not Role.objects.exists()


@pytest.mark.usefixtures("_the_test_database")
@pytest.mark.django_db
def test_doctor_misses_a_trigger_and_migrating_brings_it_back(command: CliRunner) -> None:
    def search() -> dict[str, object]:
        found = json.loads(command.invoke(app, ["doctor", "--json"]).stdout)
        (line,) = [each for each in found if each["check"] == "search"]
        return dict(line)

    assert search()["is_well"]
    with connection.cursor() as cursor:
        cursor.execute(watching.PRESENT)
        name = next(name for name, table in cursor.fetchall() if table == "leads_lead")
        cursor.execute(f'DROP TRIGGER "{name}" ON leads_lead')
    assert not search()["is_well"]
    assert "leads_lead; run dealwright migrate" in str(search()["detail"])
    assert command.invoke(app, ["migrate"]).exit_code == 0
    assert search()["is_well"]


@pytest.mark.usefixtures("_the_test_database")
def test_a_token_is_printed_once_and_works(command: CliRunner, people: object) -> None:
    user = User.objects.get(email="alice@corvane.example")
    done = command.invoke(
        app,
        [
            "token",
            "ALICE@corvane.example",
            "--name",
            "sync",
            "--scope",
            "read:leads",
            "--days",
            "7",
            "--json",
        ],
    )
    assert done.exit_code == 0, done.output
    said = json.loads(done.stdout)
    token = live_token(said["token"], at=clock.now())
    assert token is not None
    assert (token.user, token.name, token.scopes) == (user, "sync", ["read:leads"])
    assert token.expires_at is not None
    assert said["expires_at"] == token.expires_at.isoformat()


@pytest.mark.usefixtures("_the_test_database")
@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["nobody@corvane.example"], "There is no user nobody@corvane.example"),
        (["alice@corvane.example", "--scope", "everything"], "A scope reads like"),
    ],
)
def test_a_wrong_token_is_refused_and_none_is_made(
    command: CliRunner, people: object, arguments: list[str], reason: str
) -> None:
    done = command.invoke(app, ["token", *arguments])
    assert done.exit_code == 1
    assert reason in done.stderr
    assert not ApiToken.objects.exists()


@pytest.mark.usefixtures("_the_test_database")
def test_whoever_lost_every_way_in_is_let_in_from_the_server(
    command: CliRunner, people: SimpleNamespace, admin: Actor
) -> None:
    secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
    factors.add_app(people.ada, secret=secret, by=admin, at=clock.now())
    shown = command.invoke(app, ["let-in", "ADA@corvane.example"])
    assert shown.exit_code == 0
    assert not factors_of(people.ada.pk).exists()
    address = next(word for word in shown.output.split() if word.startswith("http"))
    browser = Client()
    form = browser.get(address.removeprefix(settings.BASE_URL), follow=True).redirect_chain[-1][0]
    browser.post(form, {"password1": "a-new-fine-secret", "password2": "a-new-fine-secret"})
    assert browser.login(email="ada@corvane.example", password="a-new-fine-secret")


@pytest.mark.usefixtures("_the_test_database")
def test_nobody_unknown_is_let_in(command: CliRunner, people: object) -> None:
    shown = command.invoke(app, ["let-in", "nobody@corvane.example"])
    assert shown.exit_code != 0
    assert "has the address nobody@corvane.example" in shown.output
