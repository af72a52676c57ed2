"""Which projects an actor sees."""

from __future__ import annotations

from django.db.models import QuerySet

from kernel.access import Actor
from kernel.errors import NotVisible
from projects.access import PROJECT_VIEW
from projects.models import Project


def visible_projects(actor: Actor) -> QuerySet[Project]:
    """Projects the actor may see, with manager and sponsor."""
    return Project.objects.filter(PROJECT_VIEW.where(actor)).select_related("manager", "sponsor")


def get_project(actor: Actor, code: str) -> Project:
    """The project with this code, or `NotVisible`; one query."""
    project = visible_projects(actor).filter(code=code).first()
    if project is None:
        raise NotVisible("not_found", "There is no such project, or you may not see it.")
    return project


def project_choices(actor: Actor) -> QuerySet[Project]:
    """Projects on which work can still be done, to choose from."""
    return visible_projects(actor).filter(state__in=("active", "on_hold")).order_by("code")
