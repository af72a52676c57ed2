"""What people were told, and how they want to be told."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from people.models.users import User


class Notice(models.Model):
    """One person was told of one event, once. `event_id` is the row of the audit trail."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="notices")
    event_id = models.BigIntegerField()
    kind = models.CharField(max_length=60)
    text = models.CharField(max_length=400)
    url = models.CharField(max_length=300)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "event_id"], name="a_person_is_told_of_an_event_once")
        ]
        indexes = [
            models.Index(fields=["person", "-created_at", "-id"], name="notices_of_a_person"),
            models.Index(fields=["person"], condition=Q(read_at__isnull=True), name="notices_not_read"),
        ]


def notice_ways() -> list[tuple[str, str]]:
    """How a person is told."""
    return [("inbox", "In the inbox"), ("mail", "In the inbox and by mail"), ("off", "Not at all")]


class NoticeChoice(models.Model):
    """How a person wants to hear of one kind of event; without a row, in the inbox."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="notice_choices")
    kind = models.CharField(max_length=60)
    way = models.CharField(max_length=10, choices=notice_ways)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "kind"], name="one_way_per_person_and_kind")]
