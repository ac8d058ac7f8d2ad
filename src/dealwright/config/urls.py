"""All addresses: each context brings its own."""

from django.urls import include, path

from dealwright.config import api

handler400 = api.handler400
handler500 = api.handler500

urlpatterns = [
    path("api/v1/", include((api.urlpatterns, "api"))),
    api.unknown_routes,
    path("", include("dealwright.ui.urls")),
    path("", include("dealwright.administration.urls")),
    path("", include("dealwright.administration.door")),
    path("", include("dealwright.catalog.urls")),
    path("", include("dealwright.strategy.urls")),
    path("", include("dealwright.customers.urls")),
    path("", include("dealwright.activities.urls")),
    path("", include("dealwright.leads.urls")),
    path("", include("dealwright.opportunities.urls")),
    path("", include("dealwright.quotes.urls")),
    path("", include("dealwright.orders.urls")),
    path("", include("dealwright.exchange.urls")),
]
