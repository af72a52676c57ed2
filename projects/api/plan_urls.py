"""Addresses of the plan in the API."""

from __future__ import annotations

from django.urls import path

from projects.api import plan

_PROJECT = "projects/<str:code>/"
_TASK = f"{_PROJECT}tasks/<str:task>/"

plan_urlpatterns = [
    path(f"{_PROJECT}tasks/", plan.Tasks.as_view(), name="api-project-tasks"),
    path(_TASK, plan.TaskDetail.as_view(), name="api-project-task"),
    path(f"{_TASK}move/", plan.TaskMove.as_view(), name="api-project-task-move"),
    path(f"{_TASK}progress/", plan.TaskProgress.as_view(), name="api-project-task-progress"),
    path(f"{_PROJECT}dependencies/", plan.Dependencies.as_view(), name="api-project-dependencies"),
    path(
        f"{_PROJECT}dependencies/<int:link>/", plan.DependencyDetail.as_view(), name="api-project-dependency"
    ),
    path(f"{_PROJECT}milestones/", plan.Milestones.as_view(), name="api-project-milestones"),
    path(f"{_PROJECT}schedule/", plan.ScheduleDetail.as_view(), name="api-project-schedule"),
    path(f"{_PROJECT}schedule/<str:task>/", plan.Why.as_view(), name="api-project-schedule-why"),
    path(f"{_PROJECT}plan/", plan.PlanRules.as_view(), name="api-project-plan"),
    path(f"{_PROJECT}plan/mspdi/", plan.PlanExport.as_view(), name="api-project-plan-mspdi"),
    path(f"{_PROJECT}plan-baselines/", plan.PlanBaselines.as_view(), name="api-project-plan-baselines"),
    path(
        f"{_PROJECT}plan-baselines/<int:number>/", plan.PlanBaselineDetail.as_view(),
        name="api-project-plan-baseline",
    ),
]  # fmt: skip
