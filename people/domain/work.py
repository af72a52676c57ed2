"""What work can be spent on, told by the apps that own those things.

People keeps the one record of effort and knows none of the things it was spent on. An app above says, in one
line of a visible tuple, how its things are found, logged on and taken back from.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class SubjectType:
    """A kind of thing that takes work; the rest are dotted paths of functions of the app that owns it.

    - `may(actor) -> bool`: may this actor work on such things at all?
    - `search(actor, text, limit) -> list[Found]`: things to work on; without a text, the likely ones.
    - `named(actor, ids) -> list[Found]`: those of these that the actor may see; one query.
    - `log(actor, Logged, at) -> TimeEntry`, `reverse(actor, TakenBack, at) -> TimeEntry`: the app's own
      use-cases, so that its sums stay right.
    """

    type: str
    label: str
    may: str
    search: str
    named: str
    log: str
    reverse: str


@dataclass(frozen=True, slots=True)
class Found:
    """Something that takes work: its type, its row, the name people use, its title and its page."""

    type: str
    id: int
    key: str
    title: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Logged:
    """Minutes on a subject on a day; of the actor unless `person_id` says otherwise."""

    subject: Found
    minutes: int
    day: date
    activity: str = ""
    note: str = ""
    person_id: int | None = None


@dataclass(frozen=True, slots=True)
class TakenBack:
    """An entry of a subject that was wrong, and why."""

    subject_id: int
    subject_key: str
    entry_id: int
    reason: str
