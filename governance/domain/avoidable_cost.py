"""What stopping on a day would still save, and the last day on which stopping saves the most.

`Avoidable(d) = cost to go − unavoidable(d) − exit cost(d)`. Terms of orders, staff and leases say from when
an amount can no longer be avoided.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

WARN_DAYS = 30


@dataclass(frozen=True, slots=True)
class Commitment:
    """Money to be paid: from `locked_on` on it is owed whatever the board decides; `None` = never bound.

    The lock is the notice day of an order, its delivery, a staff release date, the end of a lease's notice.
    Before it, leaving costs `exit_cost` (penalty, decommissioning).
    """

    code: str
    amount: Decimal
    locked_on: date | None
    exit_cost: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Step:
    """From this day on, stopping saves `avoidable`; `lost` is what stopping the day before saved more, by
    the commitments named."""

    day: date
    avoidable: Decimal
    lost: Decimal
    by: tuple[str, ...]


def avoidable(commitments: Iterable[Commitment], day: date, exit_cost: Decimal = Decimal(0)) -> Decimal:
    """What stopping on `day` still saves; a commitment whose exit costs more than it is paid instead.

    `exit_cost` is what stopping costs whatever the day. Below zero: going on is cheaper than stopping.
    """
    free = (c for c in commitments if c.locked_on is None or day < c.locked_on)
    return sum((max(c.amount - c.exit_cost, Decimal(0)) for c in free), Decimal(0)) - exit_cost


def curve(
    commitments: Sequence[Commitment], today: date, exit_cost: Decimal = Decimal(0)
) -> tuple[Step, ...]:
    """The step curve from today: today's value and each later day on which it falls."""
    value = avoidable(commitments, today, exit_cost)
    steps = [Step(today, value, Decimal(0), ())]
    for day in sorted({c.locked_on for c in commitments if c.locked_on and c.locked_on > today}):
        after = avoidable(commitments, day, exit_cost)
        if after < value:
            names = tuple(sorted(c.code for c in commitments if c.locked_on == day))
            steps.append(Step(day, after, value - after, names))
            value = after
    return tuple(steps)


@dataclass(frozen=True, slots=True)
class LastStop:
    """The last day on which stopping still saves what is lost in the largest step, and that amount."""

    day: date
    saved: Decimal
    lost_after: Decimal
    warn: bool


def last_responsible_stop(steps: Sequence[Step], today: date) -> LastStop | None:
    """The day before the largest fall (the earliest of equals); `None` when nothing falls any more.

    It warns in the 30 days before.
    """
    if len(steps) < 2:
        return None
    index = max(range(1, len(steps)), key=lambda i: (steps[i].lost, -i))
    day = steps[index].day - timedelta(days=1)
    soon = day - today <= timedelta(days=WARN_DAYS)
    return LastStop(day, steps[index - 1].avoidable, steps[index].lost, soon)
