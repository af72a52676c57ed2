"""Reads about people: who is acting, which rate holds, who is there to choose from."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet

from kernel.access import Actor
from kernel.errors import NotVisible
from kernel.money import Money
from kernel.worktime import Calendar, Spans, Version, spans
from kernel.worktime.calendar import Week
from people.access import CALENDAR_VIEW, PERSON_VIEW, TEAM_VIEW
from people.domain.rates import Rate
from people.models import (
    CostRate,
    Membership,
    RoleAssignment,
    Team,
    TimeEntry,
    User,
    WorkCalendar,
)


def actor_for(user: User, door: str, *, request_id: str = "", scopes: frozenset[str] | None = None) -> Actor:
    """The user as an actor, with roles and teams as they are now; two queries."""
    return Actor(
        name=str(user),
        door=door,
        person_id=user.pk,
        roles=frozenset(RoleAssignment.objects.filter(user=user).values_list("role", flat=True)),
        team_ids=frozenset(Membership.objects.filter(user=user).values_list("team_id", flat=True)),
        scopes=scopes,
        request_id=request_id,
    )


def people(actor: Actor) -> QuerySet[User]:
    """Active people whom the actor may see."""
    return User.objects.filter(PERSON_VIEW.where(actor), is_active=True).order_by("display_name", "username")


def staff(actor: Actor) -> QuerySet[User]:
    """Active people who can be given work."""
    return people(actor).filter(role_assignments__role="agent").distinct()


def teams(actor: Actor) -> QuerySet[Team]:
    """Teams the actor may see."""
    return Team.objects.filter(TEAM_VIEW.where(actor))


def rates_for(person: User, day: date) -> list[Rate]:
    """Rates of the person and of their roles that hold on the day; one query."""
    rows = CostRate.objects.filter(
        Q(person=person) | Q(role__in=RoleAssignment.objects.filter(user=person).values("role")),
        Q(valid_to__isnull=True) | Q(valid_to__gte=day),
        valid_from__lte=day,
    )
    return [
        Rate(Money(row.per_hour, row.currency), row.valid_from, row.valid_to, row.person_id is not None)
        for row in rows
    ]


def time_entries_of(subject_type: str, subject_ids: Iterable[int]) -> QuerySet[TimeEntry]:
    """Time entries of these subjects, oldest first; whoever asks has the right to see the subjects."""
    return (
        TimeEntry.objects.filter(subject_type=subject_type, subject_id__in=list(subject_ids))
        .select_related("person")
        .order_by("recorded_at", "pk")
    )


def calendars(actor: Actor) -> QuerySet[WorkCalendar]:
    """Calendars with their weeks and days; three queries for any number."""
    return WorkCalendar.objects.filter(CALENDAR_VIEW.where(actor)).prefetch_related("weeks", "days")


def calendar_of(code: str) -> Calendar:
    """The calendar as the engine of working time reads it. Raises `NotVisible`."""
    found = calendars_by_code([code])
    if code not in found:
        raise NotVisible("not_found", "There is no such calendar.")
    return found[code]


def calendars_by_code(codes: Iterable[str]) -> dict[str, Calendar]:
    """The calendars of these codes that exist, as the engine reads them; three queries for any number."""
    rows = WorkCalendar.objects.prefetch_related("weeks", "days").filter(code__in=set(codes))
    return {row.code: _engine(row) for row in rows}


def _engine(row: WorkCalendar) -> Calendar:
    versions = tuple(
        Version(week.valid_from, _week([spans(text) for text in week.hours])) for week in row.weeks.all()
    )
    days = list(row.days.all())
    return Calendar(
        row.zone,
        versions,
        holidays=frozenset(one.day for one in days if not one.hours),
        exceptions=tuple((one.day, spans(one.hours)) for one in days if one.hours),
    )


def _week(hours: list[Spans]) -> Week:
    monday, tuesday, wednesday, thursday, friday, saturday, sunday = hours
    return (monday, tuesday, wednesday, thursday, friday, saturday, sunday)


def known_people(ids: set[int]) -> set[int]:
    """Which of these ids belong to a person; one query."""
    return set(User.objects.filter(pk__in=ids).values_list("pk", flat=True))


def names_of(usernames: Iterable[str]) -> dict[str, str]:
    """The names people go by, by user name; for telling what already happened, whoever reads it."""
    rows = User.objects.filter(username__in=list(usernames))
    return {user.username: str(user) for user in rows}
