"""Addresses of sales processes and stages."""

from functools import partial

from django.urls import path

from dealwright.strategy import views
from dealwright.strategy.entities import PROCESS, STAGE
from dealwright.ui import editing

app_name = "strategy"
editing.lists |= {kind.key: "strategy:processes" for kind in (PROCESS, STAGE)}

PROCESSES = "settings/sales-processes/"
STAGES = "settings/stages/<uuid:pk>/"

urlpatterns = [
    path(PROCESSES, views.processes, name="processes"),
    path(f"{PROCESSES}<uuid:pk>/", views.processes, name="process"),
    path(f"{PROCESSES}<uuid:pk>/edit", partial(editing.edit, key=PROCESS.key), name="process_edit"),
    path(
        f"{PROCESSES}<uuid:pk>/delete",
        partial(editing.delete, key=PROCESS.key),
        name="process_delete",
    ),
    path(STAGES, views.stage, name="stage"),
    path(f"{STAGES}edit", partial(editing.edit, key=STAGE.key), name="stage_edit"),
    path(f"{STAGES}move", views.move, name="stage_move"),
    path(f"{STAGES}remove", views.remove, name="stage_remove"),
]
