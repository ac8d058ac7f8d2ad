"""All addresses: each context brings its own."""

from django.urls import include, path

urlpatterns = [
    path("", include("dealwright.ui.urls")),
    path("", include("dealwright.administration.urls")),
    path("", include("allauth.urls")),
]
