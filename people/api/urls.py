"""Addresses of the endpoints about people."""

from __future__ import annotations

from django.urls import path

from people.api import views

urlpatterns = [
    path("me/", views.Me.as_view(), name="api-me"),
    path("people/", views.People.as_view(), name="api-people"),
    path("calendars/", views.Calendars.as_view(), name="api-calendars"),
    path("teams/", views.Teams.as_view(), name="api-teams"),
]
