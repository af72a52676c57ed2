"""Work on whatever an app above registered: found, logged and taken back through that app's own use-cases.

The settings' `WORK_SUBJECTS` names one visible tuple of `people.domain.work.SubjectType`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import cache
from typing import Any, cast

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from kernel.access import Actor
from kernel.errors import BadInput, NotVisible
from people.access import TIME_VIEW
from people.domain.work import Found, Logged, SubjectType, TakenBack
from people.models import TimeEntry


@cache
def subject_types() -> dict[str, SubjectType]:
    """The registered kinds by name, in the order in which they are offered."""
    registered: tuple[SubjectType, ...] = import_string(settings.WORK_SUBJECTS)
    return {one.type: one for one in registered}


def _call(path: str, *args: Any) -> Any:
    return import_string(path)(*args)


def _type(name: str) -> SubjectType:
    kind = subject_types().get(name)
    if kind is None:
        known = ", ".join(subject_types())
        text = f"Work is spent on one of: {known}."
        raise BadInput("unknown_subject_type", text, {"subject_type": [("unknown_subject_type", text)]})
    return kind


def may_work(actor: Actor, type_name: str) -> bool:
    """May the actor work on things of this kind? False for a kind that is no longer registered."""
    kind = subject_types().get(type_name)
    return kind is not None and bool(_call(kind.may, actor))


def find_subjects(actor: Actor, text: str, limit: int = 8) -> list[Found]:
    """Things of every kind the actor may work on; at most `limit` per kind."""
    kinds = [kind for kind in subject_types().values() if _call(kind.may, actor)]
    return [found for kind in kinds for found in cast("list[Found]", _call(kind.search, actor, text, limit))]


def named_subjects(actor: Actor, keys: Iterable[tuple[str, int]]) -> dict[tuple[str, int], Found]:
    """Those of these (type, id) that the actor may see; one query per kind that occurs."""
    wanted: dict[str, set[int]] = {}
    for type_name, key in keys:
        wanted.setdefault(type_name, set()).add(key)
    found: dict[tuple[str, int], Found] = {}
    for type_name, kind in subject_types().items():
        if type_name in wanted:
            rows: list[Found] = _call(kind.named, actor, sorted(wanted[type_name]))
            found |= {(row.type, row.id): row for row in rows}
    return found


def subject_by_id(actor: Actor, type_name: str, key: int) -> Found:
    """One thing by its row. Raises `BadInput` `unknown_subject_type`, `NotVisible`."""
    _type(type_name)
    row = named_subjects(actor, [(type_name, key)]).get((type_name, key))
    if row is None:
        raise NotVisible("not_found", "There is nothing here, or you may not see it.")
    return row


def subject_by_key(actor: Actor, type_name: str, key: str) -> Found:
    """One thing by the name people use. Raises `BadInput` `unknown_subject_type`, `unknown_subject`."""
    for row in cast("list[Found]", _call(_type(type_name).search, actor, key, 20)):
        if row.key == key:
            return row
    text = f"There is no {type_name} {key!r}, or you may not see it."
    raise BadInput("unknown_subject", text, {"subject": [("unknown_subject", text)]})


@transaction.atomic
def log_on(actor: Actor, work: Logged, *, at: datetime) -> TimeEntry:
    """The entry, written by the use-case of the subject's app; raises what that one raises."""
    entry: TimeEntry = _call(_type(work.subject.type).log, actor, work, at)
    return entry


@transaction.atomic
def take_back(actor: Actor, entry_id: int, reason: str, *, at: datetime) -> TimeEntry:
    """The opposite entry, written by the use-case of the subject's app.

    Raises `NotVisible`, `BadInput` `blank_reason` or `unknown_subject_type`, and what that use-case raises.
    """
    entry = TimeEntry.objects.filter(TIME_VIEW.where(actor), pk=entry_id).first()
    if entry is None:
        raise NotVisible("not_found", "There is nothing here, or you may not see it.")
    if not reason.strip():
        raise BadInput("blank_reason", "Say why.", {"reason": [("blank", "Say why it is taken back.")]})
    command = TakenBack(entry.subject_id, entry.subject_key, entry.pk, reason.strip())
    opposite: TimeEntry = _call(_type(entry.subject_type).reverse, actor, command, at)
    return opposite
