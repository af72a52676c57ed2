"""Keyset pages cover a list exactly once, forwards and backwards, whatever the order."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kernel.errors import BadInput
from kernel.models import SearchDocument
from kernel.paging import keyset_page

ORDERS = [
    ("id",),
    ("-id",),
    ("title", "id"),
    ("-title", "id"),
    ("title", "-id"),
    ("subject_type", "-title", "id"),
]
pytestmark = pytest.mark.django_db


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    titles=st.lists(st.sampled_from("abc"), max_size=23),
    order=st.sampled_from(ORDERS),
    size=st.integers(1, 7),
)
def test_walking_forwards_and_back_sees_every_row_once(
    titles: list[str], order: tuple[str, ...], size: int
) -> None:
    SearchDocument.objects.all().delete()
    SearchDocument.objects.bulk_create(
        SearchDocument(subject_type="ab"[n % 2], subject_id=n, title=title) for n, title in enumerate(titles)
    )
    rows = SearchDocument.objects.all()
    expected = list(rows.order_by(*order).values_list("pk", flat=True))
    forwards, page = [], keyset_page(rows, order, None, size)
    assert page.previous is None
    forwards += [row.pk for row in page.rows]
    while page.next:
        page = keyset_page(rows, order, page.next, size)
        forwards += [row.pk for row in page.rows]
    assert forwards == expected
    backwards = [row.pk for row in page.rows]
    while page.previous:
        page = keyset_page(rows, order, page.previous, size)
        backwards = [row.pk for row in page.rows] + backwards
    assert backwards == expected


@pytest.mark.parametrize(
    "cursor", ["x", "bm90IGpzb24", "W10", "WyJpZCIsMCxbMSwyXV0", "A" * 5000, "\x00", "é"]
)
def test_a_cursor_of_another_making_is_refused(cursor: str) -> None:
    with pytest.raises(BadInput, match="cursor"):
        keyset_page(SearchDocument.objects.all(), ("id",), cursor)


@pytest.mark.parametrize("size", [0, -1, 201])
def test_page_sizes_have_limits(size: int) -> None:
    with pytest.raises(BadInput):
        keyset_page(SearchDocument.objects.all(), ("id",), None, size)
