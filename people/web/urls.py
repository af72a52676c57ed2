"""Addresses of the pages about people."""

from __future__ import annotations

from django.urls import path

from people.web.hearing import inbox, tokens, webhooks
from people.web.views import entries, periods, sheet, timer

app_name = "people"
urlpatterns = [
    path("inbox/", inbox.inbox, name="inbox"),
    path("inbox/count/", inbox.count, name="inbox-count"),
    path("inbox/read/", inbox.read_all, name="inbox-read"),
    path("inbox/settings/", inbox.ways, name="inbox-settings"),
    path("inbox/<int:notice>/", inbox.open_notice, name="notice"),
    path("tokens/", tokens.token_list, name="tokens"),
    path("tokens/<int:token>/revoke/", tokens.revoke, name="token-revoke"),
    path("webhooks/", webhooks.webhook_list, name="webhooks"),
    path("webhooks/<int:webhook>/", webhooks.webhook, name="webhook"),
    path("webhooks/<int:webhook>/switch/", webhooks.switch, name="webhook-switch"),
    path("webhooks/<int:webhook>/remove/", webhooks.remove, name="webhook-remove"),
    path("webhooks/<int:webhook>/deliveries/<int:delivery>/replay/", webhooks.replay, name="delivery-replay"),
    path("time/", sheet.week_sheet, name="sheet"),
    path("time/entries/", entries.entries, name="entries"),
    path("time/entries/<int:entry>/take-back/", entries.take_back_entry, name="take-back"),
    path("time/timer/", timer.timer, name="timer"),
    path("time/timer/start/", timer.start, name="timer-start"),
    path("time/timer/stop/", timer.stop, name="timer-stop"),
    path("time/timer/discard/", timer.discard, name="timer-discard"),
    path("time/periods/", periods.periods, name="periods"),
]
