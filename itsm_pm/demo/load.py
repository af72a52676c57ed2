"""Loads the whole demo, once, in one transaction; what follows from it is left to the workers."""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from random import Random

from django.conf import settings
from django.db import transaction

from itsm_pm.demo.cast import assemble
from itsm_pm.demo.programme import PROJECTS
from itsm_pm.demo.projects import Life
from itsm_pm.demo.tickets import Desk
from kernel.models import OutboxMessage
from kernel.outbox import message_for, send
from people.models import User
from projects.domain import phases
from projects.models import Project

TICKETS = 2000
SEED = 20_260_310
REPORTS_KEPT = 12


@transaction.atomic
def load(now: datetime, *, tickets: int = TICKETS) -> bool:
    """Everything relative to `now`; False when the demo is there already.

    The same `now` gives the same demo.
    """
    if User.objects.filter(username="paula").exists():
        return False
    currency = settings.PORTFOLIO_CURRENCY
    random = Random(SEED)  # a story, not a secret
    cast = assemble(now - timedelta(days=500), currency)
    made = [(plan, Life(cast, plan, random, now, currency).run()) for plan in PROJECTS]
    running = {
        plan.service: (project.pk, now - plan.start * timedelta(days=30))
        for plan, project in made
        if plan.service and plan.phase == phases.EXECUTION
    }
    Desk(cast, random, now, running).run(tickets)
    send([_judge_history(project, now) for _plan, project in made])
    return True


def _judge_history(project: Project, now: datetime) -> OutboxMessage:
    """Asks the workers to judge the project as of each past month end, and as of today."""
    first = (project.start or now.date()) + timedelta(days=60)
    since = max(first, now.date() - timedelta(days=365))
    days = [day.isoformat() for day in (*_month_ends(since, now.date()), now.date())]
    payload = {
        "kind": "project.history",
        "subject": project.pk,
        "at": now.isoformat(),
        "data": {"days": days},
    }
    return message_for(
        "governance.tasks.project_changed", "recompute", payload, now, key=f"project:{project.pk}"
    )


def _month_ends(first: date, last: date) -> Iterator[date]:
    day = first.replace(day=1)
    while day <= last:
        end = day.replace(day=calendar.monthrange(day.year, day.month)[1])
        if first <= end < last:
            yield end
        day = end + timedelta(days=1)
