"""A plan is outlined, linked and scheduled; what it promises of milestones is written down."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction

from kernel.errors import BadInput, DomainError, NotAllowed, NotVisible, Stale
from kernel.models import AuditEvent, OutboxMessage
from people.usecases import SetWeek, set_week
from projects.models import MilestoneForecast, Plan, PlanBaselineTask, Task, TaskReport
from projects.selectors.plan import frozen_plan, frozen_plans, milestone_history
from projects.usecases import (
    AddTask,
    EditTask,
    FreezePlan,
    LinkTasks,
    MoveTask,
    RemoveTask,
    ReportTaskProgress,
    SetPlan,
    UnlinkTasks,
    add_task,
    edit_task,
    freeze_plan,
    link_tasks,
    move_task,
    remove_task,
    report_task_progress,
    set_plan,
    unlink_tasks,
)
from tests.plan_stories import DAY, link, moment, numbers, small_plan, task, view
from tests.project_stories import started
from tests.world import NOON, World

JAN_1 = moment("2026-01-01")


def code_of(refusal: pytest.ExceptionInfo[DomainError]) -> str:
    return refusal.value.code


def test_a_plan_has_numbers_codes_and_dates(world: World) -> None:
    project = small_plan(world)
    assert numbers(project) == [("1", "T-1"), ("1.1", "T-2"), ("1.2", "T-3"), ("2", "T-4")]
    plan = view(project)
    assert plan.dates("T-2") == (moment("2026-01-01"), moment("2026-01-02", 17))
    assert plan.dates("T-3") == (moment("2026-01-05"), moment("2026-01-07", 17))
    assert plan.dates("T-1") == (moment("2026-01-01"), moment("2026-01-07", 17))
    assert plan.schedule.critical() == ("T-2", "T-3", "T-4")


def test_every_change_is_told_and_counted(world: World) -> None:
    project = small_plan(world)
    assert Plan.objects.get(project=project).version == 7
    kinds = list(AuditEvent.objects.filter(kind__startswith="project.task").values_list("kind", flat=True))
    assert kinds == ["project.task_added"] * 4 + ["project.tasks_linked"] * 2
    assert OutboxMessage.objects.filter(key=f"project:{project.pk}").exists()


def test_a_task_goes_after_its_neighbour(world: World) -> None:
    project = small_plan(world)
    task(world, project, "Racks", parent="T-1", after="T-2")
    assert numbers(project)[1:4] == [("1.1", "T-2"), ("1.2", "T-5"), ("1.3", "T-3")]


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"title": " "}, "title_missing"),
        ({"code": "has space"}, "bad_code"),
        ({"code": "T-2"}, "code_taken"),
        ({"duration": -1}, "bad_duration"),
        ({"constraint": "SNET"}, "constraint_date"),
        ({"constraint": "SOON"}, "unknown_constraint"),
        ({"calendar": "moon"}, "unknown_calendar"),
        ({"after": "T-2"}, "not_a_sibling"),
        ({"parent": "T-99"}, "not_found"),
        ({"scope_item_id": 99999}, "unknown_scope_item"),
        ({"units_planned": Decimal(0)}, "bad_units"),
        ({"deadline_at": moment("1812-01-01")}, "out_of_range"),
    ],
)
def test_tasks_that_are_refused(world: World, fields: dict[str, object], code: str) -> None:
    project = small_plan(world)
    version = Plan.objects.get(project=project).version
    with pytest.raises((DomainError, BadInput, NotVisible)) as refusal:
        add_task(world.actor("petra"), AddTask(project.pk, **{"title": "X", **fields}), at=NOON)  # type: ignore[arg-type]
    assert code_of(refusal) == code  # type: ignore[arg-type]
    assert (Task.objects.count(), Plan.objects.get(project=project).version) == (4, version)


def test_only_who_runs_the_project_plans_it(world: World) -> None:
    project = small_plan(world)
    with pytest.raises(NotAllowed):
        add_task(world.actor("amir"), AddTask(project.pk, "X"), at=NOON)
    with pytest.raises(NotVisible):
        add_task(world.actor("rita"), AddTask(project.pk, "X"), at=NOON)


def test_a_loop_is_refused_by_name_and_writes_nothing(world: World) -> None:
    project = small_plan(world)
    with pytest.raises(DomainError) as refusal:
        link(world, project, "T-4", "T-2")
    assert code_of(refusal) == "dependency_cycle"
    assert {"T-2", "T-3", "T-4"} <= set(refusal.value.message.replace(",", " ").split())
    assert len(view(project).links) == 2
    with pytest.raises(DomainError) as refusal:
        link(world, project, "T-2", "T-2")
    assert code_of(refusal) == "dependency_cycle"


def test_a_link_says_its_kind_and_lag_and_can_be_taken_away(world: World) -> None:
    project = small_plan(world)
    made = link(world, project, "T-2", "T-4", kind="SS", lag=10 * DAY)
    assert view(project).dates("T-4")[1] == moment("2026-01-14", 17)
    again = link(world, project, "T-2", "T-4", kind="SS", lag=-DAY)
    assert (again.pk, view(project).dates("T-4")[1]) == (made.pk, moment("2026-01-07", 17))
    unlink_tasks(world.actor("petra"), UnlinkTasks(project.pk, made.pk), at=NOON)
    assert len(view(project).links) == 2
    with pytest.raises(NotVisible):
        unlink_tasks(world.actor("petra"), UnlinkTasks(project.pk, made.pk), at=NOON)
    with pytest.raises(BadInput):
        link_tasks(world.actor("petra"), LinkTasks(project.pk, "T-2", "T-4", kind="XX"), at=NOON)


def test_codes_stay_when_tasks_move(world: World) -> None:
    project = small_plan(world)

    def move(code: str, how: str) -> list[tuple[str, str]]:
        move_task(world.actor("petra"), MoveTask(project.pk, code, None, how), at=NOON)
        return numbers(project)

    assert move("T-3", "outdent") == [("1", "T-1"), ("1.1", "T-2"), ("2", "T-3"), ("3", "T-4")]
    assert move("T-3", "up") == [("1", "T-3"), ("2", "T-1"), ("2.1", "T-2"), ("3", "T-4")]
    assert move("T-3", "down") == [("1", "T-1"), ("1.1", "T-2"), ("2", "T-3"), ("3", "T-4")]
    assert move("T-3", "indent") == [("1", "T-1"), ("1.1", "T-2"), ("1.2", "T-3"), ("2", "T-4")]
    for code, how in (("T-1", "up"), ("T-4", "down"), ("T-1", "indent"), ("T-4", "outdent")):
        with pytest.raises(DomainError) as refusal:
            move(code, how)
        assert code_of(refusal) == "cannot_move"


def test_a_move_that_makes_a_loop_is_refused(world: World) -> None:
    project = small_plan(world)
    link(world, project, "T-1", "T-4", kind="SS")
    with pytest.raises(DomainError) as refusal:
        move_task(world.actor("petra"), MoveTask(project.pk, "T-4", None, "indent"), at=NOON)
    assert code_of(refusal) == "link_inside_summary"
    assert numbers(project)[-1] == ("2", "T-4")


def test_an_edit_moves_dates_and_names_the_version_it_was_made_from(world: World) -> None:
    project = small_plan(world)
    edit_task(world.actor("petra"), EditTask(project.pk, "T-2", 1, {"duration": 4 * DAY}, "Late"), at=NOON)
    assert view(project).dates("T-4")[1] == moment("2026-01-09", 17)
    with pytest.raises(Stale) as refusal:
        edit_task(world.actor("petra"), EditTask(project.pk, "T-2", 1, {"duration": DAY}), at=NOON)
    assert refusal.value.current["duration"] == 4 * DAY
    with pytest.raises(BadInput):
        edit_task(world.actor("petra"), EditTask(project.pk, "T-2", 2, {"code": "X"}), at=NOON)


def test_an_edit_without_a_difference_writes_nothing(world: World) -> None:
    project = small_plan(world)
    before = AuditEvent.objects.count()
    row = edit_task(world.actor("petra"), EditTask(project.pk, "T-2", 1, {"title": "Cable"}), at=NOON)
    assert (row.version, AuditEvent.objects.count()) == (1, before)


def test_every_slip_of_a_milestone_is_kept_with_its_reason(world: World) -> None:
    project = small_plan(world)
    command = EditTask(project.pk, "T-2", None, {"duration": 4 * DAY}, "Cables are late")
    edit_task(world.actor("petra"), command, at=NOON)
    edit_task(world.actor("petra"), EditTask(project.pk, "T-1", None, {"title": "Build it"}), at=NOON)
    told = [(row.expected_at, row.reason, row.recorded_by) for row in milestone_history(project)["T-4"]]
    assert told == [
        (moment("2026-01-01"), "", "Petra"),
        (moment("2026-01-07", 17), "", "Petra"),
        (moment("2026-01-09", 17), "Cables are late", "Petra"),
    ]


def test_a_frozen_plan_stays_while_dates_move(world: World) -> None:
    project = small_plan(world)
    assert freeze_plan(world.actor("petra"), FreezePlan(project.pk, "Approved"), at=NOON) == 1
    edit_task(world.actor("petra"), EditTask(project.pk, "T-2", None, {"duration": 4 * DAY}), at=NOON)
    assert frozen_plan(project)["T-4"].finish_at == moment("2026-01-07", 17)
    assert freeze_plan(world.actor("petra"), FreezePlan(project.pk, "Again"), at=NOON) == 2
    assert frozen_plan(project)["T-4"].finish_at == moment("2026-01-09", 17)
    assert frozen_plan(project, 1)["T-4"].finish_at == moment("2026-01-07", 17)
    told = [(one.number, one.tasks, one.reason, one.finish_at.day) for one in frozen_plans(project)]
    assert told == [(1, 4, "Approved", 7), (2, 4, "Again", 9)]


def test_an_empty_plan_cannot_be_frozen(world: World) -> None:
    project = started(world)
    with pytest.raises(DomainError) as refusal:
        freeze_plan(world.actor("petra"), FreezePlan(project.pk), at=NOON)
    assert code_of(refusal) == "plan_empty"


@pytest.mark.parametrize("model", [MilestoneForecast, PlanBaselineTask, TaskReport])
def test_the_database_keeps_what_was_said(world: World, model: type[TaskReport]) -> None:
    project = small_plan(world)
    freeze_plan(world.actor("petra"), FreezePlan(project.pk), at=NOON)
    report(world, project, "T-2", actual_start=moment("2026-01-01"))
    assert model.objects.exists()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {model._meta.db_table} SET recorded_by = 'x'")


def report(
    world: World, project: object, code: str, day: date = date(2026, 1, 5), **said: object
) -> TaskReport:
    command = ReportTaskProgress(project.pk, code, None, day, **said)  # type: ignore[attr-defined, arg-type]
    return report_task_progress(world.actor("petra"), command, at=NOON)


def test_what_is_left_after_a_day_moves_the_finish(world: World) -> None:
    project = small_plan(world)
    report(world, project, "T-2", actual_start=moment("2026-01-02"), remaining=3 * DAY)
    # Two days were worked, Friday and Monday; three are left.
    assert Task.objects.get(code="T-2").duration == 5 * DAY
    assert view(project).dates("T-2") == (moment("2026-01-02"), moment("2026-01-08", 17))


def test_a_finished_task_lies_where_it_was_done(world: World) -> None:
    project = small_plan(world)
    report(world, project, "T-2", actual_start=moment("2026-01-01"), actual_finish=moment("2026-01-05", 12))
    row = Task.objects.get(code="T-2")
    assert (row.duration, row.complete, row.remaining) == (2 * DAY + 240, 1, 0)
    assert view(project).dates("T-3")[0] == moment("2026-01-05", 13)
    plan = view(project)
    whole, done = 5 * DAY + 240, 2 * DAY + 240
    assert plan.complete[plan.task("T-1").pk] == Decimal(done) / Decimal(whole)


def test_with_a_status_date_the_rest_is_planned_from_there(world: World) -> None:
    project = small_plan(world)
    report(world, project, "T-2", actual_start=moment("2026-01-01"), remaining=DAY)
    command = SetPlan(project.pk, None, status_at=moment("2026-01-12"))
    set_plan(world.actor("petra"), command, at=NOON)
    assert view(project).dates("T-2") == (moment("2026-01-01"), moment("2026-01-12", 17))


@pytest.mark.parametrize(
    ("code", "said", "refusal_code"),
    [
        ("T-1", {"actual_start": moment("2026-01-01")}, "summary_progress"),
        ("T-2", {"complete": Decimal("0.5"), "evidence": "seen"}, "not_started"),
        ("T-2", {"actual_start": JAN_1, "complete": Decimal("0.5")}, "percent_evidence"),
        ("T-2", {"actual_start": JAN_1, "complete": Decimal(2), "evidence": "x"}, "percent_range"),
        ("T-2", {"actual_start": moment("2026-01-05"), "actual_finish": JAN_1}, "finish_before_start"),
        ("T-2", {"actual_start": moment("2027-01-05")}, "in_the_future"),
        ("T-2", {"actual_start": moment("2026-01-01"), "remaining": -5}, "bad_duration"),
    ],
)  # fmt: skip
def test_reports_that_are_refused(
    world: World, code: str, said: dict[str, object], refusal_code: str
) -> None:
    project = small_plan(world)
    with pytest.raises(DomainError) as refusal:
        report(world, project, code, **said)
    assert code_of(refusal) == refusal_code
    assert not TaskReport.objects.exists()


def test_a_report_sent_twice_is_one(world: World) -> None:
    project = small_plan(world)
    first = report(world, project, "T-2", actual_start=moment("2026-01-01"), source_key="x:1")
    again = report(world, project, "T-2", actual_start=moment("2026-01-01"), source_key="x:1")
    assert (first.pk, TaskReport.objects.count()) == (again.pk, 1)


def test_a_branch_is_removed_unless_work_was_reported(world: World) -> None:
    project = small_plan(world)
    remove_task(world.actor("petra"), RemoveTask(project.pk, "T-4", 1), at=NOON)
    assert task(world, project, "New").code == "T-5"
    report(world, project, "T-2", actual_start=moment("2026-01-01"))
    with pytest.raises(DomainError) as refusal:
        remove_task(world.actor("petra"), RemoveTask(project.pk, "T-1", None), at=NOON)
    assert (code_of(refusal), "T-2" in refusal.value.message) == ("task_has_facts", True)
    remove_task(world.actor("petra"), RemoveTask(project.pk, "T-3", None), at=NOON)
    assert numbers(project) == [("1", "T-1"), ("1.1", "T-2"), ("2", "T-5")]
    assert view(project).links == []


def test_nothing_goes_below_a_task_that_has_begun(world: World) -> None:
    project = small_plan(world)
    report(world, project, "T-2", actual_start=moment("2026-01-01"))
    with pytest.raises(DomainError) as refusal:
        task(world, project, "X", parent="T-2")
    assert code_of(refusal) == "task_has_begun"
    with pytest.raises(DomainError) as refusal:
        move_task(world.actor("petra"), MoveTask(project.pk, "T-3", None, "indent"), at=NOON)
    assert code_of(refusal) == "task_has_begun"


def test_a_plan_works_by_the_calendar_it_names(world: World) -> None:
    project = small_plan(world)
    hours = ("09:00-13:00",) * 4 + ("", "", "")
    week = SetWeek("short", "Short week", "Europe/Berlin", date(2020, 1, 1), hours)  # type: ignore[arg-type]
    set_week(world.actor("ada"), week, at=NOON)
    set_plan(world.actor("petra"), SetPlan(project.pk, None, "short"), at=NOON)
    # Half days, Monday to Thursday, 09:00 in Berlin: sixteen hours end on the fourth of them.
    assert view(project).dates("T-2") == (moment("2026-01-01"), moment("2026-01-07", 12))
    with pytest.raises(DomainError) as refusal:
        set_plan(world.actor("petra"), SetPlan(project.pk, None, "moon"), at=NOON)
    assert code_of(refusal) == "unknown_calendar"
    with pytest.raises(Stale):
        set_plan(world.actor("petra"), SetPlan(project.pk, 1, ""), at=NOON)
