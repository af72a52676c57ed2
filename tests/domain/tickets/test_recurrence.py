"""The recurrence miner groups look-alikes, keeps apart what people have told apart, and prices groups."""

from __future__ import annotations

import csv
import gzip
import os
import time
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from math import sqrt
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kernel.figures import known, unknown
from kernel.money import Money
from tickets.domain.economics.evidence import IncidentCost
from tickets.domain.recurrence import ALIKE, Case, Likeness, Text, group, matching, precision, price, ranked
from tickets.domain.recurrence.leaders import Cosines, Leaders
from tickets.domain.recurrence.vectors import vectors, words

FEW = settings(max_examples=40)  # the whole folder stays within seconds

DATA = Path(os.environ.get("ITSM_PM_DATA", Path(__file__).parents[4] / "shared" / "data"))
TICKETS = DATA / "ticket-text-endava" / "tickets.csv.gz"

PRINTER = "printer on the third floor jams and shows paper error"
VPN = "vpn client cannot connect after password change"
FILLER = [
    Text("F1", "new laptop for colleague", "please order"),
    Text("F2", "access to finance share", "manager approved the request"),
    Text("F3", "calendar invitation missing", "meeting room booking lost"),
]


def keys(found: Iterable[Likeness]) -> list[set[str]]:
    return [set(likeness.keys) for likeness in found]


def test_look_alikes_are_grouped_and_strangers_are_not() -> None:
    texts = [
        Text("A", "Printer jams", PRINTER),
        Text("B", "VPN", VPN),
        Text("C", "printer JAMS again", PRINTER + " 4711"),
        Text("D", "vpn", VPN + " since monday"),
        *FILLER,
    ]
    found = group(texts)
    assert keys(found) == [{"A", "C"}, {"B", "D"}]
    assert all(ALIKE <= likeness.alike <= 1 for likeness in found)


def test_numbers_do_not_tell_tickets_apart() -> None:
    texts = [
        Text(str(n), f"disk srv{n:03} full", f"alert {n} at 2026-03-{n:02}T10:00 on srv{n:03}")
        for n in range(9)
    ]
    (found,) = group([*texts, *FILLER])
    assert (len(found.keys), found.alike) == (9, pytest.approx(1.0))


def test_only_tickets_of_one_block_are_compared() -> None:
    texts = [Text("A", "x", PRINTER, ("print", "hq")), Text("B", "x", PRINTER, ("print", "plant")), *FILLER]
    assert group(texts) == ()


def test_what_is_not_the_same_is_kept_apart_for_good() -> None:
    texts = [Text(key, "printer", PRINTER) for key in "ABCD"]
    assert keys(group([*texts, *FILLER])) == [{"A", "B", "C", "D"}]
    apart = [frozenset({"A", "C"}), frozenset({"B", "C"})]
    assert keys(group([*texts, *FILLER], apart)) == [{"A", "B", "D"}]
    assert keys(group([*texts, *FILLER], [frozenset({"A", "C"})], least=1))[:2] == [{"A", "B", "D"}, {"C"}]


def test_a_shared_resolution_joins_somewhat_similar_groups() -> None:
    first = "mail delayed outgoing queue stuck exchange gateway connector"
    second = "mail delayed outgoing queue messages arriving hours late"
    texts = [
        Text("A", "", first),
        Text("B", "", first),
        Text("C", "", second),
        Text("D", "", second),
        *FILLER,
    ]
    assert keys(group(texts)) == [{"A", "B"}, {"C", "D"}]
    solved = [Text(t.key, t.title, t.body, t.block, "restarted transport service") for t in texts[:4]]
    assert keys(group([*solved, *FILLER])) == [{"A", "B", "C", "D"}]
    held = group([*solved, *FILLER], [frozenset({"A", "D"})])
    assert keys(held) == [{"A", "B"}, {"C", "D"}]


def test_texts_without_words_stay_alone() -> None:
    assert group([Text("A", "", ""), Text("B", "4711", "0815"), Text("C", "", "")]) == ()
    assert group([]) == ()


WORDS = st.sampled_from(["disk", "full", "mail", "slow", "vpn", "down", "printer", "jam", "login", "fails"])
TEXTS = st.lists(st.lists(WORDS, max_size=7).map(" ".join), max_size=14)


@FEW
@given(TEXTS)
def test_a_group_is_like_its_leader_and_every_ticket_is_in_one(bodies: list[str]) -> None:
    texts = [Text(str(n), "", body) for n, body in enumerate(bodies)]
    found = group(texts, least=1)
    placed = [key for likeness in found for key in likeness.keys]
    assert sorted(placed) == sorted(text.key for text in texts if text.body)
    assert all(likeness.alike >= ALIKE - 1e-9 for likeness in found)


@FEW
@given(TEXTS)
def test_equal_texts_are_in_one_group(bodies: list[str]) -> None:
    texts = [Text(str(n), "", body) for n, body in enumerate(bodies + bodies)]
    home = {key: place for place, likeness in enumerate(group(texts)) for key in likeness.keys}
    for n, body in enumerate(bodies):
        if body:
            assert home[str(n)] == home[str(n + len(bodies))]


