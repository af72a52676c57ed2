"""Approval by a panel: quorum, veto and delegation, bound to what was read, never by the author.

A vote holds for one content only: it carries the hash of what the voter saw.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from kernel.errors import DomainError


class Choice(StrEnum):
    """What a vote says."""

    APPROVE = "approve"
    REJECT = "reject"
    ABSTAIN = "abstain"


class Outcome(StrEnum):
    """Where the approval stands."""

    PENDING = "pending"
    APPROVED = "approved"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Panel:
    """Who decides: the seats, how many approvals are needed, and whose rejection ends it."""

    seats: frozenset[str]
    quorum: int
    veto: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        if not 1 <= self.quorum <= len(self.seats) or not self.veto <= self.seats:
            raise DomainError("panel_invalid", "a quorum fits the seats, and a veto belongs to a seat")


@dataclass(frozen=True, slots=True)
class Vote:
    """A vote for a seat by its holder, or by a delegate (`by` differs from `seat`)."""

    seat: str
    by: str
    choice: Choice
    content_hash: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Tally:
    """The outcome, the seats that approved and rejected, and votes that do not count, with the reason:
    `other_content`, `author`, `no_seat`, `superseded`, `second_seat`."""

    outcome: Outcome
    approved: tuple[str, ...]
    rejected: tuple[str, ...]
    void: tuple[tuple[Vote, str], ...]


def tally(panel: Panel, votes: Iterable[Vote], content_hash: str, author: str) -> Tally:
    """Where the panel stands on this content.

    A seat's last vote counts, the holder's own before a delegate's. One person counts for one seat, the own
    one first: a quorum is that many pairs of eyes. The author never counts, in no seat.
    Rejected: by a veto, or when the seats left cannot reach the quorum.
    """
    void: list[tuple[Vote, str]] = []
    counted: dict[str, Vote] = {}
    for vote in sorted(votes, key=lambda vote: (vote.by == vote.seat, vote.at)):
        reason = _void_reason(panel, vote, content_hash, author)
        if reason:
            void.append((vote, reason))
            continue
        if vote.seat in counted:
            void.append((counted[vote.seat], "superseded"))
        counted[vote.seat] = vote
    seats = _one_each(counted, void)
    approved = tuple(sorted(vote.seat for vote in seats if vote.choice is Choice.APPROVE))
    rejected = tuple(sorted(vote.seat for vote in seats if vote.choice is Choice.REJECT))
    lost = {vote.seat for vote in seats if vote.choice is not Choice.APPROVE} | ({author} & panel.seats)
    return Tally(_outcome(panel, approved, rejected, lost), approved, rejected, tuple(void))


def _void_reason(panel: Panel, vote: Vote, content_hash: str, author: str) -> str | None:
    if vote.seat not in panel.seats:
        return "no_seat"
    if author in (vote.by, vote.seat):
        return "author"
    return None if vote.content_hash == content_hash else "other_content"


def _one_each(counted: dict[str, Vote], void: list[tuple[Vote, str]]) -> list[Vote]:
    """Each person once: in the own seat, else in the seat voted for first."""
    seats: list[Vote] = []
    seen: set[str] = set()
    for vote in sorted(counted.values(), key=lambda vote: (vote.by != vote.seat, vote.at, vote.seat)):
        if vote.by in seen:
            void.append((vote, "second_seat"))
        else:
            seen.add(vote.by)
            seats.append(vote)
    return seats


def _outcome(panel: Panel, approved: Sequence[str], rejected: Sequence[str], lost: set[str]) -> Outcome:
    if panel.veto.intersection(rejected):
        return Outcome.REJECTED
    if len(approved) >= panel.quorum:
        return Outcome.APPROVED
    return Outcome.REJECTED if len(panel.seats) - len(lost) < panel.quorum else Outcome.PENDING
