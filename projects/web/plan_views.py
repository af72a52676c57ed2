"""The page of a plan and what can be done on it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kernel.clock import now
from kernel.errors import BadInput, DomainError, NotVisible, Stale
from projects.access import PLAN_EDIT
from projects.models import Task
from projects.plan_export import export_mspdi
from projects.selectors.plan import PlanView, frozen_plan, frozen_plans, plan_view
from projects.selectors.plan_milestones import milestones_of
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
from projects.web.plan_forms import (
    AddTaskForm,
    EditTaskForm,
    FreezeForm,
    LinkForm,
    ProgressForm,
    RulesForm,
    day_of,
)
from projects.web.plan_presenter import (
    frozen_columns,
    frozen_rows,
    gantt_of,
    milestone_columns,
    milestone_rows,
    tiles,
    why,
)
from projects.web.plan_rows import Rows, Window, window
from projects.web.presenters.words import ENDED, page_of_project, url_of
from projects.web.views.common import Visit, attempt, visit

# Forms that were refused, by the name they have in the template.
Forms = dict[str, forms.Form]


@login_required
@require_GET
def plan(request: HttpRequest, code: str) -> HttpResponse:
    """The work breakdown, its Gantt chart, its milestones and frozen plans."""
    return _page(visit(request, code))


def _page(seen: Visit, bound: Forms | None = None, editing: str = "") -> HttpResponse:
    request, bound = seen.request, bound or {}
    view = plan_view(seen.project)
    editing = editing or request.GET.get("edit", "")
    shown = window(view, request.GET.get("below", ""), request.GET.get("level", ""))
    frozen = frozen_plan(seen.project)
    can_edit = seen.project.state not in ENDED and PLAN_EDIT.allows(seen.actor, seen.project)
    context: dict[str, Any] = {
        **page_of_project(seen.actor, seen.project, "plan", seen.today),
        "view": view, "shown": shown, "kept": shown.query(), "can_edit": can_edit,
        "levels": _levels(view, shown),
    }  # fmt: skip
    if can_edit:
        context["add"] = bound.get("add") or AddTaskForm(None, view)
        context["rules"] = bound.get("rules") or RulesForm(None, view, seen.actor)
        context["freeze"] = FreezeForm()
    if view.tasks:
        drawn = Rows(
            view, shown, frozen, can_edit=can_edit, picked=request.GET.get("pick", ""), editing=editing
        )
        context |= {
            "rows": drawn.all(), "stats": tiles(view, frozen), "gantt": gantt_of(view, shown, frozen, now()),
            "milestone_columns": milestone_columns(),
            "milestones": milestone_rows(view, milestones_of(view)),
            "frozen_columns": frozen_columns(), "frozen": frozen_rows(view, frozen_plans(seen.project)),
        }  # fmt: skip
        if can_edit and editing:
            context["editing"] = _editing(seen, view, view.task(editing), drawn, bound)
    # A fragment is swapped in whatever it says; a full answer tells programs that nothing was saved.
    refused = any(form.errors for form in bound.values())
    status = 422 if refused and not request.headers.get("HX-Request") else 200
    return render(request, "projects/plan/page.html", context, status=status)


def _editing(seen: Visit, view: PlanView, task: Task, drawn: Rows, bound: Forms) -> dict[str, Any]:
    """The forms of the row that is edited in place."""
    initial = {
        "version": task.version, "valid_on": seen.today, "started_on": day_of(task.actual_start, view.zone),
        "finished_on": day_of(task.actual_finish, view.zone, end=True),
        "percent": None if task.complete is None else (task.complete * 100).normalize(),
        "units_done": task.units_done, "evidence": task.evidence,
    }  # fmt: skip
    return {
        "task": task,
        "summary": view.node_of[task.pk].summary,
        "edit": bound.get("edit") or EditTaskForm(None, view, seen.project, task),
        "link": bound.get("link") or LinkForm(None, view),
        "progress": bound.get("progress") or ProgressForm(None, view, initial=initial),
        "links": [(one.pk, drawn.link_text(one)) for one in view.links if one.successor_id == task.pk],
        "why": why(view, task.code),
    }


def _levels(view: PlanView, shown: Window) -> list[dict[str, Any]]:
    """Links that fold the outline to a depth."""
    deepest = max((node.depth for node in view.nodes), default=1)
    choices = [(str(depth), str(depth)) for depth in range(1, deepest)] + [("all", _("All"))]
    present = str(shown.level) if shown.level else ("" if shown.folded else "all")
    return [
        {"label": label, "url": f"?level={value}" + (f"&below={shown.below}" if shown.below else ""),
         "active": value == present}
        for value, label in choices
    ]  # fmt: skip


def _back(seen: Visit, pick: str = "", edit: str = "") -> HttpResponse:
    """To the plan as it was looked at, with a task selected or open."""
    kept = {name: seen.request.GET.get(name, "") for name in ("below", "level")}
    query = Window((), kept["below"], None, 0).query(level=kept["level"], pick=pick, edit=edit)
    anchor = f"#{pick or edit}" if pick or edit else ""
    return HttpResponseRedirect(f"{url_of(seen.project, 'plan')}{query if query != '?' else ''}{anchor}")


def _tried(seen: Visit, write: Callable[[], object], sentence: str) -> bool:
    """Whether it was written; the refusal is told in its own words."""
    try:
        write()
    except (DomainError, BadInput, Stale, NotVisible) as refused:
        messages.error(seen.request, refused.message)
        return False
    messages.success(seen.request, sentence)
    return True


@login_required
@require_POST
def task_add(request: HttpRequest, code: str) -> HttpResponse:
    """A new task."""
    seen = visit(request, code, PLAN_EDIT)
    form = AddTaskForm(request.POST, plan_view(seen.project))
    if form.is_valid():
        row = _attempt(
            form, lambda: add_task(seen.actor, AddTask(seen.project.pk, **form.values()), at=now())
        )
        if row:
            messages.success(request, _("%(code)s is in the plan.") % {"code": row.code})
            return _back(seen, pick=row.code)
    return _page(seen, {"add": form})


def _attempt(form: forms.Form, write: Callable[[], Task]) -> Task | None:
    """As `attempt`, with what cannot be found told beside the form too."""
    try:
        return attempt(form, write)
    except NotVisible as missing:
        form.add_error(None, missing.message)
        return None


@login_required
@require_POST
def task_edit(request: HttpRequest, code: str, task: str) -> HttpResponse:
    """New values of a task."""
    seen = visit(request, code, PLAN_EDIT)
    view = plan_view(seen.project)
    form = EditTaskForm(request.POST, view, seen.project, view.task(task))
    if form.is_valid():
        data = form.cleaned_data
        command = EditTask(seen.project.pk, task, data["version"], form.values(), data["reason"])
        if attempt(form, lambda: edit_task(seen.actor, command, at=now())):
            messages.success(request, _("Saved."))
            return _back(seen, pick=task)
    return _page(seen, {"edit": form}, task)


@login_required
@require_POST
def task_progress(request: HttpRequest, code: str, task: str) -> HttpResponse:
    """How a task stands."""
    seen = visit(request, code, PLAN_EDIT)
    view = plan_view(seen.project)
    row = view.task(task)
    initial = {
        "started_on": day_of(row.actual_start, view.zone),
        "finished_on": day_of(row.actual_finish, view.zone, end=True),
    }
    form = ProgressForm(request.POST, view, initial=initial)
    if form.is_valid():
        command = ReportTaskProgress(seen.project.pk, task, **form.values())
        if attempt(form, lambda: report_task_progress(seen.actor, command, at=now())):
            messages.success(request, _("Reported."))
            return _back(seen, pick=task)
    return _page(seen, {"progress": form}, task)


@login_required
@require_POST
def task_move(request: HttpRequest, code: str) -> HttpResponse:
    """Move or remove the task that is selected."""
    seen = visit(request, code, PLAN_EDIT)
    task, _colon, version = request.POST.get("pick", "").rpartition(":")
    move = request.POST.get("move", "")
    if not task or not version.isdecimal():
        messages.warning(request, _("Select a task first."))
        return _back(seen)
    if move == "remove":
        remove = RemoveTask(seen.project.pk, task, int(version))
        gone = _tried(seen, lambda: remove_task(seen.actor, remove, at=now()), _("Removed."))
        return _back(seen, pick="" if gone else task)
    command = MoveTask(seen.project.pk, task, int(version), move)
    _tried(seen, lambda: move_task(seen.actor, command, at=now()), _("Moved."))
    return _back(seen, pick=task)


@login_required
@require_POST
def link_add(request: HttpRequest, code: str, task: str) -> HttpResponse:
    """Let a task wait for another."""
    seen = visit(request, code, PLAN_EDIT)
    form = LinkForm(request.POST, plan_view(seen.project))
    if form.is_valid():
        data = form.cleaned_data
        command = LinkTasks(seen.project.pk, data["predecessor"], task, data["kind"], data["lag"] or 0)
        if _linked(seen, form, command):
            messages.success(request, _("Linked."))
            return _back(seen, edit=task)
    return _page(seen, {"link": form}, task)


def _linked(seen: Visit, form: LinkForm, command: LinkTasks) -> bool:
    try:
        link_tasks(seen.actor, command, at=now())
    except (DomainError, BadInput, NotVisible) as refused:
        form.add_error("predecessor", refused.message)
        return False
    return True


@login_required
@require_POST
def link_remove(request: HttpRequest, code: str, link: int) -> HttpResponse:
    """Take a link away."""
    seen = visit(request, code, PLAN_EDIT)
    command = UnlinkTasks(seen.project.pk, link)
    _tried(seen, lambda: unlink_tasks(seen.actor, command, at=now()), _("The link is gone."))
    return _back(seen, edit=request.POST.get("edit", ""))


@login_required
@require_POST
def rules_set(request: HttpRequest, code: str) -> HttpResponse:
    """Schedule by another calendar, start or status date."""
    seen = visit(request, code, PLAN_EDIT)
    form = RulesForm(request.POST, plan_view(seen.project), seen.actor)
    if form.is_valid():
        command = SetPlan(seen.project.pk, **form.values())
        if attempt(form, lambda: set_plan(seen.actor, command, at=now())):
            messages.success(request, _("The plan is scheduled anew."))
            return _back(seen)
    return _page(seen, {"rules": form})


@login_required
@require_POST
def freeze(request: HttpRequest, code: str) -> HttpResponse:
    """Keep the dates of all tasks as they are."""
    seen = visit(request, code, PLAN_EDIT)
    form = FreezeForm(request.POST)
    if form.is_valid():
        command = FreezePlan(seen.project.pk, form.cleaned_data["reason"])
        _tried(seen, lambda: freeze_plan(seen.actor, command, at=now()), _("The plan is frozen."))
    return _back(seen)


@login_required
@require_GET
def export(request: HttpRequest, code: str) -> HttpResponse:
    """The plan as a Microsoft Project file."""
    seen = visit(request, code)
    answer = HttpResponse(export_mspdi(seen.project), content_type="application/xml")
    answer["Content-Disposition"] = f'attachment; filename="{seen.project.code}.xml"'
    return answer
