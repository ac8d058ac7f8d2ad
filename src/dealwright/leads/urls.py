"""Addresses of leads, of web forms, and of the public pages behind them."""

from django.urls import path

from dealwright.leads import views
from dealwright.leads.pages import FORM, FORMS, LEAD, LEADS

app_name = "leads"
urlpatterns = [
    *FORMS.urls("leads/forms/", name="forms"),
    *FORM.urls("leads/forms/<uuid:pk>/", name="form"),
    path("leads/forms/<uuid:pk>/address", views.form_address, name="form_address"),
    *LEADS.urls("leads/", name="leads"),
    *LEAD.urls("leads/<uuid:pk>/", name="lead"),
    path("leads/<uuid:pk>/known", views.known, name="known"),
    path("forms/lead/<str:key>", views.web_form, name="web_form"),
    path("forms/lead/<str:key>/thanks", views.web_form_thanks, name="web_form_thanks"),
]
