"""Setting what an hour costs from a day on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q

from kernel.access import Actor
from kernel.audit import record
from kernel.errors import BadInput, DomainError
from kernel.events import Subject
from kernel.money import Money
from kernel.usecases import permit, usecase
from people.access import RATE_SET
from people.domain.roles import LABELS
from people.events import RateSet
from people.models import CostRate
from people.selectors import known_people


@dataclass(frozen=True, slots=True)
class SetRate:
    """An hourly rate for one person or one role, from a day on."""

    per_hour: Money
    valid_from: date
    person_id: int | None = None
    role: str = ""


@usecase("rate.set")
def set_rate(actor: Actor, command: SetRate, *, at: datetime) -> CostRate:
    """The rate before it ends the day before. Entries already priced keep their price.

    Raises `DomainError` `rate_for_whom`, `negative_rate`, `rate_overlaps` (one begins on or after that day);
    `BadInput` `unknown_role`, `unknown_person`.
    """
    permit(actor, RATE_SET)
    if (command.person_id is None) == (not command.role):
        raise DomainError("rate_for_whom", "A rate is for one person or for one role.")
    _check_whose(command)
    if command.per_hour.amount < 0:
        raise DomainError("negative_rate", "A rate is not negative.")
    same = CostRate.objects.filter(person_id=command.person_id, role=command.role)
    if same.filter(Q(valid_from__gte=command.valid_from)).exists():
        raise DomainError("rate_overlaps", "A rate that begins on or after this day exists already.")
    same.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=command.valid_from)).update(
        valid_to=command.valid_from - timedelta(days=1)
    )
    row = CostRate.objects.create(
        person_id=command.person_id,
        role=command.role,
        per_hour=command.per_hour.amount,
        currency=command.per_hour.currency,
        valid_from=command.valid_from,
    )
    who = str(row.person) if row.person else row.role
    event = RateSet(who, row.per_hour, row.currency, row.valid_from)
    record(actor, event, Subject("rate", row.pk, who), at)
    return row


def _check_whose(command: SetRate) -> None:
    if command.role and command.role not in LABELS:
        text = f"A role is one of: {', '.join(LABELS)}."
        raise BadInput("unknown_role", text, {"role": [("unknown_role", text)]})
    if command.person_id is not None and not known_people({command.person_id}):
        text = "There is no such person."
        raise BadInput("unknown_person", text, {"person": [("unknown_person", text)]})
