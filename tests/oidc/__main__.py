"""`python -m tests.oidc FOLDER`: serve the provider on a free port of localhost, and print its address once it listens.

FOLDER/setup.json names its people and its clients:
    {"people": [{"username": …, "password": …, "email": …, "groups": […]}], "clients": [{"id": …, "secret": …, "redirects": […]}]}
`POST /people/<username>/` changes the groups of a person, as somebody would at a provider.
"""

import json
import sys
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import django
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.conf import settings
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application

SIGN_IN = """<!doctype html><title>Provider</title><h1>Provider</h1><form method="post">{% csrf_token %}
{{ form.as_p }}<button>Go on</button></form>"""


def private_key() -> str:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode()


def configure(folder: Path) -> None:
    settings.configure(
        SECRET_KEY="only for tests",
        ALLOWED_HOSTS=["localhost"],
        ROOT_URLCONF="tests.oidc.urls",
        USE_TZ=True,
        INSTALLED_APPS=[
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.sessions",
            "oauth2_provider",
        ],
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
        ],
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "OPTIONS": {
                    "loaders": [
                        (
                            "django.template.loaders.locmem.Loader",
                            {"registration/login.html": SIGN_IN},
                        ),
                        "django.template.loaders.app_directories.Loader",
                    ]
                },
            }
        ],
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.sqlite3",
                "NAME": str(folder / "provider.sqlite3"),
                "OPTIONS": {"timeout": 20},
            }
        },
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        SESSION_COOKIE_NAME="provider_session",  # cookies of one host are shared by all its ports
        CSRF_COOKIE_NAME="provider_csrf",
        LOGIN_URL="/login/",
        OAUTH2_PROVIDER={
            "OIDC_ENABLED": True,
            "OIDC_RSA_PRIVATE_KEY": private_key(),
            "OAUTH2_VALIDATOR_CLASS": "tests.oidc.claims.Validator",
            "SCOPES": {"openid": "who", "profile": "name", "email": "address"},
            "PKCE_REQUIRED": True,
        },
    )


def fill(setup: dict[str, Any]) -> None:
    from django.contrib.auth.models import Group, User
    from oauth2_provider.models import Application

    for person in setup["people"]:
        user = User.objects.create_user(
            person["username"], person["email"], person["password"], first_name=person["name"]
        )
        for name in person.get("groups", []):
            user.groups.add(Group.objects.get_or_create(name=name)[0])
    for client in setup["clients"]:
        Application.objects.create(
            client_id=client["id"],
            client_secret=client["secret"],
            client_type=Application.CLIENT_CONFIDENTIAL,
            authorization_grant_type=Application.GRANT_AUTHORIZATION_CODE,
            algorithm=Application.RS256_ALGORITHM,
            redirect_uris=" ".join(client["redirects"]),
            skip_authorization=True,
            name=client["id"],
        )


class Server(ThreadingMixIn, WSGIServer):
    """Answers the browser and the client's own calls at once."""

    daemon_threads = True


class Quiet(WSGIRequestHandler):
    def log_message(self, *_arguments: object) -> None:
        pass


def serve(folder: Path) -> None:
    configure(folder)
    django.setup()
    call_command("migrate", verbosity=0)
    fill(json.loads((folder / "setup.json").read_text()))
    with make_server(
        "localhost", 0, get_wsgi_application(), server_class=Server, handler_class=Quiet
    ) as server:
        sys.stdout.write(f"http://localhost:{server.server_port}/o\n")
        sys.stdout.flush()
        server.serve_forever()


if __name__ == "__main__":
    serve(Path(sys.argv[1]))
