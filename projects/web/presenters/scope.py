"""The scope of a project: where it started, how it grew, what nobody has approved."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from kernel.cells import Cell, Column, Row
from kernel.charts import Step, Waterfall, Words, waterfall
from projects.domain.scope import ScopePosition
from projects.models import Project, ScopeEntry
from projects.models.ledgers import scope_kinds
from projects.web.presenters.words import day_text, size_text, url_of

TONES = {
    "baseline": "neutral", "added": "notice", "removed": "info", "re_estimated": "notice",
    "elaborated": "neutral", "authorised": "ok",
}  # fmt: skip


def growth_chart(position: ScopePosition) -> Waterfall:
    """From the agreed scope to today's, one step per cause."""
    steps = [
        Step(_("Original"), position.s0, "total", total=True),
        Step(_("Authorised"), position.authorised, "2"),
        Step(_("Unauthorised"), position.unauthorised, "warning"),
        *([Step(_("Re-estimated"), position.re_estimated, "3")] if position.re_estimated else []),
        Step(_("Removed"), -position.removed, "4"),
        Step(_("Today"), position.total, "total", total=True),
    ]
    said = _("%(total)s today against %(start)s agreed; %(growth)s of it is unauthorised.") % {
        "total": size_text(position.total), "start": size_text(position.s0),
        "growth": size_text(position.unauthorised),
    }  # fmt: skip
    return waterfall(steps, Words(_("Scope since the baseline"), said, (_("Step"), _("Change"), _("Size"))))


def growth_rows(project: Project, entries: Sequence[ScopeEntry], *, can_raise: bool) -> list[dict[str, Any]]:
    """Growth that nobody has approved, each with its next step: the page that asks, or the open request."""
    return [
        {
            "code": entry.item.code,
            "title": entry.item.title,
            "size": size_text(entry.size, plus=True),
            "since": day_text(entry.valid_on),
            **_next_step(project, entry, can_raise=can_raise),
        }
        for entry in entries
    ]


def _next_step(project: Project, entry: ScopeEntry, *, can_raise: bool) -> dict[str, str]:
    asked_in = getattr(entry, "asked_in", None)
    if asked_in is not None:
        text = _("CR %(number)d waits for its decision") % {"number": asked_in}
        return {"step": text, "url": url_of(project, "change", asked_in)}
    if can_raise:
        return {
            "step": _("Raise a change request"),
            "url": f"{url_of(project, 'change-new')}?entry={entry.pk}",
        }
    return {"step": _("Nothing can be asked for any more"), "url": ""}


def ledger_columns() -> list[Column]:
    """Heads of the ledger."""
    return [
        Column(_("True on")),
        Column(_("Item")),
        Column(_("What")),
        Column(_("Size"), numeric=True),
        Column(_("By change")),
        Column(_("Recorded by"), low=True),
        Column(_("Note"), low=True),
    ]


def ledger_rows(project: Project, entries: Iterable[ScopeEntry]) -> list[Row]:
    """Rows of the ledger."""
    words = dict(scope_kinds())
    return [_ledger_row(project, entry, words) for entry in entries]


def _ledger_row(project: Project, entry: ScopeEntry, words: dict[str, str]) -> Row:
    change = entry.change
    return Row(
        str(entry.pk),
        [
            Cell(day_text(entry.valid_on), label=_("True on")),
            Cell(f"{entry.item.code} {entry.item.title}", main=True),
            Cell(words[entry.kind], tone=TONES[entry.kind]),
            Cell(size_text(entry.size, plus=True), numeric=True, label=_("Size")),
            Cell(f"CR {change.number}", url=url_of(project, "change", change.number), label=_("By change"))
            if change
            else Cell(label=_("By change"), reason=_("No change request stands behind it")),
            Cell(entry.recorded_by, low=True, label=_("Recorded by")),
            Cell(entry.note, low=True, label=_("Note") if entry.note else ""),
        ],
    )


def totals(position: ScopePosition, start: date | None) -> list[dict[str, Any]]:
    """The same facts as figures."""
    return [
        {"label": _("Agreed"), "value": size_text(position.s0), "note": day_text(start)},
        {"label": _("Authorised growth"), "value": size_text(position.authorised, plus=True)},
        {
            "label": _("Unauthorised growth"),
            "value": size_text(position.unauthorised + position.re_estimated_beyond_tolerance, plus=True),
            "tone": "warning" if position.unauthorised or position.re_estimated_beyond_tolerance else "ok",
            "tone_label": _("To be decided") if position.unauthorised_items else _("None"),
        },
        {"label": _("Today"), "value": size_text(position.total)},
    ]
