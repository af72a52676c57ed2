"""The page of a plan: what stands where, the Gantt chart, milestones and their slips."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from kernel.cells import Cell, Column, Row
from kernel.templatetags.ui import percent
from projects.domain.axis import instant_of
from projects.models import PlanBaselineTask
from projects.selectors.plan import FrozenPlan, PlanView
from projects.selectors.plan_milestones import Milestone
from projects.web.plan_gantt import BAR, Gantt, GanttBar, GanttRow, day_number, gantt
from projects.web.plan_rows import Window, day_text, finish_text, slip_text

Tile = dict[str, Any]
LONGEST = 34


def tiles(view: PlanView, frozen: Mapping[str, PlanBaselineTask]) -> list[Tile]:
    """Finish, critical path, completion and size of the plan."""
    finish = instant_of(view.schedule.finish)
    critical = len(view.schedule.critical())
    leaves = [node for node in view.nodes if not node.summary]
    weights = sum(view.tasks[node.id].duration for node in leaves)
    earned = sum(view.tasks[node.id].duration * (view.complete[node.id] or 0) for node in leaves)
    return [
        {"label": _("Finish"), "value": finish_text(finish, view), **_against(view, finish, frozen)},
        {
            "label": _("Critical tasks"), "value": str(critical),
            "note": _("of %(count)d") % {"count": len(leaves)},
        },
        {
            "label": _("Done"), "value": percent(earned / weights, 0) if weights else None,
            "reason": "no_data", "note": _("weighted by duration"),
        },
        {
            "label": _("Tasks"), "value": str(len(view.tasks)),
            "note": _("%(count)d links") % {"count": len(view.links)},
        },
    ]  # fmt: skip


def _against(view: PlanView, finish: datetime, frozen: Mapping[str, PlanBaselineTask]) -> Tile:
    if not frozen:
        return {"note": _("not frozen yet")}
    promised = max(row.finish_at for row in frozen.values())
    days = (finish.astimezone(view.zone).date() - promised.astimezone(view.zone).date()).days
    tone = "ok" if days <= 0 else "warning"
    return {"tone": tone, "tone_label": slip_text(days)}


def gantt_of(
    view: PlanView, shown: Window, frozen: Mapping[str, PlanBaselineTask], at: datetime
) -> dict[str, Any] | None:
    """The chart of the rows shown, drawn; None for a plan without tasks."""
    if not shown.nodes:
        return None
    rows = [_gantt_row(view, node.id, frozen, summary=node.summary) for node in shown.nodes]
    codes = {pk: task.code for pk, task in view.tasks.items()}
    links = ((codes[one.predecessor_id], codes[one.successor_id], one.kind) for one in view.links)
    drawing = gantt(rows, links, _day(at, view.zone))
    bars = "".join(_drawn(view, row, bar) for row, bar in zip(rows, drawing.bars, strict=True))
    return {"chart": drawing, "bars": SafeString(bars), "stripes": _stripes(drawing), "frozen": bool(frozen)}  # nosec B703


def _gantt_row(view: PlanView, pk: int, frozen: Mapping[str, PlanBaselineTask], *, summary: bool) -> GanttRow:
    task = view.tasks[pk]
    start, finish = view.dates(task.code)
    then = frozen.get(task.code)
    return GanttRow(
        task.code, _day(start, view.zone), _day(finish, view.zone),
        None if then is None else (_day(then.start_at, view.zone), _day(then.finish_at, view.zone)),
        summary=summary, milestone=task.milestone, critical=view.schedule.tasks[task.code].critical,
        done=float(view.complete[pk] or 0),
    )  # fmt: skip


def _day(moment: datetime, zone: ZoneInfo) -> float:
    local = moment.astimezone(zone)
    return day_number(local.date(), local.hour * 3600 + local.minute * 60)


def _drawn(view: PlanView, row: GanttRow, bar: GanttBar) -> str:
    task = view.task_of[row.code]
    node = view.node_of[task.pk]
    indent = 4 + 10 * (min(node.depth, 8) - 1)
    words = f"{node.number} {task.title}"
    room = LONGEST - 2 * node.depth
    label = escape(words if len(words) <= room else f"{words[: room - 1]}\u2026")
    kind = "g-critical" if row.critical else "g-plain"
    frozen = ""
    if bar.frozen_mark:
        frozen = f'<path class="g-frozen" d="{bar.frozen_mark}"/>'
    elif bar.frozen_x is not None:
        frozen = _rect("g-frozen", bar.frozen_x, bar.top + 18, bar.frozen_width, 3)
    word = (
        f'<text class="g-word" x="{bar.end + 9:g}" y="{bar.middle + 3.5:g}">\u25c6 {_("critical")}</text>'
        if row.critical and not row.summary
        else ""
    )
    heavy = " g-strong" if row.summary else ""
    return (
        f'<g class="{kind}"><title>{escape(_title(view, row.code, task.title))}</title>'
        f'<text class="g-label{heavy}" x="{indent}" y="{bar.middle + 3.5:g}">{label}</text>'
        f"{frozen}{_shape(row, bar)}{word}</g>"
    )


def _shape(row: GanttRow, bar: GanttBar) -> str:
    if bar.mark:
        return f'<path class="{"g-milestone" if row.milestone else "g-summary"}" d="{bar.mark}"/>'
    done = ""
    if bar.done:
        done = _rect("g-done", bar.x, bar.middle - 2, bar.done, 4)
    return _rect("g-bar", bar.x, bar.middle - 5, bar.width, BAR) + done


def _rect(kind: str, x: float, y: float, width: float, height: float) -> str:
    return f'<rect class="{kind}" x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}"/>'


def _title(view: PlanView, code: str, title: str) -> str:
    start, finish = view.dates(code)
    days = f"{day_text(start.astimezone(view.zone).date())} \u2013 {finish_text(finish, view)}"
    critical = f", {_('critical')}" if view.schedule.tasks[code].critical else ""
    return f"{code} {title}: {days}{critical}"


def _stripes(drawing: Gantt) -> SafeString:
    """Faint lines below every fifth row, so that the eye finds its way to a bar."""
    lines = (bar.top + 26 for bar in drawing.bars[4::5])
    path = "".join(f"M0 {y:g}H{drawing.width:g}" for y in lines)
    return SafeString(f'<path class="g-stripe" d="{path}"/>')  # nosec B703 numbers only


def milestone_columns() -> list[Column]:
    """Heads of the list of milestones."""
    names = (_("Milestone"), _("Expected"), _("Frozen"), _("Slip"), _("History"))
    return [Column(name, numeric=name in names[1:3]) for name in names]


def milestone_rows(view: PlanView, milestones: list[Milestone]) -> list[Row]:
    """Every milestone with the dates it was expected on, one after the other."""
    return [Row(one.code, _milestone_cells(view, one), one.title) for one in milestones]


def _milestone_cells(view: PlanView, one: Milestone) -> list[Cell]:
    slip = Cell(label=_("Slip"), reason="no_baseline")
    if one.slip_days is not None:
        tone = "ok" if one.slip_days <= 0 else "warning"
        slip = Cell(slip_text(one.slip_days), label=_("Slip"), tone=tone)
    frozen = Cell(label=_("Frozen"), reason="no_baseline")
    if one.frozen_at is not None:
        frozen = Cell(finish_text(one.frozen_at, view), label=_("Frozen"), numeric=True)
    word = _("reached") if one.reached else ""
    return [
        Cell(one.title, main=True, sub=f"{one.code} {word}".strip()),
        Cell(finish_text(one.expected_at, view), label=_("Expected"), numeric=True),
        frozen,
        slip,
        Cell(label=_("History"), html=_history(view, one)),
    ]


def _history(view: PlanView, one: Milestone) -> SafeString:
    if len(one.history) < 2:
        return SafeString(escape(_("has not moved")))  # nosec B703 escaped
    items = "".join(
        f"<li><strong>{finish_text(row.expected_at, view)}</strong>"
        f" {escape(_said(row.recorded_by, row.reason))}"
        f' <span class="muted">{day_text(row.valid_on)}</span></li>'
        for row in one.history
    )
    moves = _("moved %(count)d times") % {"count": len(one.history) - 1}
    return SafeString(  # nosec B703 parts are escaped
        f'<details class="plan-history"><summary>{escape(moves)}</summary><ol>{items}</ol></details>'
    )


def _said(who: str, reason: str) -> str:
    return f"{who}: {reason}" if reason else who


def frozen_rows(view: PlanView, frozen: list[FrozenPlan]) -> list[Row]:
    """Every frozen plan, the latest first."""
    return [
        Row(
            str(one.number),
            [
                Cell(_("Plan baseline %(number)d") % {"number": one.number}, main=True, sub=one.reason),
                Cell(day_text(one.valid_on), label=_("Frozen on"), numeric=True),
                Cell(one.recorded_by, label=_("By")),
                Cell(str(one.tasks), label=_("Tasks"), numeric=True),
                Cell(finish_text(one.finish_at, view), label=_("Finish"), numeric=True),
            ],
        )
        for one in reversed(frozen)
    ]


def frozen_columns() -> list[Column]:
    """Heads of the list of frozen plans."""
    numbers = (_("Frozen on"), _("Tasks"), _("Finish"))
    names = (_("Frozen plan"), _("Frozen on"), _("By"), _("Tasks"), _("Finish"))
    return [Column(name, numeric=name in numbers) for name in names]


def why(view: PlanView, code: str) -> list[str]:
    """Sentences on what holds a task where it is."""
    reasons = {
        "project_start": _("Nothing holds it: it starts with the project."),
        "constraint": _("Its constraint holds it."),
        "status": _("Work that is left starts at the status date."),
        "actual": _("It lies where it was worked."),
        "as_late_as_possible": _("It is planned as late as possible."),
    }
    told = []
    for driver in view.schedule.drivers(code):
        if driver.predecessor is None:
            told.append(reasons[driver.reason])
        else:
            told.append(_("It waits for %(code)s.") % {"code": driver.predecessor})
    return told
