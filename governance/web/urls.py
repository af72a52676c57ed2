"""Addresses of the pages of governance."""

from __future__ import annotations

from django.urls import path

from governance.web.views import alerts, cases, gates, portfolio, rules

app_name = "governance"
urlpatterns = [
    path("portfolio/", portfolio.portfolio, name="portfolio"),
    path("alerts/", alerts.alert_list, name="alerts"),
    path("alerts/rules/", rules.rules, name="rules"),
    path("alerts/<int:alert_id>/", alerts.alert_detail, name="alert"),
    path("alerts/<int:alert_id>/acknowledge/", alerts.acknowledge, name="alert-acknowledge"),
    path("alerts/<int:alert_id>/snooze/", alerts.snooze, name="alert-snooze"),
    path("cases/", cases.case_list, name="cases"),
    path("cases/<int:case_id>/", cases.case_detail, name="case"),
    path("cases/<int:case_id>/edit/", cases.case_edit, name="case-edit"),
    path("cases/<int:case_id>/submit/", cases.case_submit, name="case-submit"),
    path("cases/<int:case_id>/decide/", cases.case_decide, name="case-decide"),
    path("projects/<str:code>/cases/", cases.case_list, name="project-cases"),
    path("projects/<str:code>/cases/new/", cases.case_new, name="case-new"),
    path("projects/<str:code>/gates/ask/", gates.gate_ask, name="gate-ask"),
    path("projects/<str:code>/gates/<int:number>/", gates.gate_decide, name="gate-decide"),
]
