"""Addresses of working calendars."""

from __future__ import annotations

from django.urls import path

from people.web import calendars

app_name = "calendars"
urlpatterns = [
    path("calendars/", calendars.calendar_list, name="list"),
    path("calendars/new/", calendars.calendar_new, name="new"),
    path("calendars/<slug:code>/", calendars.calendar_detail, name="detail"),
    path("calendars/<slug:code>/days/", calendars.calendar_day, name="day"),
]
