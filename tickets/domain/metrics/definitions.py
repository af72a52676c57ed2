"""The formula shown beside each service metric."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Definition:
    """What a metric is called, how it is computed, and which tickets a period holds."""

    title: str
    formula: str
    attribution: str


POPULATION = (
    "Merged, cancelled, spam and test tickets do not count; child tickets count only when asked for. "
    "P90 and median interpolate linearly between closest ranks."
)

DEFINITIONS: Mapping[str, Definition] = {
    "mtta": Definition(
        "Time to acknowledge (MTTA)",
        "first assignment to a person or first response, whichever is first − reported",
        "acknowledged in the period",
    ),
    "first_response": Definition(
        "First response",
        "first public message or logged call by the providing team − reported",
        "first answered in the period; unanswered tickets are open and show in the ageing",
    ),
    "mttr_resolve": Definition(
        "MTTR: time to resolve", "last resolution − reported", "last resolution in the period"
    ),
    "mttr_restore": Definition(
        "MTTR: time to restore", "first resolution − reported", "first resolution in the period"
    ),
    "mttr_unpaused": Definition(
        "MTTR: time to resolve without pauses",
        "last resolution − reported − pauses − resolved spans before a reopening",
        "last resolution in the period",
    ),
    "mttr_handle": Definition(
        "MTTR: handling time", "sum of minutes worked", "last resolution in the period"
    ),
    "fcr": Definition(
        "First contact resolution (FCR)",
        "one agent contact, no reassignment, not reopened within 5 business days ÷ resolved",
        "first resolution in the period, once the 5 business days have passed",
    ),
    "reopen_rate": Definition(
        "Reopen rate",
        "resolved and reopened later ÷ resolved",
        "resolved in the period, once the reopen window has passed",
    ),
    "reassignments": Definition(
        "Reassignments",
        "changes of team or person from one to another, per ticket",
        "last resolution in the period",
    ),
    "backlog": Definition("Backlog", "tickets open at the end of the day", "each day of the period"),
    "ageing": Definition("Ageing", "open tickets by business days since reported", "as of now"),
    "attainment": Definition(
        "SLA attainment",
        "met ÷ (met + breached); superseded and cancelled clocks are counted beside",
        "met: stopped in the period; breached: breached in the period, open or not",
    ),
    "change_failure_rate": Definition(
        "Change failure rate",
        "failed, backed out, or with an incident caused within 7 days ÷ closed changes",
        "closed in the period",
    ),
    "resolved_by_problem": Definition(
        "Incidents resolved by problem",
        "resolved incidents with a problem ÷ resolved incidents",
        "last resolution in the period",
    ),
    "csat": Definition(
        "Satisfaction (CSAT)",
        "answers of 4 or 5 ÷ answers, with response rate and Wilson 95 % interval",
        "asked in the period",
    ),
}
