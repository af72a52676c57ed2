"""The SLA clock: policies choose promises, events drive clocks, clocks explain themselves.

`fold_clocks` gives a ticket's clocks from its history and the published policies; `read` shows one at an
instant; `thresholds` and `crossing` plan its warnings; `explain` tells its story.
"""

from tickets.domain.sla.clock import Breach, Clock, End, Reading, advanced, due_at_of, read
from tickets.domain.sla.explain import Line, explain
from tickets.domain.sla.fold import (
    CALENDAR_PUBLISHED,
    METRICS,
    OWNERSHIP,
    POLICY_PUBLISHED,
    RESOLUTION,
    RESPONSE,
    TEAM,
    TicketClocks,
    fold_clocks,
)
from tickets.domain.sla.policy import Book, Facts, Publication, Rule, always, edition
from tickets.domain.sla.replay import Difference, differences
from tickets.domain.sla.target import (
    BUSINESS,
    BUSINESS_DAYS,
    ELAPSED,
    Pause,
    Promise,
    Target,
    budget,
    due_with_pauses,
    used,
)
from tickets.domain.sla.thresholds import Crossing, Threshold, crossing, thresholds

__all__ = [
    "BUSINESS",
    "BUSINESS_DAYS",
    "CALENDAR_PUBLISHED",
    "ELAPSED",
    "METRICS",
    "OWNERSHIP",
    "POLICY_PUBLISHED",
    "RESOLUTION",
    "RESPONSE",
    "TEAM",
    "Book",
    "Breach",
    "Clock",
    "Crossing",
    "Difference",
    "End",
    "Facts",
    "Line",
    "Pause",
    "Promise",
    "Publication",
    "Reading",
    "Rule",
    "Target",
    "Threshold",
    "TicketClocks",
    "advanced",
    "always",
    "budget",
    "crossing",
    "differences",
    "due_at_of",
    "due_with_pauses",
    "edition",
    "explain",
    "fold_clocks",
    "read",
    "thresholds",
    "used",
]
