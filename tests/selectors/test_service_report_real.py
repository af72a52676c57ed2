"""The service report over a real incident log equals figures worked out from the log by other means.

The log is UCI data set 498 (CC BY 4.0); it holds no replies, so an assignment is the acknowledgement.
"""

from __future__ import annotations

import csv
import gzip
import statistics
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import groupby, islice
from pathlib import Path

import pytest
from django.core.management import call_command

from kernel.delivery import deliver_due
from kernel.models import AuditEvent
from tests.usecases.sla_world import office, promised
from tests.world import World
from tickets.domain.metrics import Summary
from tickets.models import TicketClock
from tickets.report_selectors import Wanted, service_report
from tickets.usecases import Goal

ROWS = 3_000
MAPPING = Path(__file__).resolve().parents[2] / "tickets" / "mappings" / "uci-incident-log.yaml"
START, END = datetime(2016, 3, 1, tzinfo=UTC), datetime(2016, 3, 8, tzinfo=UTC)
NOW = datetime(2030, 1, 1, tzinfo=UTC)
TARGET = timedelta(days=3)


@dataclass
class Seen:
    """One incident, read straight from its rows."""

    reported: datetime
    # Written down when it was done already: no clock ever ran.
    is_born_done: bool = False
    owned: datetime | None = None
    states: list[tuple[datetime, str]] = field(default_factory=list)

    def entries(self) -> list[datetime]:
        """Every resolution."""
        return [
            at for (_, old), (at, new) in zip(self.states, self.states[1:], strict=False)
            if new == "done" != old
        ]  # fmt: skip

    def reopenings(self) -> list[datetime]:
        return [
            at for (_, old), (at, new) in zip(self.states, self.states[1:], strict=False)
            if old == "done" != new
        ]  # fmt: skip

    def last(self) -> datetime | None:
        return self.entries()[-1] if self.states[-1][1] == "done" else None

    def state_at(self, moment: datetime) -> str:
        return [state for at, state in self.states if at <= moment][-1]

    def worked(self) -> timedelta:
        """Time neither on hold nor resolved, until the last resolution or now."""
        ends = [at for at, _ in self.states[1:]] + [NOW]
        return sum(
            (end - at for (at, state), end in zip(self.states, ends, strict=True) if state == "open"),
            timedelta(0),
        )


def time_of(text: str) -> datetime:
    return datetime.strptime(text, "%d/%m/%Y %H:%M").replace(tzinfo=UTC)


def kind_of(state: str) -> str:
    return "done" if state in ("Resolved", "Closed") else "waiting" if "Awaiting" in state else "open"


def seen(rows: list[dict[str, str]]) -> Seen:
    """What the report must agree with; a time before its predecessor counts as the same moment."""
    found = Seen(time_of(rows[0]["opened_at"]))
    found.states.append((found.reported, "open"))
    first = rows[0]
    found.is_born_done = (
        kind_of(first["incident_state"]) == "done" and time_of(first["sys_updated_at"]) == found.reported
    )
    for row in rows:
        at = time_of(row["sys_updated_at"])
        if found.owned is None and row["assigned_to"] != "?":
            found.owned = at
        if row["incident_state"] != "-100":
            found.states.append((max(at, found.states[-1][0]), kind_of(row["incident_state"])))
    return found


def is_consistent(rows: list[dict[str, str]]) -> bool:
    """A few incidents have updates before their report or their predecessor: they contradict themselves."""
    times = [time_of(rows[0]["opened_at"]), *(time_of(row["sys_updated_at"]) for row in rows)]
    return times == sorted(times)


