"""Loads the demo: people and projects at once, the desk's year bit by bit by the workers.

The same moment gives the same demo. What follows from it, above all every alert, is left to the workers.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from django.conf import settings
from django.db import transaction

from itsm_pm.demo.cast import Cast, assemble, recall
from itsm_pm.demo.catalogue import TROUBLES
from itsm_pm.demo.programme import PROJECTS
from itsm_pm.demo.projects import Life
from itsm_pm.demo.tickets import Desk, open_problem
from kernel.models import OutboxMessage
from kernel.outbox import message_for, send
from people.models import User
from projects.domain import phases
from projects.models import Project

SEED = 20_260_310
# Short stretches: each is one transaction, and others want to write in between.
STRETCH = timedelta(days=3)
STRETCHES = 122
PROBLEM_AGE = timedelta(days=160)
LIVE = "itsm_pm.demo.load.live"


@transaction.atomic
def load(now: datetime, *, tickets: int) -> bool:
    """Everything relative to `now`; False when the demo is there already."""
    if User.objects.filter(username="paula").exists():
        return False
    currency = settings.PORTFOLIO_CURRENCY
    random = Random(SEED)
    cast = assemble(now - timedelta(days=500), currency)
    made = [(plan, Life(cast, plan, random, now, currency).run()) for plan in PROJECTS]
    running = {
        plan.service: [project.pk, (now - plan.start * timedelta(days=30)).isoformat()]
        for plan, project in made
        if plan.service and plan.phase == phases.EXECUTION
    }
    send([_judge_history(project, now) for _plan, project in made])
    send(list(_stretches(now, tickets, running, _problems(cast, random, now))))
    return True


def _problems(cast: Cast, random: Random, now: datetime) -> dict[str, int]:
    at = now - PROBLEM_AGE
    return {one.title: open_problem(cast, random, one, at) for one in TROUBLES if one.recurring}


def _stretches(
    now: datetime, tickets: int, running: Mapping[str, Any], problems: Mapping[str, int]
) -> Iterator[OutboxMessage]:
    for stretch in range(STRETCHES):
        count = tickets * (stretch + 1) // STRETCHES - tickets * stretch // STRETCHES
        payload = {
            "now": now.isoformat(), "stretch": stretch, "count": count,
            "projects": running, "problems": problems,
        }  # fmt: skip
        yield message_for(LIVE, "imports", payload, now)


def live(payloads: list[dict[str, Any]], _at: datetime) -> None:
    """Outbox handler: the tickets of a stretch, counted from the year's beginning."""
    cast = recall()
    for payload in payloads:
        now, stretch = datetime.fromisoformat(payload["now"]), payload["stretch"]
        projects = {
            service: (key, datetime.fromisoformat(since))
            for service, (key, since) in payload["projects"].items()
        }
        desk = Desk(cast, Random(SEED + stretch), now, projects, payload["problems"])
        first = now - (STRETCHES - stretch) * STRETCH
        desk.run(first, first + STRETCH, payload["count"])


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
