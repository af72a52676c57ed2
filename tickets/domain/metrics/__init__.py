"""Service metrics by their exact definitions, on plain rows; `DEFINITIONS` holds the formulas shown."""

from tickets.domain.metrics.attainment import Attainment, ClockRow, attainment
from tickets.domain.metrics.backlog import BUCKETS, Ageing, ageing, backlog_by_day, is_open_at
from tickets.domain.metrics.definitions import DEFINITIONS, POPULATION, Definition
from tickets.domain.metrics.quality import (
    ChangeRow,
    Satisfaction,
    SurveyRow,
    change_failure_rate,
    first_contact_resolution,
    reassignments,
    reopen_rate,
    resolved_by_problem,
    satisfaction,
)
from tickets.domain.metrics.rows import (
    Period,
    Span,
    TicketRow,
    open_spans,
    population,
    reopenings,
    resolutions,
)
from tickets.domain.metrics.statistics import Share, Summary, percentile, share, summary, wilson
from tickets.domain.metrics.times import (
    Measure,
    business,
    first_response,
    handling_time,
    time_to_acknowledge,
    time_to_resolve,
    time_to_resolve_unpaused,
    time_to_restore,
    wall,
)

__all__ = [
    "BUCKETS", "DEFINITIONS", "POPULATION",
    "Ageing", "Attainment", "ChangeRow", "ClockRow", "Definition", "Measure", "Period", "Satisfaction",
    "Share", "Span", "Summary", "SurveyRow", "TicketRow",
    "ageing", "attainment", "backlog_by_day", "business", "change_failure_rate",
    "first_contact_resolution", "first_response", "handling_time", "is_open_at", "open_spans", "percentile",
    "population", "reassignments", "reopen_rate", "reopenings", "resolutions", "resolved_by_problem",
    "satisfaction", "share", "summary", "time_to_acknowledge", "time_to_resolve",
    "time_to_resolve_unpaused", "time_to_restore", "wall", "wilson",
]  # fmt: skip
