"""Rules with their limits, and what other limits would do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from governance.domain.alerts import Limits
from governance.models import RulePolicy
from governance.presenters.words import OWNERS, TONES, day_text, level_word, measured, rule_title
from governance.selectors.limits import PreviewRow, RuleInForce, as_policy, preview_counts

KINDS = {
    "appears": gettext_lazy("appears"),
    "disappears": gettext_lazy("clears"),
    "changes": gettext_lazy("changes"),
}


def rule_row(item: RuleInForce) -> dict[str, Any]:
    """One rule with the limits in force and those to come."""
    rule = item.rule
    return {
        "code": rule.code,
        "title": rule.title,
        "owner": OWNERS.get(rule.owner_role, rule.owner_role),
        "next_step": rule.next_step,
        "cells": limit_cells(item.limits, rule.unit),
        "since": _("since %(day)s") % {"day": day_text(item.since)} if item.since else _("as delivered"),
        "coming": [
            {"day": day_text(row.valid_from), "cells": limit_cells(as_policy(row).limits, rule.unit)}
            for row in item.coming
        ],
        "url": f"{reverse('governance:rules')}?rule={rule.code}#new",
    }


def limit_cells(limits: Limits, unit: str) -> list[str]:
    """Notice, warning, critical and slack in words; a level that is off is a dash."""
    every = (limits.notice, limits.warning, limits.critical, limits.slack)
    return [measured(value, unit) if value is not None else "–" for value in every]


def initial_limits(item: RuleInForce) -> dict[str, Any]:
    """What the form starts from: the limits in force, in the unit that people type."""
    scale = 100 if item.rule.unit == "fraction" else 1
    limits = item.limits
    named = {
        "notice": limits.notice,
        "warning": limits.warning,
        "critical": limits.critical,
        "slack": limits.slack,
    }
    typed = {name: None if value is None else round(value * scale, 6) for name, value in named.items()}
    return {"rule": item.rule.code, **typed}


def preview(rows: Sequence[PreviewRow], unit: str) -> dict[str, Any]:
    """What would appear, clear and change."""
    return {
        "counts": preview_counts(rows),
        "rows": [
            {
                "kind": row.kind,
                "word": KINDS[row.kind],
                "name": row.name,
                "code": row.code,
                "value": measured(row.value, unit),
                "before": {"tone": TONES[row.before], "label": level_word(row.before)},
                "after": {"tone": TONES[row.after], "label": level_word(row.after)},
            }
            for row in rows
        ],
    }


def history_row(row: RulePolicy, unit: str) -> dict[str, Any]:
    """One decision about limits."""
    return {
        "rule": rule_title(row.rule),
        "from": day_text(row.valid_from),
        "cells": limit_cells(as_policy(row).limits, unit),
        "reason": row.reason,
        "by": row.set_by,
        "when": row.recorded_at,
    }
