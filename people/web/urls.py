"""Addresses of the pages about people."""

from __future__ import annotations

from django.urls import path

from people.web.views import entries, periods, sheet, timer

app_name = "people"
urlpatterns = [
    path("time/", sheet.week_sheet, name="sheet"),
    path("time/entries/", entries.entries, name="entries"),
    path("time/entries/<int:entry>/take-back/", entries.take_back_entry, name="take-back"),
    path("time/timer/", timer.timer, name="timer"),
    path("time/timer/start/", timer.start, name="timer-start"),
    path("time/timer/stop/", timer.stop, name="timer-stop"),
    path("time/timer/discard/", timer.discard, name="timer-discard"),
    path("time/periods/", periods.periods, name="periods"),
]
