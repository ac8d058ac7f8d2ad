"""Addresses of exports, and of imports: every step of the wizard has its own."""

from django.urls import path

from dealwright.exchange.views import checking, exporting, mapping, results, uploading

app_name = "exchange"
urlpatterns = [
    path("exports/", exporting.exports, name="exports"),
    path("exports/new/<str:key>", exporting.export, name="export"),
    path("exports/<uuid:pk>/", exporting.show, name="export_file"),
    path("exports/<uuid:pk>/file", exporting.fetch, name="fetch_export"),
    path("imports/", uploading.imports, name="imports"),
    path("imports/new/", uploading.new, name="new"),
    path("imports/<uuid:pk>/", results.show, name="import"),
    path("imports/<uuid:pk>/file/", uploading.file, name="file"),
    path("imports/<uuid:pk>/columns/", mapping.columns, name="columns"),
    path("imports/<uuid:pk>/columns/mapping/", mapping.use, name="use_mapping"),
    path("imports/<uuid:pk>/columns/save/", mapping.save, name="save_mapping"),
    path("imports/<uuid:pk>/check/", checking.check, name="check"),
    path("imports/<uuid:pk>/check/again/", checking.again, name="check_again"),
    path("imports/<uuid:pk>/check/mend/", checking.mend, name="mend"),
    path("imports/<uuid:pk>/run/", results.run, name="run"),
    path("imports/<uuid:pk>/cancel/", results.cancel, name="cancel"),
    path("imports/<uuid:pk>/refused/", results.refused, name="refused"),
]
