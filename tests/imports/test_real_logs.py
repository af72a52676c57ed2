"""Two real logs: what is in the tables afterwards is what the source says, counted independently here."""

from __future__ import annotations

import csv
import gzip
import io
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any

import pytest

from kernel.models import AuditEvent
from tests.imports.files import ROOT, run_log
from tickets.models import Ticket

pytestmark = pytest.mark.django_db

MAPPINGS = ROOT / "tickets" / "mappings"
PENDING = ("Awaiting User Info", "Awaiting Vendor", "Awaiting Problem", "Awaiting Evidence")
DONE = frozenset({"Resolved", "Closed"})
Row = dict[str, str]


def records(path: Path, key: str) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found[row[key]].append(row)
    return found


def first_records(source: Path, target: Path, rows: int) -> Path:
    """The beginning of a log, up to the end of a record."""
    with gzip.open(source, "rt", encoding="utf-8", newline="") as file:
        lines = [next(file) for _ in range(rows)]
        last = lines[-1].split(",")[0]
        lines += [line for line in (next(file, "") for _ in range(200)) if line.startswith(f"{last},")]
    target.write_bytes(gzip.compress("".join(lines).encode()))
    return target


def moment(text: str) -> datetime:
    return datetime.strptime(text, "%d/%m/%Y %H:%M").replace(tzinfo=UTC)


def source_histories() -> dict[str, list[tuple[str, datetime]]]:
    """What the tables say of each record's states, in the source's own words."""
    key_of = dict(Ticket.objects.values_list("number", "external_key"))
    told: dict[str, list[tuple[str, datetime]]] = defaultdict(list)
    rows = AuditEvent.objects.filter(subject_type="ticket", door="import").order_by("id")
    for number, at, data in rows.values_list("subject_key", "happened_at", "data").iterator():
        if "source_state" in data["changes"]:
            told[key_of[number]].append((data["changes"]["source_state"][1], at))
    return told


def state_changes(rows: Iterable[tuple[str, datetime]]) -> list[tuple[str, datetime]]:
    return [next(members) for _state, members in groupby(rows, key=lambda row: row[0])]


def backlog(spans: Iterable[tuple[datetime, list[tuple[bool, datetime]]]], days: list[date]) -> Counter[date]:
    """Open records at the end of each day, from their report and the changes of being done."""
    count: Counter[date] = Counter()
    for reported_at, turns in spans:
        for day in days:
            end = datetime.combine(day, time(), UTC) + timedelta(days=1)
            known = [done for done, at in turns if at < end]
            count[day] += reported_at < end and not (known and known[-1])
    return count


def check_incidents(truth: dict[str, list[Row]]) -> None:
    """Compare the tables with the log."""
    ordered = {key: sorted(rows, key=lambda row: int(row["sys_mod_count"])) for key, rows in truth.items()}
    assert Ticket.objects.count() == len(ordered)
    events = AuditEvent.objects.filter(subject_type="ticket")
    assert events.exclude(data__row="opening").count() == sum(map(len, ordered.values()))
    expected = {
        key: state_changes((row["incident_state"], moment(row["sys_updated_at"])) for row in rows)
        for key, rows in ordered.items()
    }
    assert source_histories() == expected
    tickets = {
        row.external_key: row for row in Ticket.objects.select_related("team", "assignee", "requester")
    }
    _check_present_state(ordered, tickets)
    _check_counts(ordered, tickets)
    _check_backlog(ordered, tickets)


def _check_present_state(ordered: dict[str, list[Row]], tickets: dict[str, Ticket]) -> None:
    states = {"New": "new", "Active": "in_progress", **dict.fromkeys(PENDING, "pending")}
    for key, rows in ordered.items():
        last, ticket = rows[-1], tickets[key]
        word = next(row["incident_state"] for row in reversed(rows) if row["incident_state"] != "-100")
        assert ticket.state == {**states, "Resolved": "resolved", "Closed": "closed"}[word]
        assert str(ticket.priority) == last["priority"][0]
        assert (ticket.team.name if ticket.team else "?") == last["assignment_group"]
        assert (str(ticket.assignee) if ticket.assignee else "?") == last["assigned_to"]
        assert (str(ticket.requester) if ticket.requester else "?") == last["caller_id"]
        assert ticket.reported_at == moment(last["opened_at"])


def _check_counts(ordered: dict[str, list[Row]], tickets: dict[str, Ticket]) -> None:
    for key, rows in ordered.items():
        words = [row["incident_state"] for row in rows if row["incident_state"] != "-100"]
        turns = list(pairwise(words))
        reopened = sum(a in DONE and b not in DONE for a, b in turns)
        assert tickets[key].reopen_count == reopened, key
        entered = [
            moment(row["sys_updated_at"])
            for before, row in zip([None, *rows], rows, strict=False)
            if row["incident_state"] in DONE and (before is None or before["incident_state"] not in DONE)
        ]
        if words[-1] in DONE:
            assert tickets[key].resolved_at == entered[-1], key
        assert tickets[key].first_resolved_at == (entered[0] if entered else None), key
        handed = sum(
            any(
                "?" not in (a[name], b[name]) and a[name] != b[name]
                for name in ("assignment_group", "assigned_to")
            )
            for a, b in pairwise(rows)
        )
        assert tickets[key].reassignment_count == handed, key