@pytest.fixture
def log(real_data: Path, tmp_path: Path) -> tuple[Path, dict[str, Seen]]:
    """The first incidents of the log as a file, and as read here."""
    source = real_data / "uci-incident-log" / "incident_event_log.csv.gz"
    with gzip.open(source, "rt", encoding="utf-8") as text:
        reader = csv.DictReader(text)
        rows = list(islice(reader, ROWS))
        names = list(reader.fieldnames or ())
    every = [list(group) for _, group in groupby(rows, key=lambda row: row["number"])][:-1]
    groups = [group for group in every if is_consistent(group)]
    assert len(groups) > 0.98 * len(every)
    copy = tmp_path / "log.csv"
    with copy.open("w", newline="", encoding="utf-8") as out:
        writer = csv.DictWriter(out, names)
        writer.writeheader()
        for group in groups:
            writer.writerows(group)
    return copy, {group[0]["number"]: seen(group) for group in groups}


def minutes(pairs: Iterable[tuple[datetime, datetime]]) -> list[float]:
    return [max(0.0, (end - start).total_seconds() / 60) for start, end in pairs]


def agrees(summary: Summary, values: list[float]) -> None:
    assert summary.n == len(values) > 20
    assert summary.mean.value == pytest.approx(statistics.fmean(values))
    assert summary.median.value == pytest.approx(statistics.median(values))
    tenths = statistics.quantiles(values, n=10, method="inclusive")
    assert summary.p90.value == pytest.approx(tenths[8])


@pytest.fixture
def measured(world: World, log: tuple[Path, dict[str, Seen]]) -> tuple[World, list[Seen]]:
    """The log imported under a policy that was published before it began."""
    path, incidents = log
    early = datetime(2016, 1, 1, tzinfo=UTC)
    office(world, at=early)
    promised(world, at=early, response=Goal(), resolution=Goal("elapsed", int(TARGET.total_seconds() // 60)))
    call_command("import_event_log", str(path), mapping=MAPPING)
    deliver_due("clocks", lambda: NOW, limit=10_000)
    return world, list(incidents.values())


def test_the_report_agrees_with_the_log(measured: tuple[World, list[Seen]]) -> None:
    world, held = measured
    times_agree(world, held)
    attainment_agrees(world, held)


def times_agree(world: World, held: list[Seen]) -> None:
    report = service_report(world.actor("sven"), Wanted(START, END), NOW)

    def inside(at: datetime | None) -> bool:
        return at is not None and START <= at < END

    agrees(
        report.times["mtta"],
        minutes((one.reported, one.owned) for one in held if one.owned and inside(one.owned)),
    )
    agrees(
        report.times["mttr_resolve"],
        minutes((one.reported, last) for one in held if (last := one.last()) and inside(last)),
    )
    agrees(
        report.times["mttr_restore"],
        minutes(
            (one.reported, one.entries()[0]) for one in held if one.entries() and inside(one.entries()[0])
        ),
    )
    assert report.times["first_response"].mean.null_reason == "no_data"
    resolved = [(one, next(filter(inside, one.entries()), None)) for one in held]
    again = [any(at >= done for at in one.reopenings()) for one, done in resolved if done]
    assert (report.shares["reopen_rate"].hits, report.shares["reopen_rate"].n) == (sum(again), len(again))
    assert len(report.backlog) == sum(one.reported <= END and one.state_at(END) != "done" for one in held)


def attainment_agrees(world: World, held: list[Seen]) -> None:
    report = service_report(world.actor("sven"), Wanted(datetime(2016, 1, 1, tzinfo=UTC), NOW), NOW)
    met = report.attained["resolution"].met
    clocked = [one for one in held if not one.is_born_done]
    decided = [one for one in clocked if one.last() or one.worked() > TARGET]
    assert met.n == len(decided) == TicketClock.objects.exclude(stopped_at=None, breached_at=None).count()
    assert met.hits == sum(one.worked() <= TARGET for one in decided)
    assert 0 < met.hits < met.n
    told = AuditEvent.objects.filter(kind__startswith="ticket.clock_").values("subject_id").distinct().count()
    assert told == TicketClock.objects.filter(stopped_at=None, ended_at=None).exclude(state="paused").count()
