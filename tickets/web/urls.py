"""Addresses of the pages of the service desk."""

from __future__ import annotations

app_name = "tickets"
urlpatterns: list[object] = []
