"""Priority: matrix, override, dry run of an edited matrix, suggested impact."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kernel.errors import DomainError
from tickets.domain.priority import (
    DEFAULT_MATRIX,
    Matrix,
    dry_run,
    override,
    rate,
    reset,
    suggested_impact,
)

FEW = settings(max_examples=40)  # the whole folder stays within seconds

level = st.sampled_from((1, 2, 3))


@pytest.mark.parametrize(
    ("impact", "urgency", "priority"),
    [(1, 1, 1), (1, 2, 2), (1, 3, 3), (2, 1, 2), (2, 2, 3), (2, 3, 4), (3, 1, 3), (3, 2, 4), (3, 3, 5)],
)
def test_the_default_matrix(impact: int, urgency: int, priority: int) -> None:
    rating = rate(DEFAULT_MATRIX, impact, urgency)
    assert (rating.priority, rating.matrix_version) == (priority, 1)


@pytest.mark.parametrize("bad", [(0, 1), (1, 4), (-1, 1)])
def test_an_unknown_level_is_refused(bad: tuple[int, int]) -> None:
    with pytest.raises(DomainError) as refused:
        rate(DEFAULT_MATRIX, *bad)
    assert refused.value.code == "bad_level"


@pytest.mark.parametrize(
    "rows",
    [
        ((1, 2), (2, 3), (3, 4)),
        ((1, 2, 3), (2, 3, 4)),
        ((0, 2, 3), (2, 3, 4), (3, 4, 5)),
        ((1, 2, 3), (2, 3, 4), (3, 4, 6)),
    ],
)
def test_a_senseless_matrix_is_refused(rows: object) -> None:
    with pytest.raises(DomainError) as refused:
        Matrix(1, rows)  # type: ignore[arg-type]
    assert refused.value.code == "bad_matrix"


def test_an_override_needs_right_reason_and_a_known_priority() -> None:
    rating = rate(DEFAULT_MATRIX, 3, 3)
    for kwargs, code in (
        ({"priority": 1, "reason": "board", "may_override": False}, "override_not_permitted"),
        ({"priority": 1, "reason": "  ", "may_override": True}, "reason_required"),
        ({"priority": 6, "reason": "board", "may_override": True}, "bad_priority"),
    ):
        with pytest.raises(DomainError) as refused:
            override(rating, author="ada", **kwargs)  # type: ignore[arg-type]
        assert refused.value.code == code


@FEW
@given(level, level, level, level)
def test_an_override_outlives_edits_until_reset(a: int, b: int, c: int, d: int) -> None:
    raised = override(rate(DEFAULT_MATRIX, a, b), 1, "board meeting", "ada", may_override=True)
    edited = rate(DEFAULT_MATRIX, c, d, raised)
    assert edited.priority == 1
    assert edited.override is not None
    assert edited.override.reason == "board meeting"
    assert reset(edited) == rate(DEFAULT_MATRIX, c, d)


@FEW
@given(level, level)
def test_more_impact_or_urgency_never_lowers_priority(impact: int, urgency: int) -> None:
    here = DEFAULT_MATRIX.priority(impact, urgency)
    assert all(DEFAULT_MATRIX.priority(i, urgency) <= here for i in range(1, impact))
    assert all(DEFAULT_MATRIX.priority(impact, u) <= here for u in range(1, urgency))


def test_a_matrix_edit_is_first_a_dry_run() -> None:
    stricter = DEFAULT_MATRIX.edited(((1, 1, 2), (2, 3, 4), (3, 4, 5)))
    plain, same = rate(DEFAULT_MATRIX, 1, 2), rate(DEFAULT_MATRIX, 3, 3)
    held = override(plain, 4, "agreed with customer", "ada", may_override=True)
    rows = dry_run(stricter, [("INC-1", plain), ("INC-2", same), ("INC-3", held)])
    assert [(row.key, row.after.derived, row.changes_priority) for row in rows] == [
        ("INC-1", 1, True),
        ("INC-3", 1, False),
    ]
    assert stricter.version == 2
    assert plain.matrix_version == 1


@pytest.mark.parametrize(
    ("criticality", "users", "impact"),
    [(None, None, 3), (1, None, 1), (3, 200, 1), (2, 1, 2), (3, 5, 2), (3, 4, 3), (None, 50, 1)],
)
def test_suggested_impact_is_the_higher_of_the_two(
    criticality: int | None, users: int | None, impact: int
) -> None:
    assert suggested_impact(criticality, users) == impact
