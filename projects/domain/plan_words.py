"""Durations as people write them in a plan: `2 d`, `4 h`, `30 m`, `1.5 w`; a bare number is days."""

from __future__ import annotations

import re
from decimal import Decimal

from kernel.errors import DomainError

_TEXT = re.compile(r"\s*([+-]?\d+(?:[.,]\d+)?)\s*([a-z]*)\s*", re.IGNORECASE)
_UNITS = {"": "d", "days": "d", "day": "d", "hours": "h", "hour": "h", "min": "m", "weeks": "w", "week": "w"}


def minutes_of(text: str, per_day: int, days_a_week: int = 5) -> int:
    """Minutes of work meant by the text, rounded to whole ones. Raises `DomainError` `bad_duration`."""
    found = _TEXT.fullmatch(text)
    unit = _UNITS.get(found[2].lower(), found[2].lower()) if found else ""
    sizes = {"m": 1, "h": 60, "d": per_day, "w": per_day * days_a_week}
    if found is None or unit not in sizes:
        raise DomainError("bad_duration", f"{text!r} is not a duration such as 2 d, 4 h or 30 m.")
    return round(Decimal(found[1].replace(",", ".")) * sizes[unit])


def duration_text(minutes: int, per_day: int, *, plus: bool = False) -> str:
    """Minutes in the largest unit that needs at most one decimal: `2 d`, `1.5 d`, `4 h`, `50 m`."""
    sign = "\u2212" if minutes < 0 else "+" if plus and minutes > 0 else ""
    size = abs(minutes)
    if size == 0:
        return "0 d"
    for unit, length in (("d", per_day), ("h", 60)):
        if size * 10 % length == 0 and size * 2 >= length:
            return f"{sign}{_number(Decimal(size) / length)} {unit}"
    return f"{sign}{size} m"


def typed(minutes: int, per_day: int) -> str:
    """As `duration_text`, with signs that a keyboard has."""
    return duration_text(minutes, per_day).replace("\u2212", "-")


def _number(value: Decimal) -> str:
    return f"{value:f}".rstrip("0").rstrip(".") if "." in f"{value:f}" else f"{value:f}"
