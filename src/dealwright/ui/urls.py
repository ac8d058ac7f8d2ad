from django.urls import path

from dealwright.ui.views import frame, gallery

app_name = "ui"
urlpatterns = [
    path("gallery", gallery.gallery, name="gallery"),
    path("gallery/options", gallery.gallery_options, name="gallery_options"),
    path("ui/signals", frame.signals, name="signals"),
    path("ui/notifications", frame.notifications, name="notifications"),
    path("ui/notifications/read", frame.read_notifications, name="read_notifications"),
]
