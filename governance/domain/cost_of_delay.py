"""Cost of delay and the order of work that loses least.

`CD3 = cost of delay / duration` on the scarce resource, descending (Reinertsen 2009; Smith 1956). Sunk cost
is no input. An item that must follow others is ranked with what it needs, as a block (Sidney 1975).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from governance.domain.discounting import to_places
from kernel.errors import DomainError
from kernel.figures import Figure, known, unknown


@dataclass(frozen=True, slots=True)
class Job:
    """Work that waits: cost of delay in money per week, duration in weeks, and the codes it must follow."""

    code: str
    cost_of_delay: Decimal
    weeks: Decimal
    deadline: date | None = None
    after: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.weeks < 0:
            raise DomainError("duration_invalid", f"{self.code} cannot take {self.weeks} weeks")


class Advice(StrEnum):
    """Do what takes no time now; defer what loses nothing by waiting; rank the rest."""

    DO_NOW = "do_now"
    RANK = "rank"
    DEFER = "defer"


@dataclass(frozen=True, slots=True)
class Place:
    """A job in the order, its own CD3, and the codes of the block it was ranked with."""

    job: Job
    cd3: Figure[float]
    advice: Advice
    block: tuple[str, ...]


def cost_of_delay(
    value_now: Decimal, value_delayed: Decimal, weeks: Decimal, penalties: Decimal = Decimal(0)
) -> Decimal:
    """Money lost per week of delay: what the benefit profile loses in `weeks`, and penalties, per week.

    Errors: `duration_invalid` unless the delay is above zero.
    """
    if weeks <= 0:
        raise DomainError("duration_invalid", "a delay lasts longer than no time")
    return to_places((value_now - value_delayed + penalties) / weeks)


def cd3(job: Job) -> Figure[float]:
    """Cost of delay / duration, money per week per week; null `zero_planned` for no duration."""
    return known(float(job.cost_of_delay / job.weeks)) if job.weeks else unknown("zero_planned")


def relative_wsjf(value: float, criticality: float, opportunity: float, size: float) -> Figure[float]:
    """`(value + time criticality + risk reduction or opportunity) / size` on relative scales (SAFe).

    Only comparable within one estimating session. Null `zero_planned` for no size.
    """
    return known((value + criticality + opportunity) / size) if size > 0 else unknown("zero_planned")


def advice(job: Job) -> Advice:
    """What the job's own numbers say, whatever it is bound to."""
    if job.cost_of_delay < 0:
        return Advice.DEFER
    return Advice.RANK if job.weeks else Advice.DO_NOW


def order(jobs: Iterable[Job]) -> tuple[Place, ...]:
    """The jobs in the order that loses least, predecessors first.

    Repeatedly takes the block (a job with all it still needs, grown by others while its CD3 rises) of the
    highest CD3; ties go to the earlier deadline, then the code. Optimal without precedence and for chains,
    a good order for general precedence, where the optimum is NP-hard.
    Errors: `job_twice`, `job_unknown`, `job_cycle`.
    """
    left = _checked(jobs)
    needs = _needs(left)
    result: list[Place] = []
    while left:
        best = min((_grown(code, left, needs) for code in left), key=lambda block: _rank(block, left))
        for code in _inside_first(best, left, needs):
            job = left[code]
            result.append(Place(job, cd3(job), advice(job), tuple(sorted(best))))
        for code in best:
            del left[code]
    return tuple(result)


def _checked(jobs: Iterable[Job]) -> dict[str, Job]:
    listed = list(jobs)
    by_code = {job.code: job for job in listed}
    if len(by_code) < len(listed):
        raise DomainError("job_twice", "a job is listed twice")
    missing = {need for job in listed for need in job.after} - by_code.keys()
    if missing:
        raise DomainError("job_unknown", f"not in the list: {', '.join(sorted(missing))}")
    return by_code


def _needs(jobs: Mapping[str, Job]) -> dict[str, frozenset[str]]:
    """Every job with all its direct and indirect predecessors."""
    done: dict[str, frozenset[str]] = {}

    def visit(code: str, path: tuple[str, ...]) -> frozenset[str]:
        if code in path:
            loop = [*path[path.index(code) :], code]
            raise DomainError("job_cycle", f"jobs wait for each other: {' → '.join(loop)}")
        if code not in done:
            above = [visit(need, (*path, code)) for need in jobs[code].after]
            done[code] = frozenset({code}).union(*above)
        return done[code]

    for code in jobs:
        visit(code, ())
    return done


Key = tuple[int, Decimal, date, tuple[str, ...]]


def _rank(block: frozenset[str], jobs: Mapping[str, Job]) -> Key:
    """Smaller is sooner: no duration first, then CD3 descending, earlier deadline, code."""
    cost = sum((jobs[code].cost_of_delay for code in block), Decimal(0))
    weeks = sum((jobs[code].weeks for code in block), Decimal(0))
    deadline = min((jobs[code].deadline or date.max for code in block), default=date.max)
    group = (0 if cost >= 0 else 2) if not weeks else 1
    return group, -cost / weeks if weeks else Decimal(0), deadline, tuple(sorted(block))


def _grown(code: str, left: Mapping[str, Job], needs: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """The job with what it needs, and every other whose addition raises the block's CD3."""
    block = needs[code] & left.keys()
    if len(block) == 1:
        return block
    for other in sorted(left):
        larger = block | (needs[other] & left.keys())
        shares = bool(needs[other] & block)
        if shares and larger != block and _rank(larger, left)[:2] < _rank(block, left)[:2]:
            block = larger
    return block


def _inside_first(
    block: frozenset[str], left: Mapping[str, Job], needs: Mapping[str, frozenset[str]]
) -> list[str]:
    """The block's jobs, each after what it needs, the highest CD3 of those ready first."""
    rest, result = set(block), []
    while rest:
        ready = [code for code in rest if not (needs[code] & rest) - {code}]
        nxt = min(ready, key=lambda code: _rank(frozenset({code}), left))
        result.append(nxt)
        rest.remove(nxt)
    return result


def waiting_cost(jobs: Sequence[Job]) -> Decimal:
    """`Σ cost of delay × weeks waited before the start` when done one after another in this order."""
    total, start = Decimal(0), Decimal(0)
    for job in jobs:
        total += job.cost_of_delay * start
        start += job.weeks
    return to_places(total)


def value_earned(jobs: Sequence[Job], weeks: Decimal, already: Decimal = Decimal(0)) -> Decimal:
    """Money earned in the next `weeks` when each job, once done, earns its cost of delay every week, on
    top of `already` per week."""
    total, done = already * weeks, Decimal(0)
    for job in jobs:
        done += job.weeks
        total += job.cost_of_delay * max(weeks - done, Decimal(0))
    return to_places(total)
