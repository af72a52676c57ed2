"""Change requests: the list, and one with its before and after."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from kernel.access import Actor
from kernel.cells import Cell, Column, Row
from kernel.templatetags.ui import grouped, money
from projects.access import CHANGE_DECIDE, PROJECT_EDIT
from projects.domain.impact import Impact
from projects.models import ChangeRequest, Project
from projects.web.presenters.words import day_text, days_text, person_cell, size_text, url_of

TONES = {
    "draft": "neutral", "submitted": "info", "approved": "ok", "rejected": "critical", "withdrawn": "neutral"
}  # fmt: skip
OPEN = ("draft", "submitted")


def change_columns(*, with_money: bool) -> list[Column]:
    """Heads of the list."""
    budget = [Column(_("Budget"), numeric=True)] if with_money else []
    return [
        Column(_("No.")), Column(_("Change")), Column(_("State")), *budget, Column(_("Finish"), numeric=True),
        Column(_("Scope"), numeric=True), Column(_("Asked by")), Column(_("Asked")),
    ]  # fmt: skip


def change_rows(project: Project, changes: Iterable[ChangeRequest], *, with_money: bool) -> list[Row]:
    """One row per change request."""
    return [_change_row(project, change, with_money=with_money) for change in changes]


def _change_row(project: Project, change: ChangeRequest, *, with_money: bool) -> Row:
    scope = sum((item.size for item in change.items.all()), Decimal(0))
    delta = money(change.budget_delta, project.currency, compact=True, sign=True)
    return Row(
        str(change.number),
        [
            Cell(f"CR {change.number}", code=True),
            Cell(change.title, url=url_of(project, "change", change.number), main=True),
            Cell(change.get_state_display(), tone=TONES[change.state]),
            *([Cell(html=delta, numeric=True, label=_("Budget"))] if with_money else []),
            Cell(shift_text(change.finish_delta_days), numeric=True, label=_("Finish")),
            Cell(size_text(scope, plus=True), numeric=True, label=_("Scope")),
            person_cell(change.requested_by, _("Asked by"), _("An integration asked")),
            Cell(when=change.requested_at, label=_("Asked")),
        ],
        name=f"CR {change.number}",
    )


def shift_text(days: int) -> str:
    """Days by which the finish moves."""
    return f"{grouped(days, 0, plus=True)} d" if days else "0 d"


def before_after(
    project: Project, change: ChangeRequest, impact: Impact, *, with_money: bool
) -> list[dict[str, Any]]:
    """Lines of the comparison: what, before, after, and by how much."""
    before, after = impact.before, impact.after
    lines: list[dict[str, Any]] = []
    if with_money:
        lines.append({
            "label": _("Budget"), "reason": "no_baseline",
            "before": _amount(before.budget, project), "after": _amount(after.budget, project),
            "change": money(change.budget_delta, project.currency, sign=True),
        })  # fmt: skip
    lines.append({
        "label": _("Finish"), "reason": "no_baseline", "before": day_text(before.finish),
        "after": day_text(after.finish), "change": shift_text(change.finish_delta_days),
    })  # fmt: skip
    for label, name in (
        (_("Scope in all"), "scope_total"), (_("Authorised growth"), "scope_authorised"),
        (_("Unauthorised growth"), "scope_unauthorised"),
    ):  # fmt: skip
        was, becomes = getattr(before, name), getattr(after, name)
        lines.append({
            "label": label, "before": size_text(was), "after": size_text(becomes),
            "change": size_text(becomes - was, plus=True),
        })  # fmt: skip
    return lines


def _amount(value: Decimal | None, project: Project) -> Any:
    return "" if value is None else money(value, project.currency)


def asked_scope(change: ChangeRequest) -> list[dict[str, str]]:
    """The scope it asks for."""
    return [
        {
            "what": f"{item.code} {item.title}".strip(),
            "size": size_text(item.size, plus=True),
            "source": _("in the ledger already") if item.entry_id else _("to be added"),
        }
        for item in change.items.all()
    ]


def decision(actor: Actor, project: Project, change: ChangeRequest) -> dict[str, Any]:
    """May this person decide or withdraw it, and if not, why not."""
    is_open = change.state in OPEN
    own = actor.person_id is not None and change.requested_by_id == actor.person_id
    allowed = CHANGE_DECIDE.allows(actor, project)
    why = ""
    if is_open and own and allowed:
        why = _("You asked for this change, so somebody else must decide it.")
    elif is_open and not allowed:
        why = _("The sponsor of the project or the portfolio office decides it.")
    return {
        "can_decide": is_open and allowed and not own,
        "can_withdraw": is_open and (own or PROJECT_EDIT.allows(actor, project)),
        "why_not": why,
    }


def asked_facts(change: ChangeRequest) -> list[dict[str, Any]]:
    """Who asked, who decided, when."""
    facts = [
        {"label": _("Asked by"), "text": str(change.requested_by or _("An integration"))},
        {"label": _("Asked"), "text": day_text(change.requested_at.date())},
    ]
    if change.decided_at:
        facts += [
            {"label": _("Decided by"), "text": str(change.decided_by or _("An integration"))},
            {"label": _("Decided"), "text": day_text(change.decided_at.date())},
        ]
    return facts


def asked_words(change: ChangeRequest) -> str:
    """In one line what it asks for besides money."""
    days = change.finish_delta_days
    if not days:
        return ""
    return (_("finish %(days)s later") if days > 0 else _("finish %(days)s earlier")) % {
        "days": days_text(days)
    }
