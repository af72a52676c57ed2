"""A portfolio comes in as dated facts: promises, forecasts, cost and progress, each on its report's day."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from governance.models import Alert
from kernel.models import AuditEvent, ImportRowError, OutboxMessage
from projects.imports import code_of
from projects.models import Baseline, CostEntry, ForecastEntry, Phase, ProgressEntry, Project
from tests.imports.files import BOOK, BOOK_HEADER, mapping_file, run_portfolio, text_file

pytestmark = pytest.mark.django_db

ROWS = (
    "A,2020-01-15,Alpha,2020-01-01,100,2020-12-31,100,10,5,fine",
    "A,2020-04-15,Alpha,2020-01-01,100,2020-12-31,105,30,25,",
    "A,2020-07-15,Alpha,2020-01-01,120,2021-03-31,115,25,40,a bill was wrong",
    "B,2020-04-15,Beta,,,,,,,",
    "B,2020-07-15,Beta,2020-05-01,50,2020-10-31,50,0,0,",
)


def brought_in(tmp_path: Path, *rows: str, no_wait: bool = True, **changes: Any) -> Any:
    path = text_file(tmp_path, BOOK_HEADER, *rows)
    return run_portfolio(path, mapping_file(tmp_path, BOOK, **changes), no_wait=no_wait)


def everything() -> dict[str, list[Any]]:
    fields = ("project_id", "valid_on", "source_key", "recorded_at")
    return {
        "projects": list(Project.objects.order_by("id").values()),
        "phases": list(Phase.objects.order_by("id").values()),
        "baselines": list(Baseline.objects.order_by("id").values()),
        "costs": list(CostEntry.objects.order_by("id").values("amount", *fields)),
        "forecasts": list(ForecastEntry.objects.order_by("id").values("amount", "finish", *fields)),
        "progress": list(ProgressEntry.objects.order_by("id").values("complete", *fields)),
        "events": list(AuditEvent.objects.order_by("id").values()),
        "messages": list(OutboxMessage.objects.order_by("id").values("key", "payload")),
    }


def test_reports_become_promises_forecasts_cost_and_progress_of_their_day(tmp_path: Path) -> None:
    done = brought_in(tmp_path, *ROWS)
    assert done.code == 0
    alpha = Project.objects.get(external_key="book:A")
    assert (alpha.code, alpha.name, alpha.currency) == ("book-A", "Alpha", "EUR")
    baselines = Baseline.objects.filter(project=alpha).order_by("number")
    assert [(row.kind, row.budget, str(row.valid_from), str(row.finish)) for row in baselines] == [
        ("original", 100, "2020-01-15", "2020-12-31"),
        ("rebaseline", 120, "2020-07-15", "2021-03-31"),
    ]
    costs = CostEntry.objects.filter(project=alpha).order_by("valid_on")
    assert [(str(row.valid_on), row.amount) for row in costs] == [
        ("2020-01-15", 10), ("2020-04-15", 20), ("2020-07-15", -5),
    ]  # fmt: skip
    forecasts = ForecastEntry.objects.filter(project=alpha).order_by("valid_on")
    assert [(row.amount, row.note) for row in forecasts] == [
        (100, "fine"), (105, ""), (115, "a bill was wrong"),
    ]  # fmt: skip
    progress = ProgressEntry.objects.filter(project=alpha).order_by("valid_on")
    assert [row.complete for row in progress] == [Decimal("0.05"), Decimal("0.25"), Decimal("0.4")]


def test_a_row_without_figures_carries_no_fact(tmp_path: Path) -> None:
    brought_in(tmp_path, *ROWS)
    beta = Project.objects.get(external_key="book:B")
    assert [str(row.valid_from) for row in Baseline.objects.filter(project=beta)] == ["2020-07-15"]
    assert ForecastEntry.objects.filter(project=beta).count() == 1
    assert not CostEntry.objects.filter(project=beta).exists()


def test_told_again_nothing_happens(tmp_path: Path) -> None:
    brought_in(tmp_path, *ROWS)
    before = everything()
    again = brought_in(tmp_path, *ROWS)
    assert (again.code, "2 unchanged projects" in again.out) == (0, True)
    assert everything() == before


def facts(source: str) -> list[Any]:
    """All facts of a source's projects, without what names the source."""
    ours = {"project__external_key__startswith": f"{source}:"}
    order = ("project__name", "valid_on")
    return [
        list(Baseline.objects.filter(**ours).order_by("project__name", "number").values_list(
            "project__name", "number", "kind", "valid_from", "budget", "start", "finish", "reason"
        )),
        list(CostEntry.objects.filter(**ours).order_by(*order).values_list(*order, "amount")),
        list(ForecastEntry.objects.filter(**ours).order_by(*order).values_list(
            *order, "amount", "finish", "note"
        )),
        list(ProgressEntry.objects.filter(**ours).order_by(*order).values_list(*order, "complete")),
        list(Project.objects.filter(external_key__startswith=f"{source}:").order_by("name").values_list(
            "name", "phase", "state", "start", "target_finish"
        )),
    ]  # fmt: skip


def test_a_file_that_grew_ends_like_one_that_came_whole(tmp_path: Path) -> None:
    for rows in (ROWS[:1], ROWS[:2], ROWS):
        assert brought_in(tmp_path, *rows).code == 0
    brought_in(tmp_path, *ROWS, source="other")
    assert facts("book") == facts("other")
    assert len(facts("book")[0]) == 3


def test_one_message_a_project_names_the_days_in_order(tmp_path: Path) -> None:
    brought_in(tmp_path, *ROWS)
    told = [
        row
        for row in OutboxMessage.objects.filter(queue="recompute")
        if row.payload["kind"] == "project.facts_imported"
    ]
    assert len(told) == 2
    assert told[0].payload["data"]["days"] == ["2020-01-15", "2020-04-15", "2020-07-15"]


