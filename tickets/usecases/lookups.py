"""Rows that a command names by id, found among what the actor may use; a wrong id marks its field."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from kernel.access import Actor
from kernel.errors import BadInput, DomainError
from people.selectors import people, staff, teams
from projects.selectors import visible_projects
from tickets.models import Service, Ticket
from tickets.selectors import visible_tickets


def _one(rows: QuerySet[Any], key: int | None, name: str) -> Any:
    if key is None:
        return None
    row = rows.filter(pk=key).first()
    if row is None:
        raise BadInput(f"unknown_{name}", f"There is no such {name}.", {name: _marked(f"unknown_{name}")})
    return row


def _marked(code: str) -> list[tuple[str, str]]:
    return [(code, "There is no such thing, or you may not use it.")]


def service(key: int | None) -> Service | None:
    """The service. Raises `service_retired` for one that takes no new tickets."""
    row: Service | None = _one(Service.objects.select_related("team"), key, "service")
    if row is not None and row.retired_at is not None:
        text = f"{row.name} is retired and takes no new tickets."
        raise DomainError("service_retired", text, {"service": [("service_retired", text)]})
    return row


def team(actor: Actor, key: int | None) -> Any:
    """The team that takes the ticket."""
    return _one(teams(actor), key, "team")


def assignee(actor: Actor, key: int | None) -> Any:
    """The person who takes the ticket; only people who can be given work."""
    return _one(staff(actor), key, "assignee")


def person(actor: Actor, key: int | None, name: str) -> Any:
    """A person in the part that `name` says."""
    return _one(people(actor), key, name)


def project(actor: Actor, key: int | None) -> Any:
    """The project the work is for."""
    return _one(visible_projects(actor), key, "project")


def problem(actor: Actor, key: int | None, kind: str) -> Ticket | None:
    """The problem behind the ticket. Raises `not_a_problem`, `problem_of_a_problem`."""
    row: Ticket | None = _one(visible_tickets(actor), key, "problem")
    if row is None:
        return None
    if row.kind != "problem":
        text = f"{row.number} is not a problem."
        raise DomainError("not_a_problem", text, {"problem": [("not_a_problem", text)]})
    if kind == "problem":
        text = "A problem has no problem behind it; mark it as a duplicate instead."
        raise DomainError("problem_of_a_problem", text, {"problem": [("problem_of_a_problem", text)]})
    return row
