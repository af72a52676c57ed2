"""Exception reports: drafted from figures, decided one level up, the most pressing first.

Source: PRINCE2 exception report (cause, effect, options, recommendation).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from governance.domain.closure import Option, OptionKind
from governance.domain.tolerances import Aspect, ExceptionKey, decision_due
from kernel.figures import Figure

LEAST_OPTIONS = 3
LEAST_LEAD_DAYS = 1


@dataclass(frozen=True, slots=True)
class Driver:
    """A cause with its share (0 to 1) of the deviation."""

    cause: str
    share: float


@dataclass(frozen=True, slots=True)
class ExceptionReport:
    """A draft: what deviates and why, what it does to every aspect, what can be done, and until when.

    `missing` names what the draft still lacks; it can be sent when nothing is missing.
    """

    key: ExceptionKey
    goes_to: str
    drivers: tuple[Driver, ...]
    effects: tuple[tuple[Aspect, str], ...]
    options: tuple[Option, ...]
    recommended: Option | None
    decision_due: date
    missing: tuple[str, ...]


def draft(
    key: ExceptionKey,
    drivers: Sequence[Driver],
    effects: Mapping[Aspect, str],
    options: Sequence[Option],
    breach_on: date,
    past_decision_days: Sequence[float],
    today: date,
) -> ExceptionReport:
    """The report as far as the figures allow.

    The three largest causes; effects in the order of `Aspect`; options by their value ΔV, the unknown last;
    recommended is the compliant option of the highest known value.
    """
    ranked = tuple(sorted(options, key=lambda o: (o.delta.value is None, -(o.delta.value or 0), o.name)))
    eligible = [option for option in ranked if option.compliant and option.delta.value is not None]
    return ExceptionReport(
        key=key,
        goes_to=key.goes_to,
        drivers=tuple(sorted(drivers, key=lambda each: (-each.share, each.cause))[:3]),
        effects=tuple((aspect, effects[aspect]) for aspect in Aspect if aspect in effects),
        options=ranked,
        recommended=eligible[0] if eligible else None,
        decision_due=decision_due(breach_on, past_decision_days, today),
        missing=_missing(drivers, effects, ranked),
    )


def _missing(
    drivers: Sequence[Driver], effects: Mapping[Aspect, str], options: Sequence[Option]
) -> tuple[str, ...]:
    found = [] if drivers else ["a cause"]
    found += [f"the effect on {aspect.value}" for aspect in Aspect if aspect not in effects]
    if len(options) < LEAST_OPTIONS:
        found.append(f"{LEAST_OPTIONS} options")
    if not any(option.kind is OptionKind.STOP for option in options):
        found.append("the option to stop")
    found += [f"the value of {option.name}" for option in options if option.delta.value is None]
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Pending:
    """An open exception in the queue: money at stake and days until the breach (null when not forecast)."""

    key: ExceptionKey
    at_stake: Decimal
    lead_days: Figure[int]

    @property
    def pressure(self) -> Decimal:
        """Money at stake × urgency, urgency being 1 / days left; a breach today or past counts one day left,
        one that is not forecast a year."""
        days = 365 if self.lead_days.value is None else max(self.lead_days.value, LEAST_LEAD_DAYS)
        return self.at_stake / days


def queue(pending: Sequence[Pending]) -> tuple[Pending, ...]:
    """The most pressing exception first."""
    return tuple(
        sorted(pending, key=lambda each: (-each.pressure, each.key.subject, each.key.aspect, each.key.tier))
    )
