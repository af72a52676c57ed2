"""Addresses of the endpoints about people."""

from __future__ import annotations

from django.urls import path

from people.api import events, money, notices, time, tokens, views, webhooks

urlpatterns = [
    path("me/", views.Me.as_view(), name="api-me"),
    path("people/", views.People.as_view(), name="api-people"),
    path("calendars/", views.Calendars.as_view(), name="api-calendars"),
    path("teams/", views.Teams.as_view(), name="api-teams"),
    path("time-entries/", time.TimeEntries.as_view(), name="api-time-entries"),
    path(
        "time-entries/<int:entry>/reverse/", time.TimeEntryReversal.as_view(), name="api-time-entry-reverse"
    ),
    path("periods/", money.Periods.as_view(), name="api-periods"),
    path("periods/changes/", money.PeriodChanges.as_view(), name="api-period-changes"),
    path("periods/lock/", money.PeriodLocking.as_view(), name="api-period-lock"),
    path("periods/unlock/", money.PeriodUnlocking.as_view(), name="api-period-unlock"),
    path("cost-rates/", money.CostRates.as_view(), name="api-cost-rates"),
    path("events/", events.Events.as_view(), name="api-events"),
    path("notices/", notices.Notices.as_view(), name="api-notices"),
    path("notices/read/", notices.NoticeReading.as_view(), name="api-notices-read"),
    path("notices/ways/", notices.NoticeWays.as_view(), name="api-notice-ways"),
    path("tokens/", tokens.Tokens.as_view(), name="api-tokens"),
    path("tokens/<int:token>/revoke/", tokens.TokenRevocation.as_view(), name="api-token-revoke"),
    path("webhooks/", webhooks.Webhooks.as_view(), name="api-webhooks"),
    path("webhooks/<int:webhook>/", webhooks.Webhook.as_view(), name="api-webhook"),
    path("webhooks/<int:webhook>/deliveries/", webhooks.Deliveries.as_view(), name="api-deliveries"),
    path(
        "webhooks/<int:webhook>/deliveries/<int:delivery>/replay/",
        webhooks.Replay.as_view(),
        name="api-delivery-replay",
    ),
]
