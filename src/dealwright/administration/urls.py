"""Addresses of the first run and of the settings."""

from django.urls import path

from dealwright.administration.views import audit, changes, people, sample, settings, setup

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
    path("settings/structure/", people.structure, name="structure"),
    path("settings/roles/", people.roles, name="roles"),
    path("settings/rates/", settings.rates, name="rates"),
    path("settings/tokens/", settings.tokens, name="tokens"),
    path("settings/tokens/<uuid:pk>/revoke/", settings.revoke_token, name="revoke_token"),
    path("settings/audit/", audit.audit, name="audit"),
    path("settings/audit/audit.csv", audit.export, name="audit_csv"),
    path("settings/audit/retention/", audit.keep, name="retention"),
    path("changes/", changes.recent, name="changes"),
    path("changes/<uuid:pk>/", changes.show, name="change_set"),
    path("changes/<uuid:pk>/undo/", changes.undo, name="undo_change_set"),
    path("changes/<uuid:pk>/continue/", changes.go_on, name="continue_change_set"),
    path("changes/<uuid:pk>/not-taken.csv", changes.not_taken, name="not_taken"),
    path("settings/deliveries/", settings.deliveries, name="deliveries"),
    path("settings/deliveries/<int:pk>/again/", settings.run_again, name="run_again"),
    path("settings/outbox/", settings.outbox, name="outbox"),
]
