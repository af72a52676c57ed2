"""One history from two sources: what happened to the ticket, and what was published meanwhile."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from tickets.domain.history import HistoryEvent


def with_publications(
    events: Iterable[HistoryEvent], published: Sequence[HistoryEvent], until: datetime
) -> list[HistoryEvent]:
    """The events in their order, with each publication (ascending) after what it followed.

    What was published up to the ticket's first event is no event of the ticket: its edition is in force
    already. Publications after `until` are still to come.
    """
    merged = list[HistoryEvent]()
    place, seen = 0, None
    for event in events:
        reached = event.at if seen is None else max(seen, event.at)
        while place < len(published) and published[place].at <= reached:
            if seen is not None and published[place].at <= until:
                merged.append(published[place])
            place += 1
        merged.append(event)
        seen = reached
    if merged:
        merged.extend(one for one in published[place:] if one.at <= until)
    return merged
