"""What every write to a project begins with: the locked project, a day that has come, people who exist."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import TypeVar

from django.db import models

from kernel.access import Access, Actor
from kernel.errors import BadInput, DomainError
from kernel.events import Subject
from kernel.usecases import claim
from people.selectors import known_people
from projects.access import PROJECT_VIEW
from projects.models import Project

M = TypeVar("M", bound=models.Model)
LARGEST_AMOUNT = Decimal(10) ** 12
ENDED = frozenset({"stopped", "completed"})


def claim_project(
    actor: Actor, act: Access, project_id: int, version: int | None = None, *, view: Access = PROJECT_VIEW
) -> Project:
    """The project, locked, so that numbers and ledgers under it are written one after another."""
    rows = Project.objects.all()
    return claim(rows, actor, view=view, act=act, key={"pk": project_id}, version=version)


def subject_of(project: Project) -> Subject:
    """The project as the subject of an event."""
    return Subject("project", project.pk, project.code)


def replayed(model: type[M], project: Project, source_key: str | None) -> M | None:
    """The row already written for this source key: a replay writes nothing.

    Raises `DomainError` `source_key_taken` when another project has it.
    """
    if not source_key:
        return None
    row = model._default_manager.filter(source_key=source_key).first()
    if row is not None and getattr(row, "project_id") != project.pk:  # noqa: B009  # every ledger has one
        raise refused("source_key_taken", "Another project has a row of this source key.", "source_key")
    return row


def check_day(day: date, at: datetime, field: str = "valid_on") -> None:
    """A fact is true on a day that has come. Raises `DomainError` `in_the_future`."""
    # A day may have begun somewhere east of Greenwich while it is still yesterday in UTC.
    if (day - at.date()).days > 1:
        raise refused("in_the_future", "This day has not come yet.", field)


def check_running(project: Project) -> None:
    """Raises `DomainError` `project_ended` when nothing can be decided about it any more."""
    if project.state in ENDED:
        raise DomainError("project_ended", f"{project.code} is {project.get_state_display().lower()}.")


def check_people(**ids: int | None) -> None:
    """Raises `BadInput` `unknown_person`, naming each field that holds nobody."""
    known = known_people({value for value in ids.values() if value is not None})
    wrong = [name for name, value in ids.items() if value is not None and value not in known]
    if wrong:
        fields = {name: [("unknown_person", "There is no such person.")] for name in wrong}
        raise BadInput("unknown_person", "There is no such person.", fields)


def refused(code: str, text: str, field: str) -> DomainError:
    """A rule's refusal that belongs to one field."""
    return DomainError(code, text, {field: [(code, text)]})


def check_amount(amount: Decimal, field: str) -> None:
    """An amount that every database keeps exactly. Raises `DomainError` `not_money` or `too_large`."""
    if not amount.is_finite():
        raise refused("not_money", "An amount is a number.", field)
    if abs(amount) >= LARGEST_AMOUNT:
        raise refused("too_large", "Amounts stay below a million millions.", field)


def next_number(rows: models.QuerySet[M]) -> int:
    """The next number under the locked project; numbers have no gaps."""
    highest: int | None = rows.aggregate(highest=models.Max("number"))["highest"]
    return (highest or 0) + 1
