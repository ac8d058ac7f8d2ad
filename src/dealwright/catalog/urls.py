"""Addresses of the catalogue."""

from django.urls import path

from dealwright.catalog import pages, views

app_name = "catalog"
urlpatterns = [
    *pages.PRODUCTS.urls("products/", name="products"),
    *pages.PRODUCT.urls("products/<uuid:pk>/", name="product"),
    path("products/<uuid:pk>/prices", views.prices_of_product, name="prices_of_product"),
    *pages.PRICE_LISTS.urls("price-lists/", name="price_lists"),
    *pages.PRICE_LIST.urls("price-lists/<uuid:pk>/", name="price_list"),
    path("price-lists/<uuid:pk>/prices", views.prices_of_list, name="prices_of_list"),
    path("price-lists/<uuid:pk>/prices/new", views.add_price, name="add_price"),
    path("prices/<uuid:pk>/", views.change_price, name="change_price"),
    path("prices/<uuid:pk>/remove", views.remove_price, name="remove_price"),
    *pages.UNITS.urls("units/", name="units"),
    *pages.UNIT.urls("units/<uuid:pk>/", name="unit"),
]
