"""Services that tickets are about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kernel.access import Actor
from kernel.audit import Happened, record, record_past
from kernel.errors import DomainError
from kernel.events import Subject
from kernel.usecases import permit, usecase
from people.usecases import EnsureNames, Named, team_code
from tickets.access import IMPORT_RUN, SERVICE_EDIT
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


@usecase("service.import")
def ensure_services(actor: Actor, command: EnsureNames, *, at: datetime) -> dict[str, Named]:
    """Every name of a source with its service; those not known yet are added, without owner and team."""
    permit(actor, IMPORT_RUN)
    codes = {name: team_code(command.source, name) for name in command.names}
    known = dict(Service.objects.filter(code__in=codes.values()).values_list("code", "pk"))
    missing = {code: name for name, code in sorted(codes.items()) if code not in known}
    added = Service.objects.bulk_create([Service(code=code, name=name) for code, name in missing.items()])
    known.update((row.code, row.pk) for row in added)
    record_past(
        actor,
        (
            Happened(ServiceAdded(row.code, row.name), Subject("service", row.pk, row.code), at)
            for row in added
        ),
        recorded_at=at,
    )
    return {name: Named(known[code], code) for name, code in codes.items()}
