"""Addresses of the service desk in the API."""

from __future__ import annotations

from django.urls import path

from tickets.api import reports, services, sla, threads, tickets

urlpatterns = [
    path("tickets/", tickets.Tickets.as_view(), name="api-tickets"),
    path("tickets/<str:number>/", tickets.TicketDetail.as_view(), name="api-ticket"),
    path("tickets/<str:number>/transitions/", tickets.Transitions.as_view(), name="api-ticket-transitions"),
    path("tickets/<str:number>/comments/", threads.Comments.as_view(), name="api-ticket-comments"),
    path("tickets/<str:number>/work-logs/", threads.WorkLogs.as_view(), name="api-ticket-work-logs"),
    path("tickets/<str:number>/events/", threads.Events.as_view(), name="api-ticket-events"),
    path("services/", services.Services.as_view(), name="api-services"),
    path("services/<str:code>/", services.ServiceDetail.as_view(), name="api-service"),
    path("tickets/<str:number>/clocks/", sla.Clocks.as_view(), name="api-ticket-clocks"),
    path("sla-policies/", sla.SlaPolicies.as_view(), name="api-sla-policies"),
    path("sla-policies/<slug:code>/", sla.SlaPolicyDetail.as_view(), name="api-sla-policy"),
    path("priority-matrix/", sla.PriorityMatrixView.as_view(), name="api-priority-matrix"),
    path("reports/service/", reports.ServiceReport.as_view(), name="api-service-report"),
    path(
        "reports/service/<slug:metric>/tickets/", reports.TicketsBehind.as_view(), name="api-tickets-behind"
    ),
]
