"""The critical path method on published networks (plain time, no calendar)."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kernel.errors import DomainError
from projects.domain.axis import ELAPSED
from projects.domain.schedule import Link, Rules, Task, schedule

PLAIN = Rules(start=0, axis=ELAPSED)


def plan(durations, links, **rules):
    """Durations by task id (a list counts from 1); links as (pred, succ) or (pred, succ, kind, lag)."""
    named = durations if isinstance(durations, dict) else dict(enumerate(durations, start=1))
    return schedule(
        [Task(id_, d) for id_, d in named.items()],
        [Link(*link) for link in links],
        Rules(0, ELAPSED, **rules),
    )


def column(result, name):
    return [getattr(row, name) for row in result.tasks.values()]


def each(pred, *succs):
    return [(pred, succ) for succ in succs]


CP_1 = [*each(1, 2, 3, 4), (2, 5), (3, 10), (4, 6), (5, 9), (6, 7), *each(7, 8, 11)]
CP_1 += [(n, 12) for n in (8, 9, 10, 11)]


def test_cp_1_vanhoucke_2009():
    s = plan([0, 4, 9, 1, 4, 5, 1, 7, 8, 3, 3, 0], CP_1)
    assert s.finish == 16
    assert column(s, "early_start") == [0, 0, 0, 0, 4, 1, 6, 7, 8, 9, 7, 16]
    assert column(s, "late_start") == [0, 0, 4, 2, 4, 3, 8, 9, 8, 13, 13, 16]
    assert column(s, "total_float") == [0, 0, 4, 2, 0, 2, 2, 2, 0, 4, 6, 0]
    assert column(s, "free_float") == [0, 0, 0, 0, 0, 0, 0, 2, 0, 4, 6, 0]
    assert set(s.critical()) == {1, 2, 5, 9, 12}
    assert s.tasks[3].interfering_float == 4


def test_cp_2_vanhoucke_2014_patient_transport():
    links = [(1, 2), (2, 3), *each(3, 4, 6), (4, 5), (5, 8), (6, 7), (7, 8), *each(8, 9, 10, 11, 12, 13)]
    links += [*((n, 14) for n in (9, 10, 11, 12)), *each(13, 14, 15), *each(14, 16, 17), *each(15, 16, 17)]
    s = plan([1, 1, 3, 2, 2, 2, 2, 1, 4, 5, 3, 3, 4, 5, 1, 5, 2], links)
    assert s.finish == 25
    assert column(s, "early_start") == [0, 1, 2, 5, 7, 5, 7, 9, 10, 10, 10, 10, 10, 15, 14, 20, 20]
    assert column(s, "late_finish") == [1, 2, 5, 7, 9, 7, 9, 10, 15, 15, 15, 15, 15, 20, 20, 25, 25]
    assert column(s, "total_float") == [0] * 8 + [1, 0, 2, 2, 1, 0, 5, 0, 3]
    assert set(s.critical()) == {*range(1, 9), 10, 14, 16}


def test_cp_4_widget():
    durations = {
        "Approve": 5, "Drawings": 10, "Study": 5, "Specs": 5, "Prototype": 15, "Materials": 10,
        "Facility": 10, "InitProd": 10, "Strategy": 10, "TestMkt": 15, "Marketing": 0,
        "Evaluate": 10, "Changes": 5, "Production": 0,
    }  # fmt: skip
    links = [
        *each("Approve", "Drawings", "Study", "Specs"),
        ("Drawings", "Prototype"),
        ("Specs", "Prototype"),
    ]
    links += [
        *each("Prototype", "Materials", "Facility"),
        ("Materials", "InitProd"),
        ("Facility", "InitProd"),
    ]
    links += [("Study", "Strategy"), *each("Strategy", "TestMkt", "Marketing")]
    links += [*each("InitProd", "TestMkt", "Marketing", "Evaluate"), ("Evaluate", "Changes")]
    links += [("TestMkt", "Changes"), ("Changes", "Production")]
    s = plan(durations, links)
    assert s.finish == 70
    total = {k: row.total_float for k, row in s.tasks.items() if row.total_float}
    free = {k: row.free_float for k, row in s.tasks.items() if row.free_float}
    assert total == {"Study": 30, "Specs": 5, "Strategy": 30, "Evaluate": 5, "Marketing": 20}
    assert free == {"Specs": 5, "Strategy": 30, "Evaluate": 5, "Marketing": 20}


@pytest.mark.parametrize(
    ("kind", "lag", "a", "b", "total"),
    [
        ("FS", 0, 3, 3, 8), ("FS", 2, 3, 3, 10), ("FS", -2, 3, 3, 6), ("FF", 0, 3, 3, 5), ("FF", 2, 3, 3, 7),
        ("SS", 0, 3, 5, 7), ("SS", 2, 3, 5, 9), ("SS", 2, 3, 3, 7), ("FF", 0, 5, 3, 7), ("FF", 2, 5, 3, 9),
        ("SF", 2, 3, 3, 4),
    ],
    ids=str,
)  # fmt: skip
def test_cp_6_relations(kind, lag, a, b, total):
    s = plan({"Begin": 1, "A": a, "B": b, "End": 1}, [("Begin", "A"), ("A", "B", kind, lag), ("B", "End")])
    assert s.finish == total


def test_cp_8_nothing_starts_before_the_project():
    s = plan({"Begin": 1, "A": 3, "B": 3, "End": 1}, [("Begin", "A"), ("A", "B", "FF", -2), ("B", "End")])
    assert (s.tasks["B"].early_start, s.finish) == (0, 4)


def test_cp_8_everything_is_bounded_by_the_project_finish():
    s = plan({"Begin": 1, "A": 5, "B": 3, "End": 1}, [("Begin", "A"), ("A", "B", "SS", 0), ("B", "End")])
    assert s.tasks["A"].late_finish == 6


def test_cp_9_parts_of_a_day():
    s = plan([3000, 2000, 1000, 1500, 4200], [(1, 3), (2, 4), (4, 3)])
    assert s.finish == 4500
    assert column(s, "total_float") == [500, 0, 0, 0, 300]


def test_near_critical_work_is_a_band_of_float():
    s = plan([0, 4, 9, 1, 4, 5, 1, 7, 8, 3, 3, 0], CP_1)
    assert set(s.near_critical(2)) == {4, 6, 7, 8}
    assert set(plan([3, 4], [], critical_float=1).critical()) == {1, 2}


def test_a_promised_finish_gives_negative_float():
    s = plan([3, 4], [(1, 2)], finish_by=5)
    assert column(s, "total_float") == [-2, -2]
    assert s.finish == 7


def test_the_driving_path_says_why():
    s = plan([0, 4, 9, 1, 4, 5, 1, 7, 8, 3, 3, 0], CP_1)
    assert s.driving_path(12) == (1, 2, 5, 9, 12)
    assert [(d.reason, d.predecessor) for d in s.drivers(10)] == [("link", 3)]
    assert [d.reason for d in s.drivers(1)] == ["project_start"]


@pytest.mark.parametrize(("task", "drag"), [(1, 0), (2, 2), (5, 2), (9, 2), (3, 0)])
def test_drag_is_what_a_task_adds_to_the_finish(task, drag):
    assert plan([0, 4, 9, 1, 4, 5, 1, 7, 8, 3, 3, 0], CP_1).drag(task) == drag


def test_a_loop_is_refused_and_named():
    with pytest.raises(DomainError) as refused:
        plan({"A": 1, "B": 1, "C": 1, "D": 1}, [("A", "B"), ("B", "C"), ("C", "B"), ("C", "D")])
    assert refused.value.code == "dependency_cycle"
    assert "B -> C -> B" in refused.value.message or "C -> B -> C" in refused.value.message


def test_a_task_linked_to_itself_is_a_loop():
    with pytest.raises(DomainError, match="A -> A"):
        plan({"A": 1}, [("A", "A")])


@pytest.mark.parametrize(
    ("tasks", "links", "code"),
    [
        ([Task(1, 1), Task(1, 2)], [], "duplicate_task"),
        ([Task(1, 1)], [Link(1, 9)], "unknown_task"),
        ([Task(1, 1, parent=9)], [], "unknown_task"),
        ([Task(1, -1)], [], "negative_duration"),
        ([Task(1, 1, constraint="SNET")], [], "constraint_date"),
        ([Task(1, parent=2), Task(2, parent=1), Task(3, parent=1)], [], "summary_cycle"),
        ([Task(1), Task(2, 5, parent=1)], [Link(1, 2)], "link_inside_summary"),
        ([Task(1, constraint="MSO", at=1), Task(2, 5, parent=1)], [], "summary_constraint"),
    ],
)
def test_a_plan_that_cannot_be_calculated_is_refused(tasks, links, code):
    with pytest.raises(DomainError) as refused:
        schedule(tasks, links, PLAIN)
    assert refused.value.code == code


def test_a_plan_without_tasks_finishes_when_it_starts():
    assert schedule([], [], Rules(7, ELAPSED)).finish == 7


@pytest.mark.parametrize(
    ("constraint", "at", "dates", "total"),
    [
        pytest.param("ASAP", None, (0, 3), 7, id="as soon as possible"),
        pytest.param("ALAP", None, (7, 10), 0, id="as late as possible"),
        pytest.param("SNET", 4, (4, 7), 3, id="start no earlier than"),
        pytest.param("SNET", 9, (9, 12), 0, id="start no earlier than, last of all"),
        pytest.param("SNLT", 2, (0, 3), 2, id="start no later than"),
        pytest.param("FNET", 8, (5, 8), 2, id="finish no earlier than"),
        pytest.param("FNLT", 5, (0, 3), 2, id="finish no later than"),
        pytest.param("FNLT", 1, (0, 3), -2, id="finish no later than, missed"),
        pytest.param("MSO", 2, (2, 5), 0, id="must start on"),
        pytest.param("MFO", 9, (6, 9), 0, id="must finish on"),
    ],
)
def test_constraints(constraint, at, dates, total):
    s = schedule([Task("A", 3, constraint=constraint, at=at), Task("Long", 10)], [], PLAIN)
    assert (s.tasks["A"].early_start, s.tasks["A"].early_finish) == dates
    assert s.tasks["A"].total_float == total


def test_a_constraint_that_links_break_shows_as_negative_float():
    s = schedule([Task(1, 5), Task(2, 3, constraint="MSO", at=2)], [Link(1, 2)], PLAIN)
    assert s.tasks[2].early_start == 5
    assert column(s, "total_float") == [-3, -3]


def test_a_deadline_bounds_only_the_late_finish():
    s = schedule([Task(1, 5, deadline=4), Task(2, 3)], [Link(1, 2)], PLAIN)
    assert (s.tasks[1].early_finish, s.tasks[1].total_float, s.tasks[2].total_float) == (5, -1, 0)


def test_as_late_as_possible_moves_no_successor():
    tasks = [Task(1, 2, constraint="ALAP"), Task(2, 3, constraint="ALAP"), Task(3, 1), Task(4, 10)]
    s = schedule(tasks, [Link(1, 2), Link(2, 3), Link(4, 3)], PLAIN)
    assert column(s, "early_start") == [5, 7, 10, 0]
    assert [d.reason for d in s.drivers(1)] == ["as_late_as_possible"]


def test_a_date_that_holds_a_task_is_its_driver():
    s = schedule([Task(1, 2, constraint="SNET", at=4)], [], PLAIN)
    assert [d.reason for d in s.drivers(1)] == ["constraint"]
    assert s.drag(1) == 2
    held = schedule([Task(1, 2, constraint="FNET", at=4)], [], PLAIN)
    assert held.drag(1) == 0


STARTED = [Task(1, 5, actual_start=0, remaining=3), Task(2, 4)]


def test_remaining_work_starts_at_the_status_date():
    s = schedule(STARTED, [Link(1, 2)], Rules(0, ELAPSED, status=6))
    assert (s.tasks[1].early_start, s.tasks[1].early_finish) == (0, 9)
    assert s.finish == 13
    assert s.drivers(1)[0].reason == "status"


def test_finished_work_keeps_its_dates_and_has_no_float():
    tasks = [Task(1, 5, actual_start=1, actual_finish=9), Task(2, 4)]
    s = schedule(tasks, [Link(1, 2)], Rules(0, ELAPSED, status=9))
    done = s.tasks[1]
    assert (done.early_start, done.early_finish, done.total_float, done.critical) == (1, 9, None, False)
    assert s.finish == 13
    assert s.drag(1) == 0


@pytest.mark.parametrize(("progress", "finish"), [("retained", 13), ("override", 10)])
def test_work_begun_out_of_order(progress, finish):
    """Task 2 was begun before task 1 was done: its rest waits for task 1, unless progress overrides."""
    tasks = [Task(1, 10), Task(2, 6, actual_start=1, remaining=3)]
    s = schedule(tasks, [Link(1, 2)], Rules(0, ELAPSED, status=0, progress=progress))
    assert s.finish == finish
    assert s.tasks[1].total_float == 0
    assert s.tasks[2].early_start == 1


def test_a_started_task_no_longer_waits_to_start_others():
    tasks = [Task(1, 6, actual_start=2, remaining=4), Task(2, 5), Task(3, 20)]
    s = schedule(tasks, [Link(1, 2, "SS", 3)], Rules(0, ELAPSED, status=4))
    assert s.tasks[2].early_start == 5
    assert s.tasks[1].total_float == 24 - 8


def test_summaries_roll_up_and_pass_links_and_dates_down():
    tasks = [
        Task("Phase"), Task("Design", 3, parent="Phase"), Task("Build", 5, parent="Phase"),
        Task("Next"), Task("Test", 4, parent="Next"), Task("Train", 2, parent="Next"),
        Task("Early", 1),
    ]  # fmt: skip
    s = schedule(tasks, [Link("Phase", "Next"), Link("Design", "Build")], PLAIN)
    phase, later = s.tasks["Phase"], s.tasks["Next"]
    assert (phase.early_start, phase.early_finish, phase.critical, phase.summary) == (0, 8, True, True)
    assert (later.early_start, later.early_finish, s.tasks["Train"].total_float) == (8, 12, 2)
    assert "Phase" not in s.critical()
    assert list(s.tasks) == [t.id for t in tasks]


def test_a_summary_is_driven_and_drags_through_its_leaves():
    tasks = [
        Task("Before", 2),
        Task("S"),
        Task("A", 3, parent="S"),
        Task("B", 5, parent="S"),
        Task("Beside", 4),
    ]
    s = schedule(tasks, [Link("Before", "S")], PLAIN)
    assert [d.predecessor for d in s.drivers("S")] == ["Before"]
    assert s.driving_path("S") == ("Before", "S")
    assert (s.drag("S"), s.drag("B"), s.drag("Before")) == (3, 2, 2)
    with pytest.raises(DomainError):
        s.drag("nobody")


def test_dates_of_a_summary_bind_its_children():
    tasks = [Task("S", constraint="SNET", at=4, deadline=6), Task("A", 3, parent="S"), Task("Long", 20)]
    s = schedule(tasks, [], PLAIN)
    assert (s.tasks["A"].early_start, s.tasks["A"].total_float) == (4, -1)


@st.composite
def networks(draw):
    n = draw(st.integers(1, 9))
    durations = {i: draw(st.integers(0, 9)) for i in range(n)}
    pairs = [(i, j) for i in range(n) for j in range(i + 1, n)]
    chosen = draw(st.lists(st.sampled_from(pairs), unique=True, max_size=12)) if pairs else []
    kinds = st.sampled_from(["FS", "FS", "SS", "FF", "SF"])
    return durations, [(i, j, draw(kinds), draw(st.integers(-3, 4))) for i, j in chosen]


def respects(result, durations, link):
    pred, succ, kind, lag = link
    dates = {t: (row.early_start, row.early_finish) for t, row in result.tasks.items()}
    return dates[succ][kind[1] == "F"] >= dates[pred][kind[0] == "F"] + lag


@given(networks())
@settings(max_examples=30)
def test_early_dates_respect_every_link_and_float_is_never_negative(network):
    durations, links = network
    s = plan(durations, links)
    assert all(respects(s, durations, link) for link in links)
    for row in s.tasks.values():
        assert row.early_start >= 0
        assert row.early_finish - row.early_start == durations[row.id]
        assert 0 <= row.free_float <= row.total_float
    assert s.critical()


@given(networks(), st.data())
@settings(max_examples=25)
def test_a_delay_within_free_float_moves_nobody_and_within_total_float_not_the_finish(network, data):
    durations, links = network
    before = plan(durations, links)
    task = data.draw(st.sampled_from(sorted(durations)))
    row = before.tasks[task]

    def held(start):
        tasks = [
            Task(i, d, **({"constraint": "SNET", "at": start} if i == task else {}))
            for i, d in durations.items()
        ]
        return schedule(tasks, [Link(*link) for link in links], PLAIN)

    assert held(row.early_start + row.total_float).finish == before.finish
    assert held(row.early_start + row.total_float + 1).finish > before.finish
    moved = held(row.early_start + row.free_float)
    others = [t for t in durations if t != task]
    assert [moved.tasks[t].early_start for t in others] == [before.tasks[t].early_start for t in others]


def reachable(task, arrows):
    """The task and all that can be reached from it along (from, to) arrows."""
    seen, todo = {task}, [task]
    while todo:
        here = todo.pop()
        fresh = {j for i, j in arrows if i == here} - seen
        seen |= fresh
        todo += fresh
    return seen


@given(networks(), st.data())
@settings(max_examples=25)
def test_drag_agrees_with_the_parallel_float_of_finish_to_start_networks(network, data):
    durations, links = network
    arrows = [(i, j) for i, j, *_ in links]
    s = plan(durations, arrows)
    task = data.draw(st.sampled_from(sorted(durations)))
    related = reachable(task, arrows) | reachable(task, [(j, i) for i, j in arrows])
    floats = [row.total_float for t, row in s.tasks.items() if t not in related]
    assert s.drag(task) == (min([durations[task], *floats]) if s.tasks[task].critical else 0)


@pytest.mark.slow
def test_ten_thousand_tasks_take_at_most_seconds():
    n = 10_000
    tasks = [Task(i, i * 7 % 13) for i in range(n)]
    links = [Link(i - 1 - i * i % min(i, 40), i) for i in range(1, n)]
    links += [Link(max(0, i - 50), i, "SS", 1) for i in range(1, n, 2)]
    began = time.process_time()
    result = schedule(tasks, links, PLAIN)
    assert time.process_time() - began < 3
    assert len(result.tasks) == n
