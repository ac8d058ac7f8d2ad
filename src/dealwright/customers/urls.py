"""Addresses of accounts and contacts."""

from django.urls import path

from dealwright.customers import pages, views

app_name = "customers"
urlpatterns = [
    *pages.ACCOUNTS.urls("accounts/", name="accounts"),
    *pages.ACCOUNT.urls("accounts/<uuid:pk>/", name="account"),
    path("accounts/<uuid:pk>/contacts", views.contacts_of, name="contacts_of"),
    path("accounts/<uuid:pk>/contacts/new", views.add_contact, name="add_contact"),
    path("accounts/<uuid:pk>/subsidiaries", views.subsidiaries_of, name="subsidiaries_of"),
    path("accounts/<uuid:pk>/subsidiaries/new", views.add_subsidiary, name="add_subsidiary"),
    *pages.CONTACTS.urls("contacts/", name="contacts"),
    *pages.CONTACT.urls("contacts/<uuid:pk>/", name="contact"),
    path("contacts/<uuid:pk>/colleagues", views.colleagues_of, name="colleagues_of"),
]
