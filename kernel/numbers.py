"""Numbers that people use: 1, 2, 3 … per series, never the same twice.

The counter is locked until the transaction ends, so two writers wait for each other; a transaction that is
rolled back gives its numbers back.
"""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.db.models import F

from kernel.models import NumberSeries


def take(series: str) -> int:
    """The next number of the series. Call it inside the transaction that uses the number."""
    return take_many(series, 1)[0]


def take_many(series: str, count: int) -> range:
    """The next `count` numbers of the series, in one statement. Raises `ValueError` for fewer than one."""
    if count < 1:
        raise ValueError("at least one number is taken")
    if not _advance(series, count):
        _begin(series)
        _advance(series, count)
    last = NumberSeries.objects.values_list("last", flat=True).get(name=series)
    return range(last - count + 1, last + 1)


def _advance(series: str, count: int) -> bool:
    return bool(NumberSeries.objects.filter(name=series).update(last=F("last") + count))


def _begin(series: str) -> None:
    try:
        with transaction.atomic():
            NumberSeries.objects.create(name=series)
    except IntegrityError:
        # Another writer began the series at the same moment; its row serves both.
        return
