"""Addresses of the pages of products."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from veerkracht.web.products import views

app_name = "products"
_ONE = "t/<uuid:trajectory_id>/rapporten/<uuid:product_id>/"
urlpatterns: list[URLPattern | URLResolver] = [
    path("t/<uuid:trajectory_id>/rapporten/", views.products, name="products"),
    path("t/<uuid:trajectory_id>/rapporten/quickscan/", views.new_quickscan, name="new_quickscan"),
    path("t/<uuid:trajectory_id>/rapporten/toets/", views.new_backtest, name="new_backtest"),
    path(_ONE, views.product, name="product"),
    path(f"{_ONE}lezen/", views.read, name="read"),
    path(f"{_ONE}bestand/<slug:form>/", views.download, name="download"),
    path(f"{_ONE}weg/", views.remove, name="remove"),
    path(f"{_ONE}terug/", views.restore, name="restore"),
]