@FEW
@given(TEXTS)
def test_the_index_misses_no_similar_leader(bodies: list[str]) -> None:
    space = vectors([words("", body) for body in bodies], ALIKE / 2)
    leaders, seen = Leaders(Cosines(space), ALIKE), list[int]()
    for row in range(len(bodies)):
        if not space.heads[row]:
            continue
        expected = {other for other in seen if _cosine(space, row, other) >= ALIKE}
        assert {leader for leader, _ in leaders.similar(row)} == expected
        leaders.add(row)
        seen.append(row)


def _cosine(space, row: int, other: int) -> float:  # type: ignore[no-untyped-def]
    def weights(number: int) -> dict[int, float]:
        own = slice(space.bounds[number], space.bounds[number + 1])
        return dict(zip(space.terms[own].tolist(), space.weights[own].tolist(), strict=True))

    a, b = weights(row), weights(other)
    assert sqrt(sum(w * w for w in a.values())) == pytest.approx(1)
    return sum(weight * b.get(term, 0.0) for term, weight in a.items())


def test_new_tickets_are_matched_with_what_is_known() -> None:
    known_errors = [
        Text("KE-1", "printer jams", PRINTER),
        Text("KE-2", "vpn", VPN),
        Text("KE-3", "", VPN, ("x",)),
    ]
    new = [Text("N1", "vpn", VPN + " today"), *FILLER, Text("N2", "", ""), Text("N3", "printer", PRINTER)]
    found = matching(known_errors, new)
    assert [(match.key, match.known) for match in found] == [("N1", "KE-2"), ("N3", "KE-1")]
    assert all(ALIKE <= match.alike <= 1 for match in found)
    assert matching([], new) == ()
    assert matching(known_errors, []) == ()


START, END = datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)


def case(key: str, day: int, requester: str, cost: str | None = "50") -> Case:
    money = None if cost is None else Money(Decimal(cost), "EUR")
    return Case(requester, IncidentCost(key, START + timedelta(days=day), "mail", money))


def test_a_group_is_priced_per_year_with_its_p10() -> None:
    days = [10, 60, 110, 160, 210, 260, 310]
    cases = {f"T{n}": case(f"T{n}", day, f"person {n % 5}") for n, day in enumerate(days)}
    found = price(Likeness(tuple(cases), 0.83), cases, START, END, "EUR", user_impact=False)
    assert (len(found.keys), found.people, found.alike) == (7, 5, 0.83)
    assert found.per_year.value is not None
    assert float(found.per_year.value.amount) == pytest.approx(350, rel=0.002)
    assert found.per_year_p10.value is not None
    # Gamma(7.5, 12 months): its 10 % quantile is 4.27 a year.
    assert float(found.per_year_p10.value.amount) == pytest.approx(50 * 4.27, rel=0.04)
    assert found.coverage == known(1.0)


def test_groups_are_ranked_by_what_they_cost() -> None:
    cases = {key: case(key, day, key, cost) for key, day, cost in (
        ("a", 5, "10"), ("b", 200, "10"), ("c", 5, "900"), ("d", 200, "900"), ("e", 5, None), ("f", 9, None)
    )}  # fmt: skip
    rows = [
        price(Likeness(pair, 0.9), cases, START, END, "EUR", user_impact=False)
        for pair in (("e", "f"), ("a", "b"), ("c", "d"))
    ]
    assert [row.keys for row in ranked(rows)] == [("c", "d"), ("a", "b"), ("e", "f")]
    assert rows[0].per_year == unknown("no_data")


def test_precision_is_of_the_answered_proposals() -> None:
    assert precision([("a", True), ("b", True), ("c", False), ("d", True)]).value == known(0.75)
    assert precision([]).value == unknown("no_data")


@pytest.mark.skipif(not DATA.is_dir(), reason=f"no data folder {DATA}")
def test_real_tickets_are_grouped_far_better_than_chance_and_fast() -> None:
    with gzip.open(TICKETS, "rt", encoding="utf-8") as text:
        rows = list(csv.DictReader(text))
    texts = [Text(str(number), row["title"], row["body"]) for number, row in enumerate(rows)]
    begun = time.perf_counter()
    found = group(texts)
    assert time.perf_counter() - begun < 10
    labels = [(row["category"], row["sub_category1"], row["sub_category2"]) for row in rows]
    together = [labels[int(key)] for likeness in found for key in likeness.keys]
    same = sum(_pairs(Counter(labels[int(key)] for key in likeness.keys).values()) for likeness in found)
    every = sum(_pairs([len(likeness.keys)]) for likeness in found)
    chance = _pairs(Counter(labels).values()) / _pairs([len(labels)])
    # Measured: 0.77 of grouped pairs share all three category levels, 0.06 of all pairs do.
    assert same / every > 0.7
    assert chance < 0.07
    assert len(together) > 1_000


def _pairs(sizes: Iterable[int]) -> int:
    return sum(size * (size - 1) // 2 for size in sizes)
