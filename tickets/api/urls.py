"""Addresses of the service desk in the API."""

from __future__ import annotations

from django.urls import path

from tickets.api import services, threads, tickets

urlpatterns = [
    path("tickets/", tickets.Tickets.as_view(), name="api-tickets"),
    path("tickets/<str:number>/", tickets.TicketDetail.as_view(), name="api-ticket"),
    path("tickets/<str:number>/transitions/", tickets.Transitions.as_view(), name="api-ticket-transitions"),
    path("tickets/<str:number>/comments/", threads.Comments.as_view(), name="api-ticket-comments"),
    path("tickets/<str:number>/work-logs/", threads.WorkLogs.as_view(), name="api-ticket-work-logs"),
    path("tickets/<str:number>/events/", threads.Events.as_view(), name="api-ticket-events"),
    path("services/", services.Services.as_view(), name="api-services"),
    path("services/<str:code>/", services.ServiceDetail.as_view(), name="api-service"),
]
