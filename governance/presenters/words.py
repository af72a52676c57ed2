"""How governance writes figures, levels and days."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from governance.domain.judgement import RULES_BY_CODE
from kernel.templatetags.ui import grouped, percent, reason_text

TONES = ("ok", "notice", "warning", "critical")
LEVELS = (
    gettext_lazy("Within limits"), gettext_lazy("Notice"), gettext_lazy("Warning"), gettext_lazy("Critical"),
)  # fmt: skip
ALERT_STATES = {
    "open": gettext_lazy("Open"), "acknowledged": gettext_lazy("Acknowledged"),
    "snoozed": gettext_lazy("Snoozed"), "cleared": gettext_lazy("Cleared"),
}  # fmt: skip
OWNERS = {"project_manager": gettext_lazy("Project manager"), "sponsor": gettext_lazy("Sponsor")}


def level_word(level: int) -> str:
    """The name of a level."""
    return str(LEVELS[level])


def measured(value: float | None, unit: str, reason: str | None = None) -> str:
    """A rule's figure or limit in words: `93.4 %`, `14 days`; an en dash with the reason if there is none."""
    if value is None:
        return f"– ({reason_text(reason)})" if reason else "–"
    if unit == "fraction":
        return percent(value, 1)
    if unit == "days":
        return ngettext("%(n)s day", "%(n)s days", int(value)) % {"n": grouped(value, 0)}
    return f"{grouped(value, 2)} {unit}"


def day_text(day: date | None) -> str:
    """A day as people write it: `14 Aug 2026`."""
    return date_format(day, "j M Y") if day else "–"


def parsed(text: str | None) -> date | None:
    """A stored day."""
    return date.fromisoformat(text) if text else None


def from_today(day: date, today: date) -> str:
    """How far a day is away: `in 12 days`, `14 days ago`, `today`."""
    days = (day - today).days
    if days == 0:
        return _("today")
    span = ngettext("%(n)d day", "%(n)d days", abs(days)) % {"n": abs(days)}
    return _("in %(span)s") % {"span": span} if days > 0 else _("%(span)s ago") % {"span": span}


def rule_title(code: str) -> str:
    """The title of a rule; the code of one that no longer exists."""
    rule = RULES_BY_CODE.get(code)
    return rule.title if rule else code


def speaks_of_money(code: str) -> bool:
    """Do the words of this rule carry amounts? They are shown to those only who may see money."""
    rule = RULES_BY_CODE.get(code)
    return rule is None or rule.aspect == "cost"


def stored_amount(figure: dict[str, Any] | None) -> Decimal | None:
    """The amount of a stored figure."""
    return Decimal(figure["value"]) if figure and figure["value"] is not None else None
