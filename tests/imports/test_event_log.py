"""An event log comes in with its whole history, once, or with an exact account of what was refused."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from kernel.models import AuditEvent, ImportRowError, ImportRun, OutboxMessage
from kernel.search import subject_ids
from people.models import Team, User
from tests.imports.files import LOG, LOG_HEADER, gzip_file, mapping_file, run_log, text_file
from tickets.models import Ticket

pytestmark = pytest.mark.django_db

ROWS = (
    "A,2020-01-01 10:00,Open,ann,Net,3",
    "B,2020-01-01 11:00,Open,ann,Net,",
    "A,2020-01-02 10:00,Work,bob,Net,3",
    "A,2020-01-03 10:00,Done,bob,Ops,3",
    "A,2020-01-04 10:00,Work,cy,Ops,1",
    "A,2020-01-05 10:00,Done,cy,Ops,1",
)


def moments(**fields: Any) -> list[str]:
    rows = AuditEvent.objects.filter(subject_type="ticket", **fields).order_by("id")
    return [row.happened_at.strftime("%m-%d %H:%M") for row in rows]


def everything() -> dict[str, list[Any]]:
    """The whole result of an import, without the book of runs."""
    ticket_fields = [field.attname for field in Ticket._meta.concrete_fields if field.name != "version"]
    return {
        "tickets": list(Ticket.objects.order_by("id").values(*ticket_fields)),
        "events": list(
            AuditEvent.objects.filter(subject_type="ticket")
            .order_by("id")
            .values_list("kind", "subject_key", "happened_at", "actor_name", "data")
        ),
        "people": list(User.objects.order_by("id").values_list("username", "external_key", "is_active")),
        "teams": list(Team.objects.order_by("id").values_list("code", "name")),
    }


def test_a_history_becomes_events_at_their_times_and_the_row_their_fold(tmp_path: Path) -> None:
    done = run_log(text_file(tmp_path, LOG_HEADER, *ROWS), mapping_file(tmp_path, LOG))
    assert (done.code, Ticket.objects.count()) == (0, 2)
    ticket = Ticket.objects.get(external_key="A")
    assert (ticket.state, ticket.reopen_count, ticket.reassignment_count) == ("resolved", 1, 1)
    assert (ticket.priority, ticket.priority_override) == (1, 1)
    assert ticket.team and ticket.team.code == "desk-ops"
    assert [str(moment)[:10] for moment in (ticket.first_resolved_at, ticket.resolved_at)] == [
        "2020-01-03", "2020-01-05",
    ]  # fmt: skip
    assert moments(subject_key=ticket.number) == [f"01-0{day} 10:00" for day in (1, 2, 3, 4, 5)]
    states = [
        row.data["changes"]["state"][1]
        for row in AuditEvent.objects.filter(subject_key=ticket.number).order_by("id")
    ]
    assert states == ["new", "in_progress", "resolved", "in_progress", "resolved"]
    actors = (
        AuditEvent.objects.filter(subject_key=ticket.number).order_by("id").values_list("actor_name", "door")
    )
    assert list(actors)[:2] == [("ann", "import"), ("bob", "import")]
    assert Ticket.objects.filter(pk__in=subject_ids(ticket.number, "ticket")).exists()


def test_told_again_nothing_happens(tmp_path: Path) -> None:
    path, mapping = text_file(tmp_path, LOG_HEADER, *ROWS), mapping_file(tmp_path, LOG)
    run_log(path, mapping)
    before = everything()
    again = run_log(path, mapping)
    assert again.code == 0
    assert "0 tickets, 0 events, 2 unchanged records" in again.out
    assert everything() == before


def test_a_longer_file_adds_only_what_is_new(tmp_path: Path) -> None:
    mapping = mapping_file(tmp_path, LOG)
    run_log(text_file(tmp_path, LOG_HEADER, *ROWS[:3]), mapping)
    first = list(AuditEvent.objects.filter(subject_type="ticket").values_list("pk", flat=True))
    done = run_log(text_file(tmp_path, LOG_HEADER, *ROWS, "C,2020-02-01 10:00,Open,ann,Net,3"), mapping)
    assert "1 tickets, 4 events" in done.out
    of_a = moments(subject_key=Ticket.objects.get(external_key="A").number)
    assert of_a == [f"01-0{day} 10:00" for day in (1, 2, 3, 4, 5)]
    assert AuditEvent.objects.filter(pk__in=first).count() == len(first)
    ticket = Ticket.objects.get(external_key="A")
    assert (ticket.state, ticket.reopen_count, ticket.priority) == ("resolved", 1, 1)


def test_records_need_not_stand_together_nor_in_order(tmp_path: Path) -> None:
    mapping = mapping_file(tmp_path, LOG)
    run_log(text_file(tmp_path, LOG_HEADER, *reversed(ROWS)), mapping)
    ticket = Ticket.objects.get(external_key="A")
    assert (ticket.state, ticket.reopen_count) == ("resolved", 1)
    assert ticket.reported_at.isoformat() == "2020-01-01T10:00:00+00:00"


def test_a_row_before_what_is_known_is_told_and_not_added(tmp_path: Path) -> None:
    mapping = mapping_file(tmp_path, LOG)
    run_log(text_file(tmp_path, LOG_HEADER, *ROWS[:2], *ROWS[3:]), mapping)
    late = run_log(text_file(tmp_path, LOG_HEADER, *ROWS), mapping)
    assert (late.code, ImportRowError.objects.get().code) == (1, "late_row")
    assert ImportRowError.objects.get().line == 4


def test_no_message_is_owed_for_each_event(tmp_path: Path) -> None:
    run_log(text_file(tmp_path, LOG_HEADER, *ROWS), mapping_file(tmp_path, LOG))
    assert OutboxMessage.objects.count() <= 1


def test_every_bad_row_is_told_with_its_line_and_the_good_ones_are_in(tmp_path: Path) -> None:
    path = text_file(
        tmp_path, LOG_HEADER, *ROWS,
        "C,2020-01-01,Open,ann,Net,3",
        "C,2020-01-01 10:00,Asleep,ann,Net,3",
        ",2020-01-01 10:00,Open,ann,Net,3",
        "C,2020-01-01 10:00,Open,ann,Net,9",
        "C,2020-01-01 10:00,Open,ann",
        f"C,2020-01-01 10:00,Open,ann,{'x' * 121},3",
        "D,1969-07-20 20:17,Open,ann,Net,3",
    )  # fmt: skip
    sheet = tmp_path / "errors.csv"
    done = run_log(path, mapping_file(tmp_path, LOG), errors_file=sheet)
    assert done.code == 1
    assert "6 row errors" in done.out
    expected = [
        (8, "bad_date"), (9, "unmapped_value"), (10, "empty_cell"), (11, "unknown_value"),
        (12, "field_count"), (13, "too_long"),
    ]  # fmt: skip
    assert list(ImportRowError.objects.order_by("line").values_list("line", "code")) == expected
    with sheet.open(newline="") as file:
        assert [(int(row["line"]), row["code"]) for row in csv.DictReader(file)] == expected
    assert set(Ticket.objects.values_list("external_key", flat=True)) == {"A", "B", "D"}


def test_the_errors_file_holds_no_formula(tmp_path: Path) -> None:
    header = LOG_HEADER.replace("prio", "=cmd()")
    mapping = mapping_file(tmp_path, LOG, fields={"priority": "=cmd()"})
    sheet = tmp_path / "errors.csv"
    run_log(
        text_file(tmp_path, header, *ROWS[2:], "Z,2020-01-01 10:00,Open,a,b,x"), mapping, errors_file=sheet
    )
    with sheet.open(newline="") as file:
        assert next(csv.DictReader(file))["column"] == "'=cmd()"


def test_formulas_are_text_like_any_other(tmp_path: Path) -> None:
    path = text_file(tmp_path, LOG_HEADER, '"=1+1",2020-01-01 10:00,Open,@SUM(A1),+net,3')
    assert run_log(path, mapping_file(tmp_path, LOG)).code == 0
    ticket = Ticket.objects.get()
    assert ticket.external_key == "=1+1"
    assert ticket.team and ticket.team.name == "+net"


@pytest.mark.parametrize(
    ("lines", "changes", "code"),
    [
        ((LOG_HEADER,), {}, "no_rows"),
        ((), {}, "empty_file"),
        (("id,id,at,state,by,team,prio", "A,A,2020-01-01 10:00,Open,a,b,3"), {}, "duplicate_column"),
        (("id,at,status,by,team,prio", "A,2020-01-01 10:00,Open,a,b,3"), {}, "missing_column"),
        ((LOG_HEADER, "A,yesterday,Open,a,b,3"), {}, "no_good_row"),
        ((LOG_HEADER, *ROWS), {"only_rows": [{"column": "by", "in": ["zoe"]}]}, "no_rows"),
        ((LOG_HEADER, *ROWS), {"wrong": "key"}, "unknown_key"),
        ((LOG_HEADER, *ROWS), {"format": {"compression": "gzip"}}, "broken_gzip"),
    ],
)
def test_what_cannot_go_in_is_refused_and_nothing_is_written(
    tmp_path: Path, lines: tuple[str, ...], changes: dict[str, Any], code: str
) -> None:
    done = run_log(text_file(tmp_path, *lines), mapping_file(tmp_path, LOG, **changes))
    assert (done.code, done.err.splitlines()[-1].split(":")[1].strip()) == (2, code)
    assert not Ticket.objects.exists()
    assert not AuditEvent.objects.exists()
    assert not User.objects.exists()


def test_a_missing_column_is_answered_with_the_nearest_name(tmp_path: Path) -> None:
    done = run_log(text_file(tmp_path, "id,at,State,by,team,prio", *ROWS), mapping_file(tmp_path, LOG))
    assert "no column 'state' (mapping key `state`). Did you mean 'State'?" in done.err


def test_a_truncated_file_leaves_no_trace_but_its_run(tmp_path: Path) -> None:
    path = gzip_file(tmp_path, LOG_HEADER, *(ROWS * 200))
    path.write_bytes(path.read_bytes()[:-20])
    done = run_log(path, mapping_file(tmp_path, LOG))
    assert (done.code, Ticket.objects.count()) == (2, 0)
    run = ImportRun.objects.get()
    assert (run.state, run.checkpoint) == ("failed", 0)
    assert "not complete" in run.error


def test_too_many_errors_refuse_the_whole_file(tmp_path: Path) -> None:
    path = text_file(tmp_path, LOG_HEADER, *ROWS, "x", "y", "z")
    assert run_log(path, mapping_file(tmp_path, LOG), max_errors=2).code == 2
    assert not Ticket.objects.exists()
    assert run_log(path, mapping_file(tmp_path, LOG), max_errors=3).code == 1
    assert Ticket.objects.count() == 2


def test_missing_files_and_folders_are_refused(tmp_path: Path) -> None:
    mapping = mapping_file(tmp_path, LOG)
    assert run_log(tmp_path / "none.csv", mapping).code == 2
    assert run_log(tmp_path, mapping).code == 2
    assert run_log(text_file(tmp_path, LOG_HEADER, *ROWS), tmp_path / "none.yaml").code == 2
    assert run_log(mapping, mapping, errors_file=tmp_path / "no" / "folder.csv").code == 2


def test_end_values_stand_in_where_a_log_has_no_end_events(tmp_path: Path) -> None:
    mapping = mapping_file(
        tmp_path, LOG,
        state={"constant": "Open", "map": {"Open": "new"}},
        finals=[
            {"at": "begun", "state": {"constant": "in_progress"}, "actor": "by"},
            {"at": "done", "state": {"column": "how", "map": {"ok": "resolved", "no": "cancelled"}}},
        ],
    )  # fmt: skip
    header = f"{LOG_HEADER},begun,done,how"
    first = ("A,2020-01-01 10:00,x,ann,Net,3,2020-01-02 08:00,,",)
    more = (
        "A,2020-01-01 10:00,x,ann,Net,3,2020-01-02 08:00,2020-01-03 09:00,ok",
        "B,2020-01-01 10:00,x,ann,Net,3,,2020-01-03 09:00,no",
    )
    run_log(text_file(tmp_path, header, *first), mapping)
    assert Ticket.objects.get().state == "in_progress"
    run_log(text_file(tmp_path, header, *more), mapping)
    assert dict(Ticket.objects.values_list("external_key", "state")) == {"A": "resolved", "B": "cancelled"}
    assert str(Ticket.objects.get(external_key="A").resolved_at) == "2020-01-03 09:00:00+00:00"


def test_a_report_before_the_first_update_opens_the_ticket_then(tmp_path: Path) -> None:
    mapping = mapping_file(tmp_path, LOG, reported_at={"column": "opened"})
    path = text_file(tmp_path, f"{LOG_HEADER},opened", "A,2020-01-02 10:00,Done,bob,Net,3,2020-01-01 09:00")
    run_log(path, mapping)
    ticket = Ticket.objects.get()
    assert str(ticket.reported_at) == "2020-01-01 09:00:00+00:00"
    events = AuditEvent.objects.filter(subject_type="ticket").order_by("id")
    told = [(row.kind, row.data["changes"]["state"][1]) for row in events]
    assert told == [("ticket.opened", "new"), ("ticket.moved", "resolved")]


def test_states_of_the_source_that_are_one_of_ours_stay_apart(tmp_path: Path) -> None:
    waiting = {"column": "state", "map": {"Vendor": "pending", "User": "pending", "Work": "in_progress"}}
    rows = (
        "A,2020-01-01 10:00,Vendor,a,t,3",
        "A,2020-01-01 11:00,User,a,t,3",
        "A,2020-01-01 12:00,Work,a,t,3",
    )
    run_log(text_file(tmp_path, LOG_HEADER, *rows), mapping_file(tmp_path, LOG, state=waiting))
    changes = [row.data["changes"] for row in AuditEvent.objects.filter(subject_type="ticket").order_by("id")]
    assert [change["source_state"][1] for change in changes] == ["Vendor", "User", "Work"]
    assert [change["pending_reason"][1] for change in changes] == ["Vendor", "User", None]
    assert Ticket.objects.get().pending_reason == ""


def test_a_pure_event_says_nothing_of_what_it_does_not_name(tmp_path: Path) -> None:
    rows = ("A,2020-01-01 10:00,Open,a,Net,1", "A,2020-01-01 11:00,Work,a,,")
    for shape, team in (("events", "desk-net"), ("snapshot", None)):
        Ticket.objects.all().delete()
        mapping = mapping_file(
            tmp_path, LOG, shape=shape, source="desk", record={"template": f"{shape}-{{id}}"}
        )
        run_log(text_file(tmp_path, LOG_HEADER, *rows), mapping)
        ticket = Ticket.objects.get()
        assert (ticket.team and ticket.team.code) == team
        assert ticket.priority == 1 or shape == "snapshot"


def test_an_interrupted_run_goes_on_from_its_checkpoint(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kernel.importing.pipeline.BATCH_RECORDS", 3)
    rows = [f"R{n},2020-01-01 10:{n:02},Open,ann,Net,3" for n in range(10)]
    path, mapping = text_file(tmp_path, LOG_HEADER, *rows), mapping_file(tmp_path, LOG)
    from tickets import imports

    real, calls = imports.import_tickets, [0]

    def dies(*args: Any, **named: Any) -> Any:
        calls[0] += 1
        if calls[0] == 3:
            raise RuntimeError("power cut")
        return real(*args, **named)

    monkeypatch.setattr(imports, "import_tickets", dies)
    with pytest.raises(RuntimeError):
        run_log(path, mapping)
    run = ImportRun.objects.get()
    assert (run.state, run.checkpoint, Ticket.objects.count()) == ("failed", 6, 6)
    assert run_log(path, mapping).code == 0
    run.refresh_from_db()
    assert (run.state, run.checkpoint, ImportRun.objects.count()) == ("finished", 10, 1)
    assert calls[0] == 5
    assert list(Ticket.objects.order_by("id").values_list("number", flat=True)) == [
        f"INC-{n}" for n in range(1, 11)
    ]


def test_a_yaml_mapping_says_the_same_as_a_json_one(tmp_path: Path) -> None:
    mapping = tmp_path / "mapping.yaml"
    mapping.write_text(f"# a comment\n{yaml.safe_dump(json.loads(json.dumps(LOG)))}")
    assert run_log(text_file(tmp_path, LOG_HEADER, *ROWS), mapping).code == 0
