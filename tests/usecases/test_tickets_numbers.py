"""Numbers of a series follow each other and are given back by a transaction that fails."""

from __future__ import annotations

import pytest
from django.db import transaction

from kernel.numbers import take, take_many


@pytest.mark.django_db
def test_series_count_apart() -> None:
    assert [take("a"), take("a"), take("b"), take("a")] == [1, 2, 1, 3]


@pytest.mark.django_db
def test_many_are_taken_at_once() -> None:
    assert list(take_many("a", 3)) == [1, 2, 3]
    assert take("a") == 4
    with pytest.raises(ValueError, match="at least one"):
        take_many("a", 0)


@pytest.mark.django_db
def test_a_failed_transaction_gives_its_numbers_back() -> None:
    take("a")
    with pytest.raises(RuntimeError), transaction.atomic():
        take_many("a", 5)
        raise RuntimeError
    assert take("a") == 2
