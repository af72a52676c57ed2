"""Addresses of the pages of projects."""

from __future__ import annotations

from django.urls import path

from projects.web.plan_urls import plan_urlpatterns
from projects.web.views import changes, lists, money, overview, phases, risks, scope

app_name = "projects"
_PROJECT = "projects/<str:code>/"

urlpatterns = [
    path("projects/", lists.project_list, name="list"),
    path("projects/new/", lists.project_new, name="new"),
    path(_PROJECT, overview.overview, name="overview"),
    path(f"{_PROJECT}edit/", overview.project_edit, name="edit"),
    path(f"{_PROJECT}progress/", overview.progress_report, name="progress-report"),
    path(f"{_PROJECT}forecast/", overview.forecast_report, name="forecast-report"),
    path(f"{_PROJECT}scope/", scope.scope, name="scope"),
    path(f"{_PROJECT}scope/add/", scope.scope_add, name="scope-add"),
    path(f"{_PROJECT}scope/change/", scope.scope_change, name="scope-change"),
    path(f"{_PROJECT}changes/", changes.changes, name="changes"),
    path(f"{_PROJECT}changes/new/", changes.change_new, name="change-new"),
    path(f"{_PROJECT}changes/<int:number>/", changes.change, name="change"),
    path(f"{_PROJECT}changes/<int:number>/withdraw/", changes.change_withdraw, name="change-withdraw"),
    path(f"{_PROJECT}money/", money.money, name="money"),
    path(f"{_PROJECT}money/add/", money.cost_add, name="cost-add"),
    path(f"{_PROJECT}money/<int:entry>/take-back/", money.cost_reverse, name="cost-reverse"),
    path(f"{_PROJECT}baseline/", money.baseline_set, name="baseline-set"),
    path(f"{_PROJECT}phases/", phases.phases, name="phases"),
    path(f"{_PROJECT}phases/conditions/<int:condition>/", phases.condition_done, name="condition-done"),
    path(f"{_PROJECT}risks/", risks.risks, name="risks"),
    path(f"{_PROJECT}risks/add/", risks.risk_add, name="risk-add"),
    path(f"{_PROJECT}risks/<int:risk>/", risks.risk_edit, name="risk-edit"),
    *plan_urlpatterns,
]
