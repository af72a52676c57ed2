"""Addresses of the pages of a plan."""

from __future__ import annotations

from django.urls import path

from projects.web import plan_views as views

_PLAN = "projects/<str:code>/plan/"

plan_urlpatterns = [
    path(_PLAN, views.plan, name="plan"),
    path(f"{_PLAN}export/", views.export, name="plan-export"),
    path(f"{_PLAN}tasks/", views.task_add, name="plan-task-add"),
    path(f"{_PLAN}tasks/<str:task>/", views.task_edit, name="plan-task-edit"),
    path(f"{_PLAN}tasks/<str:task>/progress/", views.task_progress, name="plan-task-progress"),
    path(f"{_PLAN}tasks/<str:task>/links/", views.link_add, name="plan-link-add"),
    path(f"{_PLAN}links/<int:link>/remove/", views.link_remove, name="plan-link-remove"),
    path(f"{_PLAN}move/", views.task_move, name="plan-move"),
    path(f"{_PLAN}rules/", views.rules_set, name="plan-rules"),
    path(f"{_PLAN}freeze/", views.freeze, name="plan-freeze"),
]
