"""Benefits promised, realised and measured."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from governance.domain.benefits import (
    Amount,
    Benefit,
    BenefitClass,
    portfolio,
    reached,
    realised_to_date,
    realised_whole_life,
    required_planned_roi,
)
from governance.domain.measured_benefit import Windows, difference_in_differences, measured_effect
from kernel.errors import DomainError
from kernel.figures import known, unknown

D = Decimal
DAY = date(2026, 7, 1)


def amounts(**by_month: int) -> tuple[Amount, ...]:
    months = {"jan": 1, "apr": 4, "oct": 10}
    return tuple(Amount(date(2026, months[m], 1), D(v)) for m, v in by_month.items())


def benefit(kind: BenefitClass = BenefitClass.CASHABLE, **more: object) -> Benefit:
    values: dict[str, object] = {
        "code": "B",
        "kind": kind,
        "owner": "Ada",
        "measure": "licence cost",
        "starts": date(2026, 1, 1),
        "planned": amounts(jan=100, apr=100, oct=200),
        "actual": amounts(jan=60, apr=90),
        "forecast": amounts(oct=150),
    }
    return Benefit(**{**values, **more})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("more", "to_date", "whole_life"),
    [
        pytest.param({}, 0.75, 0.75, id="behind"),
        pytest.param({"actual": amounts(jan=300)}, 1.5, 1.125, id="more than promised"),
        pytest.param({"actual": amounts(jan=-50), "forecast": ()}, -0.25, -0.125, id="a disbenefit"),
        pytest.param({"planned": ()}, "zero_planned", "zero_planned", id="nothing planned"),
        pytest.param({"starts": date(2026, 7, 2)}, "not_started", 0.75, id="before the start"),
        pytest.param({"actual": ()}, 0.0, 0.375, id="nothing came"),
    ],
)
def test_realisation(more: dict[str, object], to_date: float | str, whole_life: float | str) -> None:
    line = benefit(**more)
    for got, expected in ((realised_to_date(line, DAY), to_date), (realised_whole_life(line), whole_life)):
        assert got == (unknown(expected) if isinstance(expected, str) else known(pytest.approx(expected)))


@pytest.mark.parametrize(
    ("baseline", "target", "actual", "expected"),
    [
        pytest.param(12, 8, 9, 0.75, id="BR-2 lower is better"),
        pytest.param(40, 60, 55, 0.75, id="higher is better"),
        pytest.param(12, 8, 13, -0.25, id="worse than before"),
        pytest.param(12, 8, 7, 1.25, id="beyond the target"),
    ],
)
def test_reached_share(baseline: float, target: float, actual: float, expected: float) -> None:
    assert reached(baseline, target, actual) == expected


def test_a_target_that_is_the_baseline_is_refused() -> None:
    with pytest.raises(DomainError):
        reached(12, 12, 9)


def test_br_1_what_a_case_must_promise() -> None:
    assert required_planned_roi(0.2).value == pytest.approx(4.0)
    assert required_planned_roi(1).value == 0
    assert required_planned_roi(0) == unknown("zero_actual")
    with pytest.raises(DomainError):
        required_planned_roi(-0.1)


def test_classes_are_never_added_and_money_weighs() -> None:
    large = benefit(planned=amounts(jan=1000), actual=amounts(jan=1000))
    later = benefit(starts=date(2027, 1, 1))
    softer = benefit(BenefitClass.NON_CASHABLE)
    result = portfolio([benefit(), large, later, softer], DAY)
    assert set(result) == {BenefitClass.CASHABLE, BenefitClass.NON_CASHABLE}
    cashable = result[BenefitClass.CASHABLE]
    assert (cashable.planned, cashable.actual, cashable.started, cashable.lines) == (1200, 1150, 2, 3)
    assert cashable.share.value == pytest.approx(1150 / 1200)
    assert result[BenefitClass.NON_CASHABLE].share == known(0.75)


def test_non_financial_lines_have_no_sum() -> None:
    lines = [benefit(BenefitClass.NON_FINANCIAL), benefit(BenefitClass.NON_FINANCIAL, actual=())]
    found = portfolio(lines, DAY)[BenefitClass.NON_FINANCIAL]
    assert (found.planned, found.share) == (0, known(0.375))
    unplanned = portfolio([benefit(BenefitClass.NON_FINANCIAL, planned=())], DAY)
    assert unplanned[BenefitClass.NON_FINANCIAL].share == unknown("zero_planned")
    not_begun = portfolio([benefit(starts=date(2027, 1, 1))], DAY)
    assert not_begun[BenefitClass.CASHABLE].share == unknown("not_started")


@pytest.mark.parametrize(("owner", "measure"), [(None, "x"), ("Ada", None), ("", "")])
def test_without_owner_or_measure_it_is_only_claimed(owner: str | None, measure: str | None) -> None:
    assert benefit(owner=owner, measure=measure).only_claimed
    assert not benefit().only_claimed


def test_difference_in_differences() -> None:
    assert difference_in_differences(10, 7, 10, 9) == -2


WAVE = (10.0, 12.0, 9.0, 11.0, 10.5, 9.5, 12.5, 8.0)
CONTROL = (5.0, 6.0, 5.5, 4.5, 5.0, 6.5, 5.0, 4.0)


def test_the_same_shift_in_both_series_is_no_benefit() -> None:
    shifted = Windows(WAVE, tuple(v - 3 for v in WAVE))
    control = Windows(WAVE, tuple(v - 3 for v in WAVE))
    found = measured_effect(shifted, control, seed=3).value
    assert found is not None
    assert found.effect == pytest.approx(0, abs=1e-12)
    assert (found.low, found.high) == (pytest.approx(0, abs=1e-12), pytest.approx(0, abs=1e-12))


def test_the_interval_holds_a_clear_effect_and_repeats_itself() -> None:
    treated, control = Windows(WAVE, tuple(v - 3 for v in WAVE)), Windows(CONTROL, CONTROL)
    found = measured_effect(treated, control, seed=3).value
    assert found is not None
    assert found == measured_effect(treated, control, seed=3).value
    assert found.effect == pytest.approx(-3)
    assert found.low < -3 < found.high < 0
    assert found.in_money(D(-100))[0] == 300
    assert found.in_money(D(-100))[1] < 300 < found.in_money(D(-100))[2]


def test_short_windows_measure_nothing() -> None:
    assert measured_effect(Windows(WAVE, WAVE[:7]), Windows(WAVE, WAVE), seed=1) == unknown("no_data")


def test_windows_may_differ_in_length() -> None:
    found = measured_effect(Windows(WAVE * 2, WAVE), Windows(CONTROL, CONTROL * 3), seed=1).value
    assert found is not None
    assert found.low <= found.effect <= found.high


@given(st.integers(-500, 500), st.integers(1, 10))
@settings(max_examples=30)
def test_scaling_planned_and_actual_keeps_the_share(actual: int, factor: int) -> None:
    one = benefit(actual=amounts(jan=actual))
    scaled = benefit(planned=amounts(jan=100 * factor, apr=100 * factor), actual=amounts(jan=actual * factor))
    assert realised_to_date(one, DAY) == realised_to_date(scaled, DAY)
