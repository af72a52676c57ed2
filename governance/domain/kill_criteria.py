"""Pre-committed stop-loss: the sponsor's own criteria, written at approval and judged every night.

A criterion is a sentence like `p_worth < 0.4 for 30d` or `finish_p80 > 2027-06-30`. Loosening one later needs
a board decision and stays visible for ever.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from kernel.errors import DomainError

Value = float | date
SENTENCE = re.compile(
    r"^\s*(?P<metric>[a-z][a-z0-9_.]*)\s*(?P<sign><=|>=|<|>)\s*(?P<limit>\d{4}-\d\d-\d\d|-?\d+(?:\.\d+)?)"
    r"(?:\s+for\s+(?P<days>\d+)d)?\s*$",
    re.IGNORECASE,
)
COMPARE: dict[str, Callable[[Value, Value], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


@dataclass(frozen=True, slots=True)
class Criterion:
    """Stop when `metric sign limit` has held for `days` days (0: at once)."""

    metric: str
    sign: str
    limit: Value
    days: int = 0

    def __str__(self) -> str:
        limit = self.limit.isoformat() if isinstance(self.limit, date) else f"{self.limit:g}"
        lasting = f" for {self.days}d" if self.days else ""
        return f"{self.metric} {self.sign} {limit}{lasting}"

    def met_by(self, value: Value) -> bool:
        """Whether one reading meets it. Errors: `criterion_type` when a date meets a number."""
        if isinstance(value, date) != isinstance(self.limit, date):
            raise DomainError("criterion_type", f"{self.metric} and its limit are of different kinds")
        return COMPARE[self.sign](value, self.limit)


def parse(sentence: str, metrics: Iterable[str]) -> Criterion:
    """The criterion a sentence states, over one of `metrics`.

    Errors: `criterion_unreadable`, `metric_unknown`.
    """
    match = SENTENCE.match(sentence)
    if match is None:
        raise DomainError("criterion_unreadable", f"not a criterion: {sentence!r}")
    metric = match["metric"].lower()
    if metric not in set(metrics):
        raise DomainError("metric_unknown", f"there is no metric {metric!r}")
    try:
        limit: Value = (
            date.fromisoformat(match["limit"]) if "-" in match["limit"][1:] else float(match["limit"])
        )
    except ValueError as error:
        raise DomainError("criterion_unreadable", f"no such day: {match['limit']}") from error
    return Criterion(metric, match["sign"], limit, int(match["days"] or 0))


class Verdict(StrEnum):
    """What the readings say about a criterion."""

    HOLDS_BACK = "holds_back"  # not met
    COUNTING = "counting"  # met, not yet long enough
    TRIPPED = "tripped"
    UNKNOWN = "unknown"  # no reading: neither trips nor resets


@dataclass(frozen=True, slots=True)
class Judged:
    """The verdict on a criterion and since when it has been met without a break."""

    criterion: Criterion
    verdict: Verdict
    met_since: date | None


def judge(criterion: Criterion, readings: Sequence[tuple[date, Value | None]], as_of: date) -> Judged:
    """The verdict on `as_of` from dated readings in any order; a `None` reading is passed over."""
    known = [(day, value) for day, value in readings if day <= as_of and value is not None]
    past = sorted(known, key=lambda reading: reading[0])
    if not past:
        return Judged(criterion, Verdict.UNKNOWN, None)
    since = None
    for day, value in reversed(past):
        if not criterion.met_by(value):
            break
        since = day
    if since is None:
        return Judged(criterion, Verdict.HOLDS_BACK, None)
    long_enough = as_of - since >= timedelta(days=criterion.days)
    return Judged(criterion, Verdict.TRIPPED if long_enough else Verdict.COUNTING, since)


def is_looser(before: Criterion, after: Criterion) -> bool:
    """Whether `after` would trip later than `before`, or is about something else."""
    if (before.metric, before.sign[0]) != (after.metric, after.sign[0]):
        return True
    if before.days < after.days:
        return True
    if before.limit == after.limit:
        return before.sign.endswith("=") and not after.sign.endswith("=")
    return before.met_by(after.limit) if type(before.limit) is type(after.limit) else True


@dataclass(frozen=True, slots=True)
class Promise:
    """The criteria in force and how often they were loosened since approval."""

    criteria: Mapping[str, Criterion]
    loosened: int = 0
    decisions: tuple[str, ...] = ()


def amend(promise: Promise, criteria: Mapping[str, Criterion], decision: str | None) -> Promise:
    """The promise after an edit. Errors: `decision_missing` when it removes or loosens a criterion without a
    board decision."""
    looser = [
        name
        for name, before in promise.criteria.items()
        if name not in criteria or is_looser(before, criteria[name])
    ]
    if looser and not decision:
        raise DomainError("decision_missing", f"loosening {', '.join(looser)} needs a board decision")
    made = (decision,) if decision else ()
    return Promise(dict(criteria), promise.loosened + len(looser), (*promise.decisions, *made))
