"""A computed number, or the reason why there is none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")

NULL_REASONS = frozenset(
    {
        "no_baseline", "not_started", "zero_planned", "zero_actual", "zero_remaining_budget",
        "no_sign_change", "multiple_roots", "no_data", "stale_data", "mixed_currency", "finished",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Figure(Generic[T]):
    """Exactly one of `value` and `null_reason` is set. Undefined is never 0 and never infinity."""

    value: T | None
    null_reason: str | None = None

    def __post_init__(self) -> None:
        if (self.value is None) == (self.null_reason is None):
            raise ValueError("a figure has a value or a reason, not both and not neither")
        if self.null_reason is not None and self.null_reason not in NULL_REASONS:
            raise ValueError(f"unknown null reason {self.null_reason!r}")


def known(value: T) -> Figure[T]:
    """A defined figure."""
    return Figure(value)


def unknown(reason: str) -> Figure[T]:
    """An undefined figure, with one of `NULL_REASONS`."""
    return Figure(None, reason)
