"""Which promise applies to a ticket: the first rule that matches, in the book's own order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from kernel.worktime import Calendar
from tickets.domain.sla.target import Promise


@dataclass(frozen=True, slots=True)
class Facts:
    """What the choice of a policy, the pauses and the stops of a clock depend on."""

    kind: str | None = None
    priority: int | None = None
    service: str | None = None
    customer: str | None = None
    team: str | None = None
    state: str | None = None
    pending_reason: str | None = None
    assignee: str | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """Promises on a calendar for the tickets that match; an absent criterion matches every ticket."""

    name: str
    calendar: Calendar
    promises: tuple[Promise, ...]
    kind: str | None = None
    priority: int | None = None
    service: str | None = None
    customer: str | None = None

    def matches(self, facts: Facts) -> bool:
        """Whether each given criterion equals the ticket's value."""
        wanted = (self.kind, self.priority, self.service, self.customer)
        given = (facts.kind, facts.priority, facts.service, facts.customer)
        return all(want is None or want == have for want, have in zip(wanted, given, strict=True))

    def promise(self, metric: str) -> Promise | None:
        """The promise for a metric, if the rule makes one."""
        return next((promise for promise in self.promises if promise.metric == metric), None)


@dataclass(frozen=True, slots=True)
class Book:
    """One edition of the policies: ordered rules, the default, team agreements (OLA), and what pauses.

    A ticket is paused in a state of `pausing_states`, and in `pending` for a reason of `pausing_reasons`;
    `pausing_reasons` None means every pending reason pauses.
    """

    rules: tuple[Rule, ...] = ()
    default: Rule | None = None
    team_rules: tuple[tuple[str, Rule], ...] = ()
    pausing_states: frozenset[str] = frozenset()
    pausing_reasons: frozenset[str] | None = None

    def choose(self, facts: Facts) -> Rule | None:
        """The first match, else the default; None is "no SLA" and must be shown as such."""
        return next((rule for rule in self.rules if rule.matches(facts)), self.default)

    def team_rule(self, team: str | None) -> Rule | None:
        """The operational agreement of a team, if it has one."""
        return next((rule for name, rule in self.team_rules if name == team), None)

    def pauses(self, facts: Facts) -> bool:
        """Whether a ticket in this state, for this reason, is paused."""
        if facts.state in self.pausing_states:
            return True
        if facts.state != "pending":
            return False
        return self.pausing_reasons is None or facts.pending_reason in self.pausing_reasons


@dataclass(frozen=True, slots=True)
class Publication:
    """An edition and the instant from which it holds."""

    at: datetime
    book: Book


NO_BOOK = Book()


def always(book: Book) -> tuple[Publication, ...]:
    """A library of one edition without beginning, as used to measure imported history."""
    return (Publication(datetime.min.replace(tzinfo=UTC), book),)


def edition(library: Sequence[Publication], at: datetime) -> Book:
    """The last edition published at or before `at`; before the first there is no SLA."""
    return next((entry.book for entry in reversed(library) if entry.at <= at), NO_BOOK)
