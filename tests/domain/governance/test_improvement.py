"""Did an improvement help?"""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from governance.domain.improvement import Improvement, Verdict, measured_baseline, review
from governance.domain.measured_benefit import Effect
from kernel.errors import DomainError
from kernel.figures import known, unknown

DAY = date(2026, 6, 1)
FASTER = Improvement(baseline=12, target=8, review_on=DAY)


@pytest.mark.parametrize(
    ("readings", "effect", "verdict", "share"),
    [
        pytest.param([8, 8, 8, 8], None, Verdict.ACHIEVED, 1.0, id="reached"),
        pytest.param([7, 7, 9, 5], None, Verdict.ACHIEVED, 1.25, id="beyond"),
        pytest.param([9, 10, 8, 9], None, Verdict.PARTLY, 0.75, id="on the way"),
        pytest.param([12, 12, 12, 12], None, Verdict.NO_CHANGE, 0.0, id="as before"),
        pytest.param([13, 13, 13, 13], None, Verdict.WORSE, -0.25, id="worse"),
        pytest.param([8, 8, 8, 8], Effect(-1, -3, 1), Verdict.NO_CHANGE, 1.0, id="as the control did"),
        pytest.param([8, 8, 8, 8], Effect(-4, -5, -3), Verdict.ACHIEVED, 1.0, id="beyond the control"),
    ],
)
def test_verdicts(readings: list[float], effect: Effect | None, verdict: Verdict, share: float) -> None:
    found = review(FASTER, readings, DAY, effect).value
    assert found is not None
    assert (found.verdict, found.reached, found.readings) == (verdict, share, 4)


def test_no_verdict_before_its_time_or_without_readings() -> None:
    assert review(FASTER, [8] * 4, DAY - timedelta(days=1)) == unknown("not_started")
    assert review(FASTER, [8] * 3, DAY) == unknown("no_data")
    assert measured_baseline([10, 12, 14, 12]) == known(12)
    assert measured_baseline([10, 12, 14]) == unknown("no_data")
    with pytest.raises(DomainError):
        Improvement(12, 12, DAY)
