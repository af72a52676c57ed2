"""Services that tickets are about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kernel.access import Actor
from kernel.audit import record
from kernel.errors import DomainError
from kernel.events import Subject
from kernel.usecases import permit, usecase
from tickets.access import SERVICE_EDIT
from tickets.events import ServiceAdded
from tickets.models import Service
from tickets.usecases import lookups


@dataclass(frozen=True, slots=True)
class AddService:
    """A service with its owner and the team that gets its tickets; criticality 1 high to 3 low."""

    code: str
    name: str
    owner_id: int | None = None
    team_id: int | None = None
    criticality: int = 3


@usecase("service.add")
def add_service(actor: Actor, command: AddService, *, at: datetime) -> Service:
    """Raises `DomainError` `service_exists`, `bad_level`; `BadInput` `unknown_team`, `unknown_owner`."""
    permit(actor, SERVICE_EDIT)
    if command.criticality not in (1, 2, 3):
        raise DomainError("bad_level", "Criticality is 1 high, 2 medium or 3 low.")
    if Service.objects.filter(code=command.code).exists():
        raise DomainError("service_exists", f"There is a service {command.code!r} already.")
    row = Service.objects.create(
        code=command.code,
        name=command.name,
        owner=lookups.person(actor, command.owner_id, "owner"),
        team=lookups.team(actor, command.team_id),
        criticality=command.criticality,
    )
    record(actor, ServiceAdded(row.code, row.name), Subject("service", row.pk, row.code), at)
    return row
