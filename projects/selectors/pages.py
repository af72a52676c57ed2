"""Reads that only pages need: growth to be authorised, the latest events, who may be chosen."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from kernel.access import Actor
from kernel.models import AuditEvent
from people.selectors import people
from projects.domain.scope import ScopePosition
from projects.models import ChangeRequestItem, GateReview, Project, ScopeEntry, ScopeItem

OPEN_CHANGES = ("draft", "submitted")


def scope_items_of(project: Project) -> QuerySet[ScopeItem]:
    """Scope items by code."""
    return ScopeItem.objects.filter(project=project).order_by("code", "id")


def open_growth(project: Project, position: ScopePosition) -> list[ScopeEntry]:
    """Entries behind unauthorised growth, oldest first; `asked_in` is the number of the open change request
    that asks to authorise one, None when nobody asks."""
    items = {one.item_id for one in position.unauthorised_items}
    asked = ChangeRequestItem.objects.filter(entry=OuterRef("pk"), change__state__in=OPEN_CHANGES)
    approved = ScopeEntry.objects.filter(kind="authorised", of=OuterRef("pk"))
    rows: QuerySet[ScopeEntry] = ScopeEntry.objects.filter(project=project, item__in=items, size__gt=0)
    rows = rows.filter(kind__in=("added", "elaborated", "re_estimated"))
    rows = rows.exclude(Exists(approved)).annotate(asked_in=Subquery(asked.values("change__number")[:1]))
    return list(rows.select_related("item").order_by("valid_on", "id"))


def detailed_entries(project: Project) -> list[tuple[int, str]]:
    """For every item the first entry by which something can detail it, with the item's words."""
    first: dict[int, tuple[int, str]] = {}
    rows = ScopeEntry.objects.filter(project=project).exclude(kind="authorised")
    for entry in rows.select_related("item").order_by("id"):
        first.setdefault(entry.item_id, (entry.pk, f"{entry.item.code} {entry.item.title}"))
    return sorted(first.values(), key=lambda pair: pair[1])


def events_of(project: Project, limit: int = 12) -> list[AuditEvent]:
    """The latest things that happened to the project, but for single costs; one query."""
    rows = AuditEvent.objects.filter(
        subject_type="project", subject_id=project.pk, kind__startswith="project."
    )
    rows = rows.exclude(kind="project.cost_posted")
    return list(rows.order_by("-happened_at", "-id")[:limit])


def open_gate(project: Project) -> GateReview | None:
    """The gate that waits for its decision."""
    return GateReview.objects.filter(project=project, state="requested").first()


def people_choices(actor: Actor) -> list[tuple[int, str]]:
    """People who may be named."""
    return [(person.pk, str(person)) for person in people(actor)]
