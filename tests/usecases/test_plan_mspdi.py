"""Plans of Microsoft Project come in with their dates and go out again; attacks are refused."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from kernel.errors import BadInput, DomainError, NotAllowed
from projects.domain.plan_exchange import ImportReport
from projects.models import Dependency, Plan, PlanBaselineTask, PlanCalendar, Project, Task, TaskReport
from projects.mspdi.reading import read_mspdi
from projects.plan_export import export_mspdi
from projects.selectors.plan import frozen_plans, plan_view
from projects.usecases import FreezePlan, ImportPlan, freeze_plan, import_plan
from tests.plan_stories import DAY, link, moment, numbers, small_plan, task, view
from tests.project_stories import started
from tests.web.test_plan_page import PAGE, browser
from tests.world import NOON, World

HEAD = '<?xml version="1.0"?>'
BOMB = (
    HEAD + '<!DOCTYPE p [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    '<Project xmlns="http://schemas.microsoft.com/project"><Name>&b;</Name></Project>'
)
OUTSIDE = (
    HEAD + '<!DOCTYPE p [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    '<Project xmlns="http://schemas.microsoft.com/project"><Name>&x;</Name></Project>'
)


def bring_in(world: World, data: bytes, code: str = "NET-014", print_: str = "f") -> ImportReport:
    project = Project.objects.filter(code=code).first() or started(world, code)
    command = ImportPlan(project.pk, read_mspdi(data), "plan.xml", print_)
    return import_plan(world.actor("petra"), command, at=NOON)


def data_of(real_data: Path, name: str) -> bytes:
    return (real_data / "mspdi" / name).read_bytes()


LINKS = "generated__task-links__task-links-project2007-mspdi.xml"


@pytest.mark.slow
def test_every_file_is_read_and_nearly_all_dates_are_those_of_microsoft(
    world: World, real_data: Path
) -> None:
    told: Counter[str] = Counter()
    for i, path in enumerate(sorted((real_data / "mspdi").glob("*.xml"))):
        report = bring_in(world, path.read_bytes(), f"X-{i}")
        told["files"] += 1
        told["whole"] += not report.differences
        told["compared"] += report.compared
        told["same"] += report.same
        assert all(one.why for one in report.differences), path.name
    assert told["files"] >= 76
    assert told["whole"] >= 64
    assert told["same"] / told["compared"] > 0.92


def test_links_of_all_kinds_keep_their_lags_and_dates(world: World, real_data: Path) -> None:
    report = bring_in(world, data_of(real_data, LINKS))
    assert (report.tasks, report.links, report.differences) == (16, 8, ())
    lags = [(row.kind, row.lag) for row in Dependency.objects.order_by("successor_id")]
    assert lags == [
        ("FS", 0), ("FS", 480), ("FS", 960), ("FS", 2400), ("FS", 4800), ("SF", 960), ("SS", 960),
        ("FF", 960),
    ]  # fmt: skip
    plan = plan_view(Project.objects.get())
    floats = [plan.schedule.tasks[row.code].total_float for row in plan.tasks.values()]
    # CAL-1: total float in days.
    assert [minutes // DAY for minutes in floats if minutes is not None] == [
        10, 10, 9, 9, 8, 8, 5, 5, 0, 0, 10, 10, 9, 9, 9, 9,
    ]  # fmt: skip


def test_a_difference_says_why(world: World, real_data: Path) -> None:
    split = bring_in(world, data_of(real_data, "mspdisplittask.xml"), "A")
    assert "interrupts its work" in split.differences[0].why
    shared = bring_in(world, data_of(real_data, "mspdiresource.xml"), "B")
    assert "different calendars" in shared.differences[0].why
    assert "T-1" in shared.differences[1].why
    early = bring_in(
        world, data_of(real_data, "generated__assignment-flags__assignment-flags-project2019-mspdi.xml"), "C"
    )
    assert "before the project does" in early.differences[0].why


def test_calendars_come_with_their_exceptions(world: World, real_data: Path) -> None:
    name = "generated__calendar-recurring-exceptions__calendar-recurring-exceptions-project2013-mspdi.xml"
    plan = read_mspdi(data_of(real_data, name))
    closed = {day for day, hours in plan.calendar.days if not hours}
    assert plan.notes == ()
    # Every first Saturday from the exception "Recurring Working", and days that recur weekly and yearly.
    assert any(hours and day.weekday() == 5 for day, hours in plan.calendar.days)
    assert len(closed) > 30


def test_frozen_dates_and_null_tasks(world: World, real_data: Path) -> None:
    report = bring_in(world, data_of(real_data, "baselines.xml"))
    assert report.baselines == len(frozen_plans(Project.objects.get())) == 10
    first = PlanBaselineTask.objects.filter(number=1).get()
    assert (first.reason, first.start_at) == ("Baseline 1 of plan.xml", moment("2001-01-01", 9))
    undated = "generated__task-baselines__task-baselines-project2007-mspdi.xml"
    assert "has no dates" in bring_in(world, data_of(real_data, undated), "A").notes[0]
    bring_in(world, data_of(real_data, "mspdinulltasks.xml"), "B")
    assert Task.objects.filter(project__code="B").count() == 5


def test_progress_in_a_file_is_a_fact(world: World, real_data: Path) -> None:
    bring_in(world, data_of(real_data, "mspditimephased.xml"))
    begun = Task.objects.filter(actual_start__isnull=False)
    assert TaskReport.objects.count() == begun.count() > 0


def test_the_same_file_again_writes_nothing_and_another_is_refused(world: World, real_data: Path) -> None:
    data = data_of(real_data, LINKS)
    bring_in(world, data)
    version = Plan.objects.get().version
    assert bring_in(world, data).repeated
    assert (Task.objects.count(), Plan.objects.get().version) == (16, version)
    with pytest.raises(DomainError) as refusal:
        bring_in(world, data, print_="other")
    assert refusal.value.code == "plan_not_empty"
    project = Project.objects.get()
    with pytest.raises(NotAllowed):
        import_plan(world.actor("amir"), ImportPlan(project.pk, read_mspdi(data), "x", "f"), at=NOON)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (BOMB, "xml_forbidden"),
        (OUTSIDE, "xml_forbidden"),
        ("no xml", "not_xml"),
        ("", "not_xml"),
        (HEAD + "<Project><Name/></Project>", "not_a_plan"),
        (HEAD + '<Project xmlns="http://schemas.microsoft.com/project"/>', "bad_value"),
        (
            HEAD
            + '<Project xmlns="http://schemas.microsoft.com/project"><StartDate>soon</StartDate></Project>',
            "bad_value",
        ),
    ],
)
def test_files_that_are_refused(data: str, code: str) -> None:
    with pytest.raises(BadInput) as refusal:
        read_mspdi(data.encode())
    assert refusal.value.code == code


def test_a_loop_in_a_file_is_named_and_nothing_is_written(world: World) -> None:
    rows = "".join(
        f"<Task><UID>{uid}</UID><Name>{uid}</Name><OutlineLevel>1</OutlineLevel><Duration>PT8H0M0S</Duration>"
        f"<PredecessorLink><PredecessorUID>{other}</PredecessorUID><Type>1</Type></PredecessorLink></Task>"
        for uid, other in ((1, 2), (2, 1))
    )
    text = (
        f'{HEAD}<Project xmlns="http://schemas.microsoft.com/project"><StartDate>2026-01-05T08:00:00</StartDate>'
        f"<Tasks>{rows}</Tasks></Project>"
    )
    with pytest.raises(DomainError) as refusal:
        bring_in(world, text.encode())
    assert refusal.value.code == "dependency_cycle"
    assert "T-1" in refusal.value.message
    assert not Task.objects.exists()


def facts_of(project: Project) -> list[tuple[object, ...]]:
    """All that a plan is made of, without ids."""
    plan = view(project)
    names = (
        "code", "title", "duration", "elapsed", "constraint", "constraint_at", "deadline_at", "milestone",
        "actual_start", "actual_finish", "remaining", "complete",
    )  # fmt: skip
    numbers_ = {code: number for number, code in numbers(project)}
    tasks = [
        (numbers_[row.code], *(getattr(row, name) for name in names), *plan.dates(row.code))
        if not plan.node_of[row.pk].summary
        else (numbers_[row.code], row.code, row.title, *plan.dates(row.code))
        for row in plan.tasks.values()
    ]
    links = sorted(
        (one.predecessor, one.successor, one.kind, one.lag, one.lag_calendar) for one in plan.facts.links
    )
    frozen = sorted(
        PlanBaselineTask.objects.filter(project=project).values_list(
            "number", "code", "start_at", "finish_at"
        )
    )
    return [*tasks, *links, *frozen]


def test_what_goes_out_comes_in_the_same(world: World) -> None:
    project = small_plan(world)
    task(world, project, "Wait for paint", 3, code="PAINT", elapsed=True, parent="T-1")
    task(world, project, "Audit", 1, constraint="FNLT", constraint_at=moment("2026-02-02", 17),
         deadline_at=moment("2026-02-05", 17))  # fmt: skip
    link(world, project, "PAINT", "T-3", kind="SS", lag=2880, lag_calendar="elapsed")
    link(world, project, "T-2", "T-5", kind="FF", lag=-240)
    freeze_plan(world.actor("petra"), FreezePlan(project.pk), at=NOON)
    report = bring_in(world, export_mspdi(project), "COPY")
    assert report.differences == ()
    assert facts_of(Project.objects.get(code="COPY")) == facts_of(project)


def test_imported_files_survive_export_and_import(world: World, real_data: Path) -> None:
    names = (LINKS, "legacy__sample.xml", "legacy__caltest.xml", "mspditimephased.xml", "mspdiresource.xml")
    for i, name in enumerate(names):
        bring_in(world, data_of(real_data, name), f"A-{i}")
        first = Project.objects.get(code=f"A-{i}")
        bring_in(world, export_mspdi(first), f"B-{i}")
        assert facts_of(Project.objects.get(code=f"B-{i}")) == facts_of(first), name


def test_the_commands_are_doors(world: World, real_data: Path, tmp_path: Path) -> None:
    started(world)
    path = str(real_data / "mspdi" / LINKS)
    said = StringIO()
    call_command("import_mspdi", path, project="NET-014", zone="Europe/Berlin", stdout=said)
    assert "16 tasks, 8 links" in said.getvalue()
    assert "16 of 16 tasks have the dates of the file" in said.getvalue()
    assert Plan.objects.get().start_at == datetime(2014, 10, 17, 6, tzinfo=UTC)
    assert PlanCalendar.objects.get().zone == "Europe/Berlin"
    target = tmp_path / "out.xml"
    call_command("export_mspdi", "NET-014", str(target), stdout=StringIO())
    assert read_mspdi(target.read_bytes(), "Europe/Berlin").start == Plan.objects.get().start_at
    bomb = tmp_path / "bomb.xml"
    bomb.write_text(BOMB)
    for given in (bomb, tmp_path / "missing.xml"):
        with pytest.raises(CommandError):
            call_command("import_mspdi", str(given), project="NET-014")


def test_a_plan_is_downloaded(world: World) -> None:
    project = small_plan(world)
    answer = browser(world, "amir").get(f"{PAGE}export/")
    assert answer["Content-Disposition"] == 'attachment; filename="NET-014.xml"'
    plan = read_mspdi(answer.content)
    assert [one.code for one in plan.tasks] == [code for _number, code in numbers(project)]
    assert plan.tasks[1].finish == moment("2026-01-02", 17)
    assert plan.start.date() == date(2026, 1, 1)
