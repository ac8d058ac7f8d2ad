"""Addresses of the first run and of the settings."""

from django.urls import path

from dealwright.administration.views import (
    people,
    sample,
    security,
    settings,
    setup,
    sign_in_rules,
)

app_name = "administration"
urlpatterns = [
    path("setup/", setup.setup, name="setup"),
    path("setup/colleagues/", setup.colleagues, name="setup_colleagues"),
    path("setup/data/", setup.data, name="setup_data"),
    path("settings/", settings.general, name="settings"),
    path("settings/sample/bring/", sample.bring, name="bring_sample"),
    path("settings/sample/remove/", sample.remove, name="remove_sample"),
    path("settings/people/", people.people, name="people"),
    path("settings/people/<uuid:pk>/active/", people.set_active, name="set_active"),
    path("settings/people/<uuid:pk>/invite/", people.invite_again, name="invite_again"),
    path("settings/people/<uuid:pk>/reset-factors/", people.reset_factors, name="reset_factors"),
    path("settings/structure/", people.structure, name="structure"),
    path("settings/roles/", people.roles, name="roles"),
    path("settings/rates/", settings.rates, name="rates"),
    path("settings/tokens/", settings.tokens, name="tokens"),
    path("settings/tokens/<uuid:pk>/revoke/", settings.revoke_token, name="revoke_token"),
    path("settings/deliveries/", settings.deliveries, name="deliveries"),
    path("settings/deliveries/<int:pk>/again/", settings.run_again, name="run_again"),
    path("settings/outbox/", settings.outbox, name="outbox"),
    path("settings/security/", security.security, name="security"),
    path("settings/security/app/", security.add_app, name="add_app"),
    path("settings/security/passkey/", security.add_passkey, name="add_passkey"),
    path(
        "settings/security/factors/<int:pk>/remove/", security.remove_factor, name="remove_factor"
    ),
    path("settings/security/recovery-codes/", security.recovery_codes, name="recovery_codes"),
    path("settings/security/sessions/end/", security.end_other_sessions, name="end_other_sessions"),
    path("settings/security/sessions/<int:pk>/end/", security.end_session, name="end_session"),
    path("settings/security/identities/<slug:key>/", security.link, name="link_identity"),
    path("settings/security/identities/<int:pk>/unlink/", security.unlink, name="unlink_identity"),
    path("settings/sign-in/", sign_in_rules.rules, name="sign_in_rules"),
    path("settings/sign-in/roles/<slug:key>/", sign_in_rules.set_rule, name="set_factor_rule"),
    path("settings/sign-in/new/", sign_in_rules.new_provider, name="new_provider"),
    path("settings/sign-in/<slug:key>/", sign_in_rules.provider, name="provider"),
    path("second-factor/", security.second_factor, name="second_factor"),
]