def _check_backlog(ordered: dict[str, list[Row]], tickets: dict[str, Ticket]) -> None:
    opened = sorted({ticket.reported_at.date() for ticket in tickets.values()})
    days = [*opened[:20], *opened[20::10], opened[-1] + timedelta(days=30)]
    says = backlog(
        (
            (
                moment(rows[0]["opened_at"]),
                [
                    (row["incident_state"] in DONE, moment(row["sys_updated_at"]))
                    for row in rows
                    if row["incident_state"] != "-100"
                ],
            )
            for rows in ordered.values()
        ),
        days,
    )
    key_of = {ticket.number: key for key, ticket in tickets.items()}
    turns: dict[str, list[tuple[bool, datetime]]] = defaultdict(list)
    rows = AuditEvent.objects.filter(subject_type="ticket").order_by("id")
    for number, at, data in rows.values_list("subject_key", "happened_at", "data").iterator():
        if "state" in data["changes"]:
            turns[key_of[number]].append((data["changes"]["state"][1] in {"resolved", "closed"}, at))
    assert says == backlog(((row.reported_at, turns[key]) for key, row in tickets.items()), days)


def test_the_beginning_of_the_incident_log_is_what_the_log_says(real_data: Path, tmp_path: Path) -> None:
    source = real_data / "uci-incident-log" / "incident_event_log.csv.gz"
    part = first_records(source, tmp_path / "part.csv.gz", 2_500)
    done = run_log(part, MAPPINGS / "uci-incident-log.yaml")
    assert done.code == 0
    check_incidents(records(part, "number"))


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_the_whole_incident_log_is_what_the_log_says(real_data: Path) -> None:
    source = real_data / "uci-incident-log" / "incident_event_log.csv.gz"
    done = run_log(source, MAPPINGS / "uci-incident-log.yaml")
    assert done.code == 0
    assert "odd_state: 5" in done.out
    check_incidents(records(source, "number"))


def test_the_problem_log_is_what_the_log_says_row_by_row(real_data: Path) -> None:
    source = real_data / "bpi2013-volvo-problems" / "closed_problems.csv.gz"
    assert run_log(source, MAPPINGS / "bpi2013-volvo-problems.yaml").code == 0
    truth = records(source, "case_id")
    tickets = {row.external_key: row for row in Ticket.objects.all()}
    assert set(tickets) == set(truth)
    words: dict[str, list[Any]] = defaultdict(list)
    key_of = {ticket.number: key for key, ticket in tickets.items()}
    rows = AuditEvent.objects.filter(subject_type="ticket").order_by("id")
    for number, at, actor, data in rows.values_list("subject_key", "happened_at", "actor_name", "data"):
        words[key_of[number]].append((at, actor, data["changes"].get("source_state", ["", None])[1]))
    for key, history in truth.items():
        ordered = sorted(history, key=lambda row: datetime.fromisoformat(row["time:timestamp"]))
        assert [(at, actor) for at, actor, _word in words[key]] == [
            (datetime.fromisoformat(row["time:timestamp"]), row["org:resource"]) for row in ordered
        ]
        told = [word for _at, _actor, word in words[key] if word]
        assert told == [word for word, _group in groupby(row["concept:name"] for row in ordered)]
        names = [row["concept:name"].startswith("Completed") for row in ordered]
        cancelled = [row["concept:name"] == "Completed-Cancelled" for row in ordered]
        reopened = sum(
            a and not b and not gone for a, b, gone in zip(names, names[1:], cancelled, strict=False)
        )
        assert tickets[key].reopen_count == reopened
        assert tickets[key].state == "closed"
        assert tickets[key].team is not None


@pytest.mark.parametrize("log", ["uci-incident-log", "bpi2013-volvo-problems"])
def test_nobody_named_in_a_log_can_sign_in(real_data: Path, tmp_path: Path, log: str) -> None:
    from people.models import User

    source = next((real_data / log).glob("*.csv.gz"))
    run_log(first_records(source, tmp_path / "part.csv.gz", 300), MAPPINGS / f"{log}.yaml")
    people = User.objects.all()
    assert people.exists()
    assert not any(person.is_active or person.has_usable_password() for person in people)
    assert all(str(person.external_key).startswith(f"{log}:") for person in people)


def test_a_file_that_is_no_log_is_refused_in_words(real_data: Path) -> None:
    done = run_log(
        real_data / "peer-exports" / "redmine-csv" / "unclosed_quoted_field.csv",
        MAPPINGS / "uci-incident-log.yaml",
    )
    assert done.code == 2
    assert "Traceback" not in done.err
    assert io.StringIO(done.err).readline().startswith("Refused: ")
