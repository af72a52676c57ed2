"""Which projects an actor sees."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import QuerySet

from kernel.access import Actor
from kernel.errors import BadInput, NotVisible
from people.selectors import people
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


def person_ids(actor: Actor, names: Mapping[str, str | None]) -> dict[str, int | None]:
    """Ids for user names, by field; no name is nobody. Raises `BadInput` `unknown_person` per field."""
    wanted = {name for name in names.values() if name}
    known = dict(people(actor).filter(username__in=wanted).values_list("username", "pk")) if wanted else {}
    unknown = [field for field, name in names.items() if name and name not in known]
    if unknown:
        fields = {field: [("unknown_person", f"There is no person {names[field]!r}.")] for field in unknown}
        raise BadInput("unknown_person", "There is no such person.", fields)
    return {field: known[name] if name else None for field, name in names.items()}
