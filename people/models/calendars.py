"""Working calendars: dated weeks in a zone, and days that differ."""

from __future__ import annotations

from django.db import models


class WorkCalendar(models.Model):
    """When work is done, in the zone where it is done."""

    code = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    zone = models.CharField(max_length=64)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class CalendarWeek(models.Model):
    """The hours of a week from a day on: seven texts such as `09:00-12:00, 13:00-17:00`, Monday first."""

    calendar = models.ForeignKey(WorkCalendar, on_delete=models.CASCADE, related_name="weeks")
    valid_from = models.DateField()
    hours = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["calendar", "valid_from"], name="one_week_begins_on_a_day")
        ]
        ordering = ["valid_from"]


class CalendarDay(models.Model):
    """A date with hours of its own; no hours is a holiday."""

    calendar = models.ForeignKey(WorkCalendar, on_delete=models.CASCADE, related_name="days")
    day = models.DateField()
    hours = models.CharField(max_length=120, blank=True)
    name = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["calendar", "day"], name="a_date_differs_once_per_calendar")
        ]
        ordering = ["day"]
