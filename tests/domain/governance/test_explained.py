"""Numbers that carry their proof, and changes that add up."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from governance.domain.explained_change import Change, CostLine
from governance.domain.explained_change import explain as explain_change
from governance.domain.explained_number import evaluate, explain, recompute
from kernel.errors import DomainError
from kernel.figures import known, unknown

D = Decimal
INPUTS = {"ev": D(1_200_000), "ac": D(1_350_000), "bac": D(2_500_000), "pv": D(0), "gone": None}


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        pytest.param("bac / (ev / ac)", known(D(2_812_500)), id="EV-3 EAC B"),
        pytest.param("ac + bac - ev", known(D(2_650_000)), id="EV-3 EAC A"),
        pytest.param("-ev * 2.5", known(D(-3_000_000)), id="sign and number"),
        pytest.param("0.1 + 0.2", known(D("0.3")), id="in decimal"),
        pytest.param("ev / pv", unknown("zero_planned"), id="divided by nothing"),
        pytest.param("ev / gone", unknown("no_data"), id="an input is missing"),
    ],
)
def test_formulas(formula: str, expected: object) -> None:
    got = evaluate(formula, INPUTS)
    assert got.null_reason == expected.null_reason  # type: ignore[attr-defined]
    if got.value is not None:
        assert float(got.value) == pytest.approx(float(expected.value))  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "formula",
    ["", "ev +", "other / ev", "ev ** 9", "abs(ev)", "ev.real", "'text'", "[ev]", "ev if ac else pv", "True"],
)
def test_only_arithmetic_is_a_formula(formula: str) -> None:
    with pytest.raises(DomainError) as refused:
        evaluate(formula, INPUTS)
    assert refused.value.code == "formula_unreadable"


AMOUNT = st.decimals(-(10**6), 10**6, places=4)


@given(st.fixed_dictionaries({"a": AMOUNT, "b": AMOUNT, "c": st.one_of(st.none(), AMOUNT)}))
@settings(max_examples=40)
def test_an_export_recomputes_to_its_value(inputs: dict[str, Decimal | None]) -> None:
    for formula in ("a / b - 1", "(a + b) * c"):
        number = explain("metric", formula, inputs, "SNAP-1")
        assert recompute(number.export()) == number.value


def test_a_changed_export_is_refused() -> None:
    held = json.loads(explain("cpi", "ev / ac", INPUTS, "SNAP-1").export())
    assert held["snapshot"] == "SNAP-1"
    held["inputs"]["ac"] = "1"
    with pytest.raises(DomainError) as refused:
        recompute(json.dumps(held))
    assert refused.value.code == "export_changed"


def line(quantity: float, price: float, fx: float = 1, late: float = 0) -> CostLine:
    return CostLine(*(D(str(v)) for v in (quantity, price, fx, late)))


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param({"a": line(10, 5)}, {"a": line(12, 5)}, Change(volume=D(10)), id="volume"),
        pytest.param({"a": line(10, 5)}, {"a": line(10, 6)}, Change(price=D(10)), id="price"),
        pytest.param({"a": line(10, 5, 1.1)}, {"a": line(10, 5, 1.2)}, Change(fx=D(5)), id="exchange"),
        pytest.param({}, {"a": line(10, 5)}, Change(scope=D(50)), id="a new line"),
        pytest.param({"a": line(10, 5)}, {}, Change(scope=D(-50)), id="a dropped line"),
        pytest.param(
            {"a": line(10, 5)}, {"a": line(14, 5, 1, 3)}, Change(volume=D(5), late=D(15)), id="partly late"
        ),
        pytest.param({}, {"a": line(4, 5, 1, 3)}, Change(scope=D(5), late=D(15)), id="a new line, late"),
        pytest.param({}, {}, Change(), id="nothing"),
    ],
)
def test_causes_of_a_change(
    before: dict[str, CostLine], after: dict[str, CostLine], expected: Change
) -> None:
    assert explain_change(before, after) == expected


SMALL = st.decimals(0, 1000, places=2)
LINES = st.dictionaries(st.sampled_from("abc"), st.builds(CostLine, SMALL, SMALL, SMALL, SMALL))


@given(LINES, LINES)
@settings(max_examples=40)
def test_causes_add_up_exactly(before: dict[str, CostLine], after: dict[str, CostLine]) -> None:
    difference = sum((x.cost for x in after.values()), D(0)) - sum((x.cost for x in before.values()), D(0))
    assert explain_change(before, after).total == difference
