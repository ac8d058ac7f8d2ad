"""Addresses of orders."""

from django.urls import path

from dealwright.orders import pages, views

app_name = "orders"
urlpatterns = [
    path("orders/of-account/<uuid:pk>", views.of_account, name="of_account"),
    path("orders/of-quote/<uuid:pk>", views.of_quote, name="of_quote"),
    path("orders/of-deal/<uuid:pk>", views.of_deal, name="of_deal"),
    *pages.ORDERS.urls("orders/", name="orders"),
    *pages.PAGE.urls("orders/<uuid:pk>/", name="order"),
    path("orders/<uuid:pk>/lines", views.lines, name="lines"),
]
