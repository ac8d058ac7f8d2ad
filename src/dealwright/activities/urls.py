"""Addresses of activities, and of the panels on every record's page."""

from django.urls import path

from dealwright.activities import pages
from dealwright.activities.views import history, quick, timeline

app_name = "activities"
urlpatterns = [
    *pages.ACTIVITIES.urls("activities/", name="activities"),
    *pages.ACTIVITY.urls("activities/<uuid:pk>/", name="activity"),
    path("activities/<uuid:pk>/complete", timeline.complete, name="complete"),
    path("activities/<uuid:pk>/reopen", timeline.reopen, name="reopen"),
    path("activities/next-steps", timeline.next_steps, name="next_steps"),
    path("timeline/<str:key>/<uuid:pk>", timeline.show_timeline, name="timeline"),
    path("timeline/<str:key>/<uuid:pk>/log", timeline.log, name="log"),
    path("timeline/<str:key>/<uuid:pk>/quick", quick.show_quick, name="quick"),
    path("history/<str:key>/<uuid:pk>", history.show_history, name="history"),
    path("history/<str:key>/<uuid:pk>/then", history.show_then, name="then"),
    path("history/<str:key>/<uuid:pk>/restore", history.restore, name="restore"),
]
