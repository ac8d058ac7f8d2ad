"""The addresses of signing in. Each of django-allauth's that is not listed does not exist here: nobody signs up,
changes the address they log in with, or adds a factor past our own verbs.
"""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.webauthn import views as webauthn
from allauth.socialaccount import views as social
from django.urls import path, re_path
from django.views.generic import RedirectView

from dealwright.administration.middleware import open_while_owing
from dealwright.administration.views import provider
from dealwright.administration.views.security import shown_anew

_security = RedirectView.as_view(pattern_name="administration:security")

urlpatterns = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path(
        "reauthenticate/", open_while_owing(account.reauthenticate), name="account_reauthenticate"
    ),
    path("password/change/", account.password_change, name="account_change_password"),
    path("password/set/", shown_anew(account.password_set), name="account_set_password"),
    path("password/reset/", account.password_reset, name="account_reset_password"),
    path("password/reset/done/", account.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("2fa/", _security, name="mfa_index"),
    path("2fa/authenticate/", mfa.authenticate, name="mfa_authenticate"),
    path("2fa/reauthenticate/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("2fa/passkey/login/", webauthn.login_webauthn, name="mfa_login_webauthn"),
    path(
        "2fa/passkey/reauthenticate/",
        webauthn.reauthenticate_webauthn,
        name="mfa_reauthenticate_webauthn",
    ),
    path("oidc/<slug:provider_id>/login/", provider.begin, name="openid_connect_login"),
    path(
        "oidc/<slug:provider_id>/login/callback/",
        provider.come_back,
        name="openid_connect_callback",
    ),
    path("oidc/cancelled/", social.login_cancelled, name="socialaccount_login_cancelled"),
    path("oidc/linked/", _security, name="socialaccount_connections"),
]
