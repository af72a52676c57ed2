"""Addresses of governance in the API."""

from __future__ import annotations

from django.urls import path

from governance.api import alerts, cases, gates, limits, portfolio

_GATES = "projects/<str:code>/gate-reviews/"
_CASE = "business-cases/<int:case_id>/"

urlpatterns = [
    path("portfolio/", portfolio.Portfolio.as_view(), name="api-portfolio"),
    path("alerts/", alerts.Alerts.as_view(), name="api-alerts"),
    path("alerts/<int:alert_id>/", alerts.AlertDetail.as_view(), name="api-alert"),
    path(
        "alerts/<int:alert_id>/acknowledge/",
        alerts.AlertAcknowledgement.as_view(),
        name="api-alert-acknowledge",
    ),
    path("alerts/<int:alert_id>/snooze/", alerts.AlertSnooze.as_view(), name="api-alert-snooze"),
    path("business-cases/", cases.BusinessCases.as_view(), name="api-cases"),
    path(_CASE, cases.BusinessCaseDetail.as_view(), name="api-case"),
    path(f"{_CASE}submit/", cases.BusinessCaseSubmission.as_view(), name="api-case-submit"),
    path(f"{_CASE}decide/", cases.BusinessCaseDecision.as_view(), name="api-case-decide"),
    path("tolerances/", limits.Tolerances.as_view(), name="api-tolerances"),
    path("tolerances/in-force/", limits.TolerancesInForce.as_view(), name="api-tolerances-in-force"),
    path(_GATES, gates.GateReviews.as_view(), name="api-gate-reviews"),
    path(f"{_GATES}<int:number>/", gates.GateReviewDetail.as_view(), name="api-gate-review"),
    path(f"{_GATES}<int:number>/decide/", gates.GateDecision.as_view(), name="api-gate-decide"),
]
