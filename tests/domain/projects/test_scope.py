"""The scope ledger: what a manager reads from it, and what holds after any sequence of rows."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kernel.errors import BadInput
from kernel.figures import known, unknown
from projects.domain.scope import (
    ScopeCounts,
    ScopeRow,
    creep_per_month,
    day_growth_reaches,
    fold_scope,
    scope_indices,
    unscoped_work_ratio,
    volatility_index,
    weighted_volatility,
)

D = Decimal
DAY_1 = date(2026, 1, 1)
END = date(2027, 1, 1)


def row(entry, item, kind, size=0, *, day=0, of=None, tolerance="0"):
    return ScopeRow(entry, item, kind, D(size), DAY_1 + timedelta(days=day), of, D(tolerance))


SC_5 = [
    row(1, 1, "baseline", 250),
    row(2, 2, "baseline", 150),
    row(3, 3, "added", 60),
    row(4, 4, "added", 36),
    row(5, 1, "removed", -20),
    row(6, 2, "re_estimated", 24),
    row(7, 3, "authorised", of=3, day=40),
]


def test_sc_5_every_index_of_the_worked_ledger():
    position = fold_scope(SC_5, END)
    indices = scope_indices(position, months=D(8))
    assert position.total == 500
    assert (position.authorised, position.unauthorised, position.removed) == (60, 36, 20)
    assert indices.aci.value == D("0.15")
    assert indices.ugi.value == D("0.15")
    assert indices.churn.value == D("0.35")
    assert indices.net_growth.value == D("0.25")
    assert float(indices.cmgr.value) == pytest.approx(0.028286, abs=1e-6)


def test_an_approval_counts_from_its_own_date():
    before = fold_scope(SC_5, DAY_1 + timedelta(days=39))
    after = fold_scope(SC_5, DAY_1 + timedelta(days=40))
    assert (before.authorised, before.unauthorised) == (0, 96)
    assert (after.authorised, after.unauthorised) == (60, 36)
    assert before.total == after.total


@pytest.mark.parametrize(
    ("counts", "critical", "rvi", "weighted"),
    [
        pytest.param(ScopeCounts(100, 20, 0, 10), 0, 0.30, 0.31, id="SC-1"),
        pytest.param(ScopeCounts(120, 10, 8, 4), 3, 0.183333, 0.2158, id="SC-2"),
        pytest.param(ScopeCounts(126, 5, 6, 2), 1, 0.103175, 0.1206, id="SC-3"),
    ],
)
def test_requirement_volatility(counts, critical, rvi, weighted):
    assert float(volatility_index(counts).value) == pytest.approx(rvi, abs=1e-6)
    assert float(weighted_volatility(counts, critical).value) == pytest.approx(weighted, abs=5e-5)


def test_sc_1_from_single_requirements():
    rows = [row(i, i, "baseline", 1) for i in range(1, 101)]
    rows += [row(100 + i, 100 + i, "added", 1) for i in range(1, 21)]
    rows += [row(200 + i, i, "removed", -1) for i in range(1, 11)]
    indices = scope_indices(fold_scope(rows, END), days=D(10))
    assert (indices.rvi.value, indices.rsi.value) == (D("0.3"), D("0.7"))
    assert indices.net_growth.value == D("0.1")
    assert indices.cmgr.null_reason == "no_data"


def test_splitting_an_item_is_no_growth():
    rows = [row(1, 1, "baseline", 100), row(2, 2, "elaborated", 60, of=1), row(3, 3, "elaborated", 40, of=1)]
    position = fold_scope(rows, END)
    assert (position.total, position.unauthorised, position.unauthorised_items) == (100, 0, ())
    assert scope_indices(position, days=D(90)).churn.value == 0


def test_elaboration_beyond_its_parent_is_growth_until_approved():
    rows = [row(1, 1, "baseline", 100), row(2, 2, "elaborated", 60, of=1), row(3, 3, "elaborated", 65, of=1)]
    position = fold_scope(rows, END)
    assert (position.total, position.unauthorised) == (125, 25)
    assert [(i.item_id, i.size, i.cause) for i in position.unauthorised_items] == [(3, 25, "elaborated")]
    approved = fold_scope([*rows, row(4, 3, "authorised", of=3)], END)
    assert (approved.total, approved.unauthorised, approved.authorised) == (125, 0, 25)


def test_a_larger_estimate_of_the_parent_is_not_counted_again_through_its_children():
    rows = [row(1, 1, "baseline", 100), row(2, 2, "elaborated", 120, of=1), row(3, 1, "re_estimated", 20)]
    position = fold_scope(rows, END)
    assert (position.total, position.unauthorised, position.re_estimated) == (120, 0, 20)


def test_scope_cut_before_the_split_leaves_less_room_for_children():
    rows = [row(1, 1, "baseline", 100), row(2, 1, "removed", -50), row(3, 2, "elaborated", 100, of=1)]
    position = fold_scope(rows, END)
    assert (position.total, position.unauthorised, position.removed) == (100, 50, 50)


def test_stopping_unapproved_work_clears_the_growth_and_keeps_the_churn():
    rows = [row(1, 1, "baseline", 100), row(2, 2, "added", 30), row(3, 2, "removed", -30)]
    position = fold_scope(rows, END)
    assert (position.unauthorised, position.removed, position.withdrawn) == (0, 0, 30)
    assert scope_indices(position, days=D(60)).churn.value == D("0.6")


def test_scope_added_again_after_a_removal_is_growth_nobody_approved():
    rows = [row(1, 1, "baseline", 100), row(2, 1, "removed", -100), row(3, 1, "added", 40)]
    position = fold_scope(rows, END)
    assert (position.total, position.unauthorised, position.removed) == (40, 40, 100)


def test_stopping_part_of_an_unapproved_item_through_its_child():
    rows = [
        row(1, 9, "baseline", 100),
        row(2, 1, "added", 50),
        row(3, 2, "elaborated", 30, of=1),
        row(4, 2, "removed", -30),
    ]
    position = fold_scope(rows, END)
    assert (position.total, position.unauthorised, position.removed) == (120, 20, 0)


def test_a_wrong_row_is_reversed_by_its_opposite():
    rows = [row(1, 1, "baseline", 100), row(2, 2, "added", 30), row(3, 2, "added", -30)]
    rows += [row(4, 1, "removed", -10), row(5, 1, "removed", 10)]
    position = fold_scope(rows, END)
    assert (position.total, position.unauthorised, position.removed) == (100, 0, 0)
    assert position.churn == 0


@pytest.mark.parametrize(
    ("change", "beyond"),
    [(8, 0), (10, 0), (11, 1), (-30, 0)],
    ids=["inside", "on the limit", "outside", "smaller"],
)
def test_re_estimates_count_beyond_the_item_tolerance(change, beyond):
    rows = [row(1, 1, "baseline", 100), row(2, 1, "re_estimated", change, tolerance="0.10")]
    position = fold_scope(rows, END)
    assert position.re_estimated_beyond_tolerance == beyond
    assert position.total == 100 + change


def test_without_a_baseline_there_is_no_index():
    indices = scope_indices(fold_scope([row(1, 1, "added", 5)], END), days=D(90))
    assert {f.null_reason for f in (indices.aci, indices.ugi, indices.cmgr, indices.rvi)} == {"no_baseline"}


@pytest.mark.parametrize(
    ("ugi", "as_of", "day", "reason"),
    [
        pytest.param("0.05", date(2026, 1, 31), date(2026, 3, 2), None, id="half way after 30 days"),
        pytest.param("0.12", date(2026, 1, 31), date(2026, 1, 31), None, id="there already"),
        pytest.param("0.03", date(2026, 1, 11), date(2026, 2, 4), None, id="rounded up to a day"),
        pytest.param("0", date(2026, 1, 31), None, "no_data", id="no growth"),
        pytest.param("0.05", DAY_1, None, "not_started", id="on the day of the baseline"),
        pytest.param("0.0000001", date(2026, 1, 31), None, "no_data", id="beyond all calendars"),
    ],
)
def test_the_day_on_which_growth_reaches_its_limit(ugi, as_of, day, reason):
    figure = day_growth_reaches(D("0.1"), known(D(ugi)), DAY_1, as_of)
    assert (figure.value, figure.null_reason) == (day, reason)


def test_creep_is_growth_per_month():
    assert creep_per_month(known(D("0.12")), D("60.875")).value == D("0.06")
    assert creep_per_month(known(D("0.12")), D(0)).null_reason == "not_started"
    assert creep_per_month(unknown("no_baseline"), D(5)).null_reason == "no_baseline"


def test_the_elapsed_time_is_given_once():
    with pytest.raises(BadInput):
        scope_indices(fold_scope([], END), days=D(1), months=D(1))


def test_share_of_work_that_is_in_no_scope():
    assert unscoped_work_ratio(D(90), D(600)).value == D("0.15")
    assert unscoped_work_ratio(D(0), D(0)).null_reason == "no_data"


KINDS = st.sampled_from(["baseline", "added", "removed", "re_estimated", "elaborated", "authorised"])


@st.composite
def ledgers(draw):
    rows = []
    for entry in range(1, draw(st.integers(1, 14)) + 1):
        kind = draw(KINDS)
        size = 0 if kind == "authorised" else draw(st.integers(-30, 60))
        of = draw(st.integers(1, 14)) if kind == "authorised" else draw(st.integers(1, 4))
        day = draw(st.integers(0, 5))
        tolerance = draw(st.sampled_from(["0", "0.1"]))
        rows.append(row(entry, draw(st.integers(1, 4)), kind, size, day=day, of=of, tolerance=tolerance))
    return rows


@given(ledgers(), st.integers(0, 6))
@settings(max_examples=30)
def test_the_ledger_identity_holds_after_any_sequence(rows, day):
    p = fold_scope(rows, DAY_1 + timedelta(days=day))
    assert p.total == p.s0 + p.authorised + p.unauthorised - p.removed + p.re_estimated
    assert p.unauthorised >= 0
    assert sum(i.size for i in p.unauthorised_items) == p.unauthorised + p.re_estimated_beyond_tolerance


@given(ledgers(), st.integers(1, 14))
@settings(max_examples=30)
def test_approving_never_raises_growth_and_never_changes_the_total(rows, entry):
    before = fold_scope(rows, END)
    after = fold_scope([*rows, row(99, 1, "authorised", of=entry, day=9)], END)
    assert after.total == before.total
    growth = (p.unauthorised + p.re_estimated_beyond_tolerance for p in (after, before))
    assert next(growth) <= next(growth)


@given(ledgers())
@settings(max_examples=30)
def test_the_order_in_which_rows_are_read_does_not_matter(rows):
    assert fold_scope(reversed(rows), END) == fold_scope(rows, END)


@given(st.lists(st.integers(1, 50), min_size=1, max_size=6), st.integers(0, 40))
@settings(max_examples=30)
def test_any_split_inside_the_parent_leaves_growth_at_zero(parts, slack):
    rows = [row(1, 1, "baseline", sum(parts) + slack)]
    rows += [row(2 + n, 2 + n, "elaborated", part, of=1) for n, part in enumerate(parts)]
    position = fold_scope(rows, END)
    assert position.total == position.s0
    assert scope_indices(position, days=D(90)).ugi.value == 0
