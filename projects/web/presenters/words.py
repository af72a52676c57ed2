"""Words, tones and small pieces that several pages of projects show."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kernel.access import Actor
from kernel.cells import Cell
from kernel.charts import compact
from kernel.templatetags.ui import grouped
from people.access import MONEY_VIEW
from projects.access import (
    BASELINE_SET,
    CHANGE_DECIDE,
    CHANGE_RAISE,
    COST_POST,
    GATE_REQUEST,
    PROJECT_CREATE,
    PROJECT_EDIT,
    REPORT,
    RISK_WRITE,
    SCOPE_WRITE,
)
from projects.domain.phases import LABELS
from projects.models import Project

Status = tuple[str, str]
ENDED = ("stopped", "completed")
TABS = (
    ("overview", gettext_lazy("Overview")),
    ("plan", gettext_lazy("Plan")),
    ("scope", gettext_lazy("Scope")),
    ("changes", gettext_lazy("Changes")),
    ("money", gettext_lazy("Money")),
    ("phases", gettext_lazy("Phases")),
    ("risks", gettext_lazy("Risks")),
)


def day_text(day: date | None) -> str:
    """A day with its month by name; empty without one."""
    return date_format(day, "j M Y") if day else ""


def size_text(size: Decimal | None, *, plus: bool = False) -> str:
    """A size of scope, without decimals it does not have."""
    if size is None:
        return ""
    places = min(max(-int(size.normalize().as_tuple().exponent), 0), 2)
    return grouped(size, places, plus=plus)


def person_cell(person: Any, label: str, nobody: str) -> Cell:
    """A person with their initials, or why there is none."""
    return Cell(person=str(person), label=label) if person else Cell(label=label, reason=nobody)


def shorter(amount: Decimal | None) -> str | None:
    """An amount in three or four figures for a tile; None stays None."""
    return None if amount is None else compact(float(amount))


def days_text(days: int) -> str:
    """A number of days in words, with its sign taken off."""
    return ngettext("%(count)d day", "%(count)d days", abs(days)) % {"count": abs(days)}


def late_text(days: int) -> str:
    """How far a finish lies from the promised one."""
    if days == 0:
        return _("on the promised day")
    return (_("%(days)s late") if days > 0 else _("%(days)s early")) % {"days": days_text(days)}


def status_of(project: Project, today: date, *, overspent: bool = False) -> Status:
    """Tone and word for where a project stands; amounts count only for who may see them."""
    words = {
        "stopped": ("neutral", _("Stopped")),
        "completed": ("ok", _("Completed")),
        "on_hold": ("notice", _("On hold")),
    }
    if project.state in words:
        return words[project.state]
    if overspent:
        return "critical", _("Over budget")
    if project.target_finish and project.target_finish < today:
        return "warning", _("Late")
    return "info", _("Running")


def can_of(actor: Actor, project: Project) -> dict[str, bool]:
    """What this person may do with the project, for templates."""
    running = project.state not in ENDED
    return {
        "money": MONEY_VIEW.allows(actor),
        "edit": PROJECT_EDIT.allows(actor, project),
        "scope": SCOPE_WRITE.allows(actor, project),
        "baseline": BASELINE_SET.allows(actor, project),
        "change": running and CHANGE_RAISE.allows(actor, project),
        "decide": CHANGE_DECIDE.allows(actor, project),
        "cost": COST_POST.allows(actor, project) and MONEY_VIEW.allows(actor),
        "report": REPORT.allows(actor, project),
        "gate": running and GATE_REQUEST.allows(actor, project),
        "risk": RISK_WRITE.allows(actor, project),
    }


def can_create(actor: Actor) -> bool:
    """May this person create projects?"""
    return PROJECT_CREATE.allows(actor)


def page_of_project(actor: Actor, project: Project, tab: str, today: date) -> dict[str, Any]:
    """What the head of every page of a project shows."""
    can = can_of(actor, project)
    tone, word = status_of(project, today)
    return {
        "project": project,
        "can": can,
        "kicker": project.code,
        "status_tone": tone,
        "status_word": word,
        "phase_word": LABELS[project.phase],
        "as_of": day_text(today),
        "crumbs": crumbs(project),
        "tabs": [
            {"label": label, "url": reverse(f"projects:{name}", args=[project.code]), "active": name == tab}
            for name, label in TABS
            if name != "money" or can["money"]
        ],
    }  # fmt: skip


def crumbs(project: Project, *more: tuple[str, str]) -> list[dict[str, str]]:
    """The way here: the list, the project, and pages below it; the last has no address."""
    trail = [
        (_("Projects"), reverse("projects:list")),
        (project.code, reverse("projects:overview", args=[project.code])),
    ]
    trail += list(more)
    shown = [{"label": label, "url": url} for label, url in trail]
    shown[-1]["url"] = ""
    return shown


def url_of(project: Project, page: str, *args: Any) -> str:
    """The address of a page of the project."""
    return reverse(f"projects:{page}", args=[project.code, *args])
