"""A project on any day, folded from its facts, and the figures kept of days that were judged."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from datetime import date, datetime
from functools import cache

from governance.domain.judgement import judge_days
from governance.domain.picture import figures_of
from governance.domain.snapshot import ProjectSnapshot
from governance.models import MetricSnapshot
from governance.selectors.limits import policies_to
from kernel.errors import NotVisible
from projects.domain.position import position_on
from projects.selectors import facts_of

NAMES = [item.name for item in fields(ProjectSnapshot)]
MOST_READINGS = 400


def snapshot_reader(project_id: int, known_at: datetime | None = None) -> Callable[[date], ProjectSnapshot]:
    """The project on a day, from facts read once, as recorded by `known_at` (None: all).

    Raises `NotVisible` for no such project.
    """
    facts = facts_of([project_id], known_at).get(project_id)
    if facts is None:
        raise NotVisible("not_found", "There is no such project.")

    @cache
    def on(day: date) -> ProjectSnapshot:
        position = position_on(facts, day)
        return ProjectSnapshot(**{name: getattr(position, name) for name in NAMES})

    return on


def figures_on(project_id: int, day: date, known_at: datetime | None = None) -> dict[str, dict[str, object]]:
    """Every figure of a project on a day as known at a moment; the queries of `facts_of` and one."""
    judged = judge_days([day], snapshot_reader(project_id, known_at), policies_to(day), {})
    return figures_of(judged[0])


def readings_of(project_id: int, rule: str) -> dict[date, float]:
    """What a rule measured on the days kept, as last known of each; one query, the latest 400 snapshots."""
    rows = MetricSnapshot.objects.filter(project_id=project_id).order_by("-as_of", "-known_at", "-pk")
    found: dict[date, float] = {}
    for day, figures in rows.values_list("as_of", "figures")[:MOST_READINGS]:
        value = (figures.get(rule) or {}).get("value")
        if value is not None:
            found.setdefault(day, float(value))
    return dict(sorted(found.items()))
