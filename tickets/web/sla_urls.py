"""Addresses of service levels."""

from __future__ import annotations

from django.urls import path

from tickets.web.views import sla

app_name = "sla"
urlpatterns = [
    path("tickets/<str:number>/clocks/", sla.clocks, name="clocks"),
    path("sla/policies/", sla.policy_list, name="policies"),
    path("sla/policies/new/", sla.policy_new, name="policy_new"),
    path("sla/policies/<slug:code>/", sla.policy_edit, name="policy"),
    path("sla/policies/<slug:code>/retire/", sla.policy_retire, name="policy_retire"),
    path("sla/matrix/", sla.matrix, name="matrix"),
    path("sla/matrix/replay/", sla.matrix_replay, name="matrix_replay"),
]