def test_alerts_are_raised_as_of_the_report_that_broke_the_promise(tmp_path: Path) -> None:
    done = brought_in(tmp_path, *ROWS, no_wait=False)
    assert "handled" in done.out
    assert not OutboxMessage.objects.filter(queue="recompute").exclude(state="done").exists()
    alert = Alert.objects.get(rule="budget.forecast")
    assert (alert.project.name, str(alert.raised_on)) == ("Alpha", "2020-07-15")
    # 115 against the 100 first promised: the re-baseline to 120 moved no promise.
    assert alert.value == pytest.approx(0.15)


def test_bad_rows_are_told_and_the_good_ones_are_in(tmp_path: Path) -> None:
    done = brought_in(
        tmp_path, *ROWS,
        "C,2020-13-01,Gamma,,10,,10,,,",
        "C,2020-01-15,Gamma,,ten,,10,,,",
        "C,2020-01-15,Gamma,,-10,,10,,,",
        "C,2020-01-15,Gamma,,10,,10,,250,",
        ",2020-01-15,Gamma,,10,,10,,,",
        "C,,Gamma,,10,,10,,,",
        "A,2020-07-15,Alpha,,130,,,,,",
        "D,1969-01-15,Old,1968-01-01,10,1967-01-01,10,,,",
    )  # fmt: skip
    assert done.code == 1
    assert list(ImportRowError.objects.order_by("line").values_list("line", "code")) == [
        (7, "bad_date"), (8, "not_a_number"), (9, "negative_amount"), (10, "bad_fraction"),
        (11, "empty_cell"), (12, "empty_cell"), (13, "duplicate_report"),
        (14, "warning.finish_before_start"),
    ]  # fmt: skip
    assert set(Project.objects.values_list("name", flat=True)) == {"Alpha", "Beta", "Old"}
    assert Baseline.objects.get(project__name="Old").finish is None


def test_rows_of_one_day_may_be_parts_of_one_project(tmp_path: Path) -> None:
    rows = (
        "A,2020-01-15,Alpha,2020-01-01,100,2020-12-31,110,10,,wall",
        "A,2020-01-15,Alpha,2019-06-01,50,2021-12-31,,5,,roof",
    )
    assert brought_in(tmp_path, *rows, rows_of_a_day="sum").code == 0
    baseline, forecast = Baseline.objects.get(), ForecastEntry.objects.get()
    assert (baseline.budget, str(baseline.start), str(baseline.finish)) == (150, "2019-06-01", "2021-12-31")
    assert (forecast.amount, forecast.note) == (110, "wall\nroof")


def test_cost_may_be_given_per_period(tmp_path: Path) -> None:
    brought_in(tmp_path, *ROWS, spent_is="period")
    costs = CostEntry.objects.filter(project__name="Alpha").order_by("valid_on")
    assert [row.amount for row in costs] == [10, 30, 25]


def test_phase_and_state_are_those_named_last(tmp_path: Path) -> None:
    steps = {"column": "note", "map": {"plan": "planning", "build": "execution", "over": None}}
    state = {"column": "note", "map": {"over": "completed"}, "otherwise": "active"}
    rows = [
        f"A,2020-0{month}-15,Alpha,2020-01-01,1,,,,,{note}"
        for month, note in enumerate(("plan", "build", "over"), 1)
    ]
    brought_in(tmp_path, *rows, phase=steps, state=state)
    project = Project.objects.get()
    assert (project.phase, project.state) == ("execution", "completed")
    began = dict(Phase.objects.filter(project=project).values_list("kind", "actual_start"))
    assert (str(began["planning"]), str(began["execution"])) == ("2020-01-15", "2020-02-15")
    assert str(Phase.objects.get(project=project, kind="planning").actual_finish) == "2020-02-15"


def test_a_project_that_cannot_be_created_is_left_out_whole(tmp_path: Path) -> None:
    code = {"constant": "SAME"}
    done = brought_in(tmp_path, *ROWS, code=code)
    assert done.code == 1
    assert ImportRowError.objects.get().code == "code_taken"
    assert Project.objects.get().name == "Alpha"
    assert not Baseline.objects.filter(budget=50).exists()


def test_long_keys_that_begin_alike_stay_two_projects(tmp_path: Path) -> None:
    rows = [ROWS[0].replace("A,", f"{'long ' * 40}{end},", 1) for end in ("one", "two")]
    assert brought_in(tmp_path, *rows).code == 0
    assert brought_in(tmp_path, *rows, "E,2020-01-01,E,,,,,,,").code == 0
    assert (Project.objects.count(), Baseline.objects.count()) == (3, 2)


def test_two_currencies_in_one_project_are_refused(tmp_path: Path) -> None:
    rows = (ROWS[0].replace("fine", "EUR"), ROWS[1] + "USD", ROWS[4] + "Euro")
    assert brought_in(tmp_path, *rows, currency="note").code == 1
    assert list(ImportRowError.objects.order_by("line").values_list("line", "code")) == [
        (3, "mixed_currency"), (4, "not_a_currency"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("key", "wanted", "code"),
    [
        ("18", "NYC-18", "NYC-18"),
        ("18", "", "book-18"),
        ("a b", "", "book-a-b-c8687a"),
        ("x" * 60, "", f"book-{'x' * 28}-"),
        ("é", "é", ""),
    ],
)
def test_codes_are_made_of_the_signs_that_codes_have(key: str, wanted: str, code: str) -> None:
    made = code_of("book", key, wanted)
    assert made.startswith(code)
    assert len(made) <= 40
    assert made.isascii()
