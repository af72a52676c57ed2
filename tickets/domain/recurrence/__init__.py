"""Finds what keeps coming back: look-alike tickets without a problem, grouped and priced per year."""

from tickets.domain.recurrence.grouping import ALIKE, Likeness, Pair, Text, group
from tickets.domain.recurrence.matching import Match, matching
from tickets.domain.recurrence.pricing import Case, Recurrence, precision, price, ranked

__all__ = [
    "ALIKE",
    "Case",
    "Likeness",
    "Match",
    "Pair",
    "Recurrence",
    "Text",
    "group",
    "matching",
    "precision",
    "price",
    "ranked",
]
