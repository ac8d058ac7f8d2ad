"""Django's settings. What differs between installations comes from `config.environment`."""

from pathlib import Path
from typing import Any

import pghistory
import pgtrigger
from django.utils.csp import CSP

from dealwright.config import environment

PACKAGE = Path(__file__).resolve().parent.parent

SECRET_KEY = environment.secret_key()
SECRET_KEY_FALLBACKS = environment.SECRET_KEY_FALLBACKS
DEBUG = environment.DEBUG
ALLOWED_HOSTS = environment.ALLOWED_HOSTS
CSRF_TRUSTED_ORIGINS = environment.CSRF_TRUSTED_ORIGINS
BASE_URL = environment.BASE_URL
TRUSTED_PROXIES = environment.TRUSTED_PROXIES
DATA_DIR = environment.DATA_DIR

CONTEXTS = [
    "core",
    "events",
    "identity",
    "organisation",
    "records",
    "ui",
    "catalog",
    "strategy",
    "customers",
    "activities",
    "leads",
    "opportunities",
    "quotes",
    "orders",
    "exchange",
    "administration",
]

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "procrastinate.contrib.django",
    "pgtrigger",
    "pghistory",
    "django_htmx",
    "django_cotton.apps.SimpleAppConfig",
    *(f"dealwright.{name}" for name in CONTEXTS if (PACKAGE / name / "apps.py").exists()),
    "allauth",  # after ours, so that our templates of its pages win
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "dealwright.administration.middleware.FirstRunMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "dealwright.administration.middleware.SecondFactorMiddleware",
    "dealwright.ui.middleware.reader_middleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "dealwright.ui.middleware.domain_error_middleware",
]

ROOT_URLCONF = "dealwright.config.urls"
WSGI_APPLICATION = "dealwright.config.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "django.template.context_processors.csp",
                "dealwright.ui.context.frame",
            ],
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "django_cotton.templatetags.cotton",
                "dealwright.ui.templatetags.ui",
            ],
        },
    }
]
COTTON_DIR = "cotton"
COTTON_ISOLATE_BY_DEFAULT = True  # a component sees its attributes, not the variables of the page

DATABASES = {"default": environment.database_config()}
# An old PgBouncer hands a prepared statement's connection to somebody else.
KEEPS_PLANS = environment.env.bool(
    "DATABASE_KEEPS_PLANS", default=not environment.env.str("DATABASE_DIRECT_URL", default="")
)
# LISTEN needs a connection that stays one's own.
HEARS_BROADCASTS = not environment.env.str("DATABASE_DIRECT_URL", default="")
PROCRASTINATE_IMPORT_PATHS = ["dealwright.records.files.tasks"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Row history: context kept beside each copy, so that no table of contexts is written per transaction.
PGHISTORY_CONTEXT_FIELD = pghistory.ContextJSONField()
PGHISTORY_OBJ_FIELD = pghistory.ObjForeignKey(db_index=False)  # ours is (pgh_obj_id, pgh_id)
PGHISTORY_LEVEL = pgtrigger.Statement

# People
AUTH_USER_MODEL = "identity.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "dealwright.identity.signing_in.adapters.AccountAdapter"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = (
    False  # a stranger gets no mail, and the page says the same either way
)
ACCOUNT_EMAIL_SUBJECT_PREFIX = "Dealwright: "  # left to allauth it is the host of the request
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if environment.IS_HTTPS else "http"
ACCOUNT_REAUTHENTICATION_TIMEOUT = 5 * 60
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",  # of one address, and of one account from wherever
    "reset_password": "20/m/ip,5/h/key",
    "reset_password_from_key": "20/m/ip",
    "reauthenticate": "10/m/user",
    "change_password": "5/m/user",
}
PASSWORD_RESET_TIMEOUT = 3 * 24 * 3600  # of invitations too
MFA_ADAPTER = "dealwright.identity.signing_in.adapters.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_ISSUER = "Dealwright"
MFA_TOTP_TOLERANCE = 1  # half a minute either way: telephones and servers disagree about the time
MFA_ALLOW_UNVERIFIED_EMAIL = True  # an administrator vouches for every address here
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = environment.IS_LOCAL and not environment.IS_HTTPS
MFA_RATE_LIMITS = {"webauthn_login": "10/m/ip"}
MFA_FORMS = {
    "authenticate": "dealwright.identity.signing_in.forms.CodeForm",
    "reauthenticate": "dealwright.identity.signing_in.forms.CodeAgainForm",
    "login_webauthn": "dealwright.identity.signing_in.passkeys.PasskeyForm",
    "authenticate_webauthn": "dealwright.identity.signing_in.passkeys.PasskeyStepForm",
    "reauthenticate_webauthn": "dealwright.identity.signing_in.passkeys.PasskeyAgainForm",
}
SOCIALACCOUNT_ADAPTER = "dealwright.identity.signing_in.adapters.SocialAccountAdapter"
SOCIALACCOUNT_LOGIN_ON_GET = (
    True  # a form may not lead elsewhere (form-action), and a link gives nothing away
)
SOCIALACCOUNT_REQUESTS_TIMEOUT = 10
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"

# Tries to sign in, and codes used, are counted by all web processes together.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "identity_shared_count",
        "OPTIONS": {
            "MAX_ENTRIES": 50_000
        },  # a flood of made-up addresses must not push real counts out
    }
}

# Language and time
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("de", "Deutsch")]
LOCALE_PATHS = [PACKAGE / "locale"]
TIME_ZONE = "UTC"
USE_TZ = True

# Static files: built by Vite with hashed names, collected and compressed once
STATIC_URL = "static/"
STATIC_ROOT = environment.STATIC_ROOT or None  # served from the package unless collected
WHITENOISE_USE_FINDERS = True
WHITENOISE_IMMUTABLE_FILE_TEST = r"^.+[.-][0-9a-zA-Z_-]{8,12}\..+$"
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DATA_DIR / "files"},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

# Files on records
FILES_FOLDER = DATA_DIR / "files"
FILES_URL = environment.FILES_URL
FILES_S3 = environment.FILES_S3
FILES_MAX_BYTES = environment.FILES_MAX_BYTES
FILES_REFUSED_TYPES = environment.FILES_REFUSED_TYPES
FILES_SCANNER = environment.FILES_SCANNER
FILES_KEPT_FOR = environment.FILES_KEPT_FOR

TAX_SERVICE_URL = environment.TAX_SERVICE_URL
TAX_SERVICE_TOKEN = environment.TAX_SERVICE_TOKEN
TAX_SERVICE_TIMEOUT = environment.TAX_SERVICE_TIMEOUT

# Mail
locals().update(environment.email_config())

# Safety
SECURE_CSP = {
    "default-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = environment.IS_HTTPS
CSRF_COOKIE_SECURE = environment.IS_HTTPS
SECURE_SSL_REDIRECT = environment.IS_HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if environment.IS_HTTPS else None
SECURE_HSTS_SECONDS = 31_536_000 if environment.IS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = environment.IS_HTTPS
SECURE_HSTS_PRELOAD = environment.IS_HTTPS
SILENCED_SYSTEM_CHECKS = [
    "auth.W004",  # the address is unique, by a constraint on its lower case that the check does not see
]
if environment.IS_LOCAL and not environment.IS_HTTPS:
    # Tried out on this very machine: there is nothing to redirect to or to encrypt, and mail goes to the outbox page.
    # At any other address these stand.
    SILENCED_SYSTEM_CHECKS += [f"security.W{number}" for number in ("004", "008", "012", "016")]
    SILENCED_SYSTEM_CHECKS += ["mail.E001"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
