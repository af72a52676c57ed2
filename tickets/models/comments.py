"""What was said on a ticket."""

from __future__ import annotations

from django.db import models

from tickets.models.tickets import Ticket


def visibilities() -> list[tuple[str, str]]:
    """Who may read a comment."""
    return [("public", "Public reply"), ("internal", "Internal note")]


class Comment(models.Model):
    """A public reply or an internal note. Internal text never leaves by any door."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="comments")
    visibility = models.CharField(max_length=10, choices=visibilities)
    body = models.TextField()
    author = models.ForeignKey("people.User", null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["ticket", "created_at", "id"], name="comments_by_ticket")]
