"""What people can spend time on: how the joint time sheet reaches tickets and projects, unknown to it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.urls import reverse

from kernel.access import Actor
from kernel.search import subject_ids
from people.domain.work import Found, Logged, SubjectType, TakenBack
from projects.access import WORK_COST_POST
from projects.selectors import project_choices, visible_projects
from projects.usecases import LogProjectWork, ReverseProjectWork, log_project_work, reverse_project_work
from tickets.access import WORK_LOG
from tickets.models import OPEN
from tickets.selectors import visible_tickets
from tickets.usecases import LogWork, ReverseWork, log_work, reverse_work


def _paths(name: str) -> dict[str, str]:
    verbs = ("may", "search", "named", "log", "reverse")
    return {verb: f"{__name__}.{verb}_{name}" for verb in verbs}


SUBJECTS = (
    SubjectType("ticket", "Tickets, problems and changes", **_paths("ticket")),
    SubjectType("project", "Projects", **_paths("project")),
)


def may_ticket(actor: Actor) -> bool:
    """May the actor work on tickets?"""
    return WORK_LOG.allows(actor)


def search_ticket(actor: Actor, text: str, limit: int) -> list[Found]:
    """Tickets by number or words, latest first; without a text the open ones of the actor."""
    rows = visible_tickets(actor).order_by("-updated_at", "-pk")
    if not text:
        return _tickets(rows.filter(OPEN, assignee_id=actor.person_id)[:limit])
    # Numbers are written in capitals, and each of these three finds its rows by an index.
    number = text.upper()
    tries = (Q(number=number), Q(number__startswith=number), Q(pk__in=subject_ids(text, "ticket")))
    found = [one for wanted in tries for one in _tickets(rows.filter(wanted)[:limit])]
    return list(dict.fromkeys(found))[:limit]


def named_ticket(actor: Actor, ids: list[int]) -> list[Found]:
    """The tickets of these that the actor may see."""
    return _tickets(visible_tickets(actor).filter(pk__in=ids))


def _tickets(rows: Any) -> list[Found]:
    found = rows.values_list("pk", "number", "title")
    return [
        Found("ticket", pk, number, title, reverse("tickets:detail", args=[number]))
        for pk, number, title in found
    ]


def log_ticket(actor: Actor, work: Logged, at: datetime) -> Any:
    """Work on a ticket: its sums and its project's costs move with it."""
    command = LogWork(work.subject.key, work.minutes, work.day, work.activity, work.note, work.person_id)
    return log_work(actor, command, at=at)


def reverse_ticket(actor: Actor, command: TakenBack, at: datetime) -> Any:
    """Work on a ticket is taken back from wherever its cost went."""
    found = ReverseWork(command.subject_key, command.entry_id, command.reason)
    return reverse_work(actor, found, at=at)


def may_project(actor: Actor) -> bool:
    """May the actor work on projects?"""
    return WORK_COST_POST.allows(actor)


def search_project(actor: Actor, text: str, limit: int) -> list[Found]:
    """Running projects by code or name; without a text those the actor leads."""
    rows = project_choices(actor)
    if not text:
        return _projects(rows.filter(Q(manager_id=actor.person_id) | Q(sponsor_id=actor.person_id))[:limit])
    exact = _projects(rows.filter(code__iexact=text))
    alike = Q(code__icontains=text) | Q(name__icontains=text)
    return exact + _projects(rows.filter(alike).exclude(code__iexact=text)[: limit - len(exact)])


def named_project(actor: Actor, ids: list[int]) -> list[Found]:
    """The projects of these that the actor may see."""
    return _projects(visible_projects(actor).filter(pk__in=ids))


def _projects(rows: Iterable[Any]) -> list[Found]:
    return [
        Found("project", row.pk, row.code, row.name, reverse("projects:overview", args=[row.code]))
        for row in rows
    ]


def log_project(actor: Actor, work: Logged, at: datetime) -> Any:
    """Direct labour on a project."""
    command = LogProjectWork(
        work.subject.id, work.person_id, work.minutes, work.day, work.activity, work.note
    )
    return log_project_work(actor, command, at=at)


def reverse_project(actor: Actor, command: TakenBack, at: datetime) -> Any:
    """Direct labour is taken back from the project."""
    found = ReverseProjectWork(command.subject_id, command.entry_id, command.reason)
    return reverse_project_work(actor, found, at=at)
