"""Addresses of projects in the API."""

from __future__ import annotations

from django.urls import path

from projects.api import changes, figures, ledgers, projects, risks
from projects.api.plan_urls import plan_urlpatterns

_PROJECT = "projects/<str:code>/"
_CHANGE = f"{_PROJECT}change-requests/<int:number>/"

urlpatterns = [
    path("projects/", projects.Projects.as_view(), name="api-projects"),
    path(_PROJECT, projects.ProjectDetail.as_view(), name="api-project"),
    path(f"{_PROJECT}phases/", projects.Phases.as_view(), name="api-project-phases"),
    path(f"{_PROJECT}gate-reviews/", projects.GateReviews.as_view(), name="api-project-gate-reviews"),
    path(f"{_PROJECT}figures/", figures.Figures.as_view(), name="api-project-figures"),
    path(f"{_PROJECT}baselines/", ledgers.Baselines.as_view(), name="api-project-baselines"),
    path(f"{_PROJECT}scope-items/", ledgers.ScopeItems.as_view(), name="api-project-scope-items"),
    path(f"{_PROJECT}costs/", ledgers.Costs.as_view(), name="api-project-costs"),
    path(
        f"{_PROJECT}costs/<int:entry>/reverse/",
        ledgers.CostReversal.as_view(),
        name="api-project-cost-reverse",
    ),
    path(f"{_PROJECT}progress/", ledgers.Progress.as_view(), name="api-project-progress"),
    path(f"{_PROJECT}forecasts/", ledgers.Forecasts.as_view(), name="api-project-forecasts"),
    path(f"{_PROJECT}change-requests/", changes.ChangeRequests.as_view(), name="api-project-changes"),
    path(_CHANGE, changes.ChangeRequestDetail.as_view(), name="api-project-change"),
    path(f"{_CHANGE}decide/", changes.ChangeDecision.as_view(), name="api-project-change-decide"),
    path(f"{_CHANGE}withdraw/", changes.ChangeWithdrawal.as_view(), name="api-project-change-withdraw"),
    path(f"{_CHANGE}impact/", changes.ChangeImpact.as_view(), name="api-project-change-impact"),
    path(f"{_PROJECT}risks/", risks.Risks.as_view(), name="api-project-risks"),
    path(f"{_PROJECT}risks/<int:risk>/", risks.RiskDetail.as_view(), name="api-project-risk"),
    *plan_urlpatterns,
]
