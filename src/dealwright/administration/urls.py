"""Addresses of the first run and of the settings."""

from django.urls import path

from dealwright.administration.views import (
    access,
    people,
    roles,
    sample,
    settings,
    setup,
    teams,
    units,
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
    path("settings/people/invite/", people.invite, name="invite"),
    path("settings/people/<uuid:pk>/", people.person, name="person"),
    path("settings/people/<uuid:pk>/invite/", people.invite_again, name="invite_again"),
    path("settings/people/<uuid:pk>/active/", people.set_active, name="set_active"),
    path("settings/people/<uuid:pk>/rights/", people.rights, name="rights"),
    path("settings/structure/", units.structure, name="structure"),
    path("settings/units/new/", units.new_unit, name="new_unit"),
    path("settings/units/<uuid:pk>/", units.unit, name="unit"),
    path("settings/units/<uuid:pk>/delete/", units.delete_unit, name="delete_unit"),
    path("settings/teams/new/", teams.new_team, name="new_team"),
    path("settings/teams/<uuid:pk>/", teams.team, name="team"),
    path("settings/teams/<uuid:pk>/members/", teams.add_member, name="add_member"),
    path(
        "settings/teams/<uuid:pk>/members/<uuid:user>/remove/",
        teams.remove_member,
        name="remove_member",
    ),
    path("settings/teams/<uuid:pk>/delete/", teams.delete_team, name="delete_team"),
    path("settings/roles/", roles.roles, name="roles"),
    path("settings/roles/new/", roles.new_role, name="new_role"),
    path("settings/roles/<uuid:pk>/", roles.role, name="role"),
    path("settings/roles/<uuid:pk>/fields/", roles.role_fields, name="role_fields"),
    path("settings/roles/<uuid:pk>/rename/", roles.rename_role, name="rename_role"),
    path("settings/roles/<uuid:pk>/delete/", roles.delete_role, name="delete_role"),
    path("settings/access/", access.access, name="access"),
    path("settings/rates/", settings.rates, name="rates"),
    path("settings/tokens/", settings.tokens, name="tokens"),
    path("settings/tokens/<uuid:pk>/revoke/", settings.revoke_token, name="revoke_token"),
    path("settings/deliveries/", settings.deliveries, name="deliveries"),
    path("settings/deliveries/<int:pk>/again/", settings.run_again, name="run_again"),
    path("settings/outbox/", settings.outbox, name="outbox"),
]
