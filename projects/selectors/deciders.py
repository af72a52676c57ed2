"""Who is asked when something about a project waits for a decision."""

from __future__ import annotations

from typing import Literal

from people.domain import roles
from people.selectors import actors_holding
from projects.access import CHANGE_DECIDE, GATE_DECIDE
from projects.models import Project

# Whoever administers the system may decide anything, and is not asked.
DECIDERS = (roles.SPONSOR, roles.PORTFOLIO_OFFICE)
_ACCESS = {"gate": GATE_DECIDE, "change": CHANGE_DECIDE}


def deciders_of(project: Project, question: Literal["gate", "change"]) -> frozenset[int]:
    """People who may decide this about the project: its sponsor, and those whose role allows it."""
    access = _ACCESS[question]
    held = {actor.person_id for actor in actors_holding(DECIDERS) if access.allows(actor, project)}
    return frozenset(person for person in {*held, project.sponsor_id} if person is not None)


def project_by_id(project_id: int) -> Project | None:
    """The project, whoever asks; for telling people who are asked themselves whether they may hear of it."""
    return Project.objects.filter(pk=project_id).first()
