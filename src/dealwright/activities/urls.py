"""Addresses of activities, and of the panels on every record's page."""

from django.urls import path

from dealwright.activities import pages, views

app_name = "activities"
urlpatterns = [
    *pages.ACTIVITIES.urls("activities/", name="activities"),
    *pages.ACTIVITY.urls("activities/<uuid:pk>/", name="activity"),
    path("activities/<uuid:pk>/complete", views.complete, name="complete"),
    path("activities/<uuid:pk>/reopen", views.reopen, name="reopen"),
    path("activities/next-steps", views.next_steps, name="next_steps"),
    path("timeline/<str:key>/<uuid:pk>", views.show_timeline, name="timeline"),
    path("timeline/<str:key>/<uuid:pk>/log", views.log, name="log"),
    path("history/<str:key>/<uuid:pk>", views.show_history, name="history"),
]
