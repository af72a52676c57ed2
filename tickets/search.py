"""Finding tickets by number, or by the words of title and description."""

from __future__ import annotations

from django.db.models import Q
from django.urls import reverse

from kernel.access import Actor
from kernel.hits import Hit
from kernel.search import subject_ids
from tickets.selectors import visible_tickets


def hits(actor: Actor, text: str, limit: int) -> list[Hit]:
    """The latest tickets that match; one query."""
    rows = (
        visible_tickets(actor)
        .filter(Q(number=text.upper()) | Q(pk__in=subject_ids(text, "ticket")))
        .order_by("-updated_at", "-id")
    )
    return [
        Hit(
            reverse("tickets:detail", args=[number]), title, f"{number} · {state.replace('_', ' ')}", "ticket"
        )
        for number, title, state in rows.values_list("number", "title", "state")[:limit]
    ]
