"""Service levels for tests: a Berlin office week, a policy, and workers with a clock of their own."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from kernel.delivery import deliver_due
from kernel.models import AuditEvent
from people.usecases import SetWeek, set_week
from tests.world import World
from tickets.models import SlaPolicy, Ticket, TicketClock
from tickets.tasks import tell_due
from tickets.usecases import Goal, SetSlaPolicy, set_sla_policy

MONDAY = datetime(2026, 3, 9, 8, 0, tzinfo=UTC)  # 09:00 in Berlin
OFFICE = ("09:00-17:00",) * 5 + ("", "")


def office(world: World, at: datetime = MONDAY - timedelta(days=30), **given: Any) -> None:
    """The calendar `office`, from long ago."""
    week = {"hours": OFFICE, "valid_from": date(2020, 1, 1), **given}
    set_week(world.actor("ada"), SetWeek("office", "Office", "Europe/Berlin", **week), at=at)


def promised(world: World, at: datetime = MONDAY - timedelta(days=20), **given: Any) -> SlaPolicy:
    """A policy: answer in one business hour, resolve in four."""
    given = {"response": Goal("business", 60), "resolution": Goal("business", 240), **given}
    code = given.pop("code", "standard")
    return set_sla_policy(world.actor("sven"), SetSlaPolicy(code, code.title(), "office", **given), at=at)


def work(at: datetime) -> int:
    """What the workers do at a moment: deliver what is owed, then tell what is due."""
    deliver_due("clocks", lambda: at, limit=10_000)
    return tell_due(at)


def clock(ticket: Ticket, metric: str = "resolution", generation: int | None = None) -> TicketClock:
    """The stored clock; the last of its metric."""
    rows = TicketClock.objects.filter(ticket=ticket, metric=metric).order_by("-generation")
    return rows[0] if generation is None else rows.get(generation=generation)


def notices(ticket: Ticket) -> list[tuple[str, str, list[int]]]:
    """What was told: the last word of its kind, the metric, the percentages settled by it."""
    rows = AuditEvent.objects.filter(kind__startswith="ticket.clock_", subject_id=ticket.pk).order_by("id")
    return [(row.kind[13:], row.data["metric"], row.data["settled"]) for row in rows]
