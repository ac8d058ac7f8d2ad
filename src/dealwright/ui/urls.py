from django.urls import path

from dealwright.ui import editing
from dealwright.ui.views import access, finding, frame, gallery, home

app_name = "ui"
urlpatterns = [
    path("", home.home, name="home"),
    path("gallery", gallery.gallery, name="gallery"),
    path("gallery/options", gallery.gallery_options, name="gallery_options"),
    path("ui/signals", frame.signals, name="signals"),
    path("ui/notifications", frame.notifications, name="notifications"),
    path("ui/notifications/read", frame.read_notifications, name="read_notifications"),
    path("ui/palette", finding.palette, name="palette"),
    path("ui/recent", finding.recent, name="recent"),
    path("ui/lookup/<str:key>", finding.lookup, name="lookup"),
    path("ui/duplicates/<str:key>", finding.duplicates, name="duplicates"),
    path("ui/access/<str:key>/<uuid:pk>", access.show, name="access"),
    path("ui/new/<str:key>", editing.quick_create, name="quick_create"),
]
