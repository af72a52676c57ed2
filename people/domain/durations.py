"""How people write a length of time, and how a narrow column writes it back."""

from __future__ import annotations

import re
from decimal import Decimal

from kernel.errors import DomainError

_CLOCK = re.compile(r"(\d{1,3}):([0-5]\d)")
_WORDS = re.compile(r"(?:(\d{1,3}(?:[.,]\d{1,2})?)\s*h)?\s*(?:(\d{1,4})\s*m?(?:in)?)?", re.IGNORECASE)


def minutes_of(text: str) -> int:
    """Whole minutes of `90`, `45m`, `1:30`, `1h 30` or `1.5h`, half-even.

    Raises `DomainError` `bad_duration`.
    """
    given = text.strip()
    clock = _CLOCK.fullmatch(given)
    if clock:
        return int(clock[1]) * 60 + int(clock[2])
    words = _WORDS.fullmatch(given)
    if not given or words is None:
        raise DomainError("bad_duration", "Write minutes (90) or hours (1:30, 1.5h).")
    hours = Decimal((words[1] or "0").replace(",", "."))
    return int((hours * 60).to_integral_value()) + int(words[2] or 0)


def clock_text(minutes: int) -> str:
    """Hours and minutes as `1:05`."""
    hours, rest = divmod(abs(minutes), 60)
    return f"{'−' if minutes < 0 else ''}{hours:,}:{rest:02}"
