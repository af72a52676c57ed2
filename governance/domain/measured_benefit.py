"""Benefits measured from telemetry: what changed beyond what would have changed anyway.

Difference in differences against a control service, with a moving-block bootstrap (Künsch 1989): blocks of
neighbouring readings keep what one week passes on to the next.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from governance.domain.discounting import to_places
from kernel.figures import Figure, known, unknown

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Windows:
    """Equally spaced readings of one service before go-live and after the ramp."""

    before: tuple[float, ...]
    after: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Effect:
    """A measured effect and the interval that holds it in 90 of 100 resamplings."""

    effect: float
    low: float
    high: float

    def in_money(self, unit_value: Decimal) -> tuple[Decimal, Decimal, Decimal]:
        """Effect, low and high times the value of one unit."""
        effect, low, high = (
            to_places(Decimal(str(x)) * unit_value) for x in (self.effect, self.low, self.high)
        )
        return (effect, low, high) if low <= high else (effect, high, low)


def difference_in_differences(
    treated_before: float, treated_after: float, control_before: float, control_after: float
) -> float:
    """`(T1 − T0) − (C1 − C0)`."""
    return (treated_after - treated_before) - (control_after - control_before)


def measured_effect(
    treated: Windows, control: Windows, seed: int, block: int = 4, runs: int = 2_000
) -> Figure[Effect]:
    """The effect on the mean reading, with its 90 % interval.

    Treated and control windows of one length are resampled with the same blocks, so that a shock which
    hits both cancels. Null `no_data` when a window is shorter than two blocks. The same seed gives the
    same interval.
    """
    windows = (treated.before, treated.after, control.before, control.after)
    if min(len(window) for window in windows) < 2 * block:
        return unknown("no_data")
    import numpy as np  # noqa: PLC0415  a page that measures nothing need not load it

    random = np.random.Generator(np.random.PCG64(seed))
    before = _gaps(random, treated.before, control.before, block, runs)
    after = _gaps(random, treated.after, control.after, block, runs)
    low, high = np.quantile(after - before, [0.05, 0.95])
    t0, t1, c0, c1 = (sum(w) / len(w) for w in windows)
    return known(Effect(difference_in_differences(t0, t1, c0, c1), float(low), float(high)))


def _gaps(
    random: np.random.Generator,
    treated: tuple[float, ...],
    control: tuple[float, ...],
    block: int,
    runs: int,
) -> NDArray[np.float64]:
    """Resampled differences of the two means."""
    import numpy as np  # noqa: PLC0415  as above

    picks = {size: _blocks(random, size, block, runs) for size in sorted({len(treated), len(control)})}
    one, other = np.asarray(treated, dtype=float), np.asarray(control, dtype=float)
    gaps: NDArray[np.float64] = one[picks[one.size]].mean(axis=1) - other[picks[other.size]].mean(axis=1)
    return gaps


def _blocks(random: np.random.Generator, size: int, block: int, runs: int) -> NDArray[np.int64]:
    """For each run, the indices of enough random blocks to fill `size` readings."""
    import numpy as np  # noqa: PLC0415  as above

    starts = random.integers(0, size - block + 1, size=(runs, -(-size // block)))
    indices: NDArray[np.int64] = (starts[:, :, None] + np.arange(block)).reshape(runs, -1)[:, :size]
    return indices
