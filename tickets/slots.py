"""Panels that the service desk offers on pages of the apps below."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse

from kernel.access import Actor
from kernel.slots import Panel
from people.access import MONEY_VIEW
from people.selectors import time_entries_of
from tickets.access import INTERNAL_VIEW
from tickets.domain.effort import Work, worked
from tickets.models import OPEN
from tickets.selectors import queue
from tickets.words import brief

SHOWN = 5


def project_tickets_panel(actor: Actor, project: Any, at: datetime) -> Panel | None:
    """Open tickets of the project, the most urgent first, and what was worked on its tickets this month;
    nothing where there never was one, or for who does not see the desk. Three queries."""
    if not INTERNAL_VIEW.allows(actor):
        return None
    rows = queue(actor).filter(project_id=project.pk)
    latest = list(rows.filter(OPEN).order_by("priority", "reported_at", "id")[: SHOWN + 1])
    keys = list(rows.values_list("pk", flat=True))
    if not keys:
        return None
    first = at.date().replace(day=1)
    month = time_entries_of("ticket", keys).filter(valid_on__gte=first, valid_on__lte=at.date())
    effort = worked(Work(*row) for row in month.values_list("minutes", "amount", "currency"))
    context = {
        "rows": [brief(row) for row in latest[:SHOWN]],
        "more": len(latest) > SHOWN,
        "url": f"{reverse('tickets:queue')}?view=open&project={project.code}",
        "new_url": f"{reverse('tickets:create')}?project_id={project.pk}",
        "minutes": effort.minutes,
        "money": MONEY_VIEW.allows(actor),
        "cost": effort.cost,
    }
    return Panel("tickets/project_panel.html", context)
