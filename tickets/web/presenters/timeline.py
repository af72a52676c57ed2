"""One timeline of a ticket: what was said, what was worked, what happened, newest first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from tickets.events import TicketCommented, TicketMoved, TicketOpened, WorkLogged, sentence_of
from tickets.words import KINDS, field_label, state_label, value_label

# Told by the comment and by the time entry themselves.
_TOLD_ELSEWHERE = (TicketCommented.kind, WorkLogged.kind)
# In a sentence about a move the state is said by the sentence itself.
_SAID = frozenset({"state"})
SHOWN = 200


def timeline(
    comments: Iterable[Any],
    events: Iterable[Any],
    work: Iterable[Any],
    people: Mapping[str, str],
    requester_id: int | None,
) -> list[dict[str, Any]]:
    """Entries as `components/timeline_entry.html` takes them."""
    entries = [_comment(row, requester_id) for row in comments]
    entries += [_event(row, people) for row in events if row.kind not in _TOLD_ELSEWHERE]
    entries += [_work(row) for row in work if row.reverses_id is None]
    return sorted(entries, key=lambda entry: (entry["when"], entry["order"]), reverse=True)


def user_names(events: Iterable[Any]) -> set[str]:
    """User names that the changes of these events mention."""
    found = set[str]()
    for row in events:
        for name in ("assignee", "requester"):
            found.update(value for value in row.data["changes"].get(name, ()) if value)
    return found


def _entry(kind: str, author: str, when: datetime, order: int, **more: Any) -> dict[str, Any]:
    return {"kind": kind, "author": author, "when": when, "order": order, **more}


def _comment(row: Any, requester_id: int | None) -> dict[str, Any]:
    own = row.author_id is not None and row.author_id == requester_id
    verb = _("wrote") if own else ""
    author = str(row.author) if row.author else _("Clock")
    return _entry(row.visibility, author, row.created_at, 2, verb=verb, body=row.body)


def _work(row: Any) -> dict[str, Any]:
    taken_back = _("Taken back.") if hasattr(row, "reversed_by") else ""
    body = " ".join(part for part in (row.note, taken_back) if part)
    return _entry("work", str(row.person), row.recorded_at, 1, minutes=row.minutes, body=body)


def _event(row: Any, people: Mapping[str, str]) -> dict[str, Any]:
    return _entry("system", row.actor_name, row.happened_at, 3, body=sentence(row.kind, row.data, people))


def sentence(kind: str, data: Mapping[str, Any], people: Mapping[str, str]) -> str:
    """What happened in words, with the names people go by."""
    changes = data["changes"]
    if kind == TicketOpened.kind:
        kind = changes.get("kind", ("", ""))[1]
        return _("opened the %(kind)s") % {"kind": KINDS.get(kind, _("Ticket")).lower()}
    if kind == TicketMoved.kind:
        old, new = changes["state"]
        words = _("moved it from %(old)s to %(new)s") % {"old": state_label(old), "new": state_label(new)}
        more = {name: pair for name, pair in changes.items() if name not in _SAID and pair[1]}
        return f"{words}. {_given(more, people)}" if more else words
    if set(changes) - {"minutes_worked"}:
        return _("changed %(what)s") % {"what": _changed(changes, people)}
    return sentence_of(kind, data)


def _given(changes: Mapping[str, Any], people: Mapping[str, str]) -> str:
    return "; ".join(
        f"{field_label(name)}: {value_label(name, new, people)}" for name, (_old, new) in changes.items()
    )


def _changed(changes: Mapping[str, Any], people: Mapping[str, str]) -> str:
    return ", ".join(
        f"{field_label(name)} {value_label(name, old, people)} → {value_label(name, new, people)}"
        for name, (old, new) in changes.items()
        if name != "override_by"
    )
