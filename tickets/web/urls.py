"""Addresses of the pages of the service desk."""

from __future__ import annotations

from django.urls import path

from tickets.web.views import actions, editing, queue

app_name = "tickets"
urlpatterns = [
    path("tickets/", queue.queue, name="queue"),
    path("tickets/new/", editing.create, name="create"),
    path("tickets/similar/", editing.similar, name="similar"),
    path("tickets/<str:number>/", actions.detail, name="detail"),
    path("tickets/<str:number>/edit/", editing.edit, name="edit"),
    path("tickets/<str:number>/comments/", actions.comment, name="comment"),
    path("tickets/<str:number>/work/", actions.work, name="work"),
    path("tickets/<str:number>/work/<int:entry>/reverse/", actions.reverse_entry, name="reverse"),
    path("tickets/<str:number>/take/", actions.take, name="take"),
    path("tickets/<str:number>/moves/<str:name>/", actions.move, name="move"),
    path("services/", queue.services, name="services"),
]
