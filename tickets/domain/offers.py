"""The moves open to somebody, with what each asks: the same for a button's dialog and for an integration."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kernel.lifecycle import Option
from tickets.domain import pending
from tickets.domain.details import DETAILS, Detail

# Facts that come true by time or by people, not by writing something down.
CONDITIONS = {
    "within_reopen_window": "It was resolved at most 14 days ago",
    "verified": "30 days have passed since it was resolved, without a new incident",
    "approved": "Somebody else than its requester and assignee authorises it",
}
_TEXTS = {
    "resolution": Detail("resolution", "Resolution"),
    "pending_reason": Detail("pending_reason", "Waiting for", "choice", tuple(pending.REASONS.items())),
    **DETAILS,
}


@dataclass(frozen=True, slots=True)
class Need:
    """Something a move needs. `type` `condition` cannot be given; others are given with the move."""

    name: str
    label: str
    type: str
    choices: tuple[tuple[str, str], ...]
    met: bool


@dataclass(frozen=True, slots=True)
class Offer:
    """A move and its needs; it is possible unless a condition is not met."""

    move: str
    label: str
    target: str
    needs: tuple[Need, ...]

    @property
    def possible(self) -> bool:
        """Is there nothing that only time or other people can bring about?"""
        return all(need.met for need in self.needs if need.type == "condition")

    @property
    def asks(self) -> tuple[Need, ...]:
        """What has to be given with the move."""
        return tuple(need for need in self.needs if need.type != "condition" and not need.met)

    @property
    def refusal(self) -> str:
        """Why it is not possible now; empty when it is."""
        unmet = [need.label for need in self.needs if need.type == "condition" and not need.met]
        return "; ".join(unmet)


def offers(options: Iterable[Option]) -> list[Offer]:
    """The options with their needs in words."""
    return [_offer(option) for option in options]


def _offer(option: Option) -> Offer:
    move = option.move
    needs = tuple(_need(name, met=name not in option.missing) for name in move.needs)
    return Offer(move.name, move.label or move.name, move.target, needs)


def _need(name: str, *, met: bool) -> Need:
    if name in CONDITIONS:
        return Need(name, CONDITIONS[name], "condition", (), met)
    text = _TEXTS[name]
    return Need(name, text.label, text.type, text.choices, met)
