"""All addresses: each context brings its own."""

from django.urls import include, path

urlpatterns = [
    path("", include("allauth.urls")),
]
