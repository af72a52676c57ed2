"""Reads about people: who is acting, which rate holds, who is there to choose from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.db.models import Q, QuerySet

from kernel.access import Actor
from kernel.errors import BadInput, DomainError, NotVisible
from kernel.models import AuditEvent
from kernel.money import Money
from kernel.webhooks.models import WebhookDelivery, WebhookEndpoint
from kernel.worktime import Calendar, Spans, Version, spans
from kernel.worktime.calendar import Week
from people.access import (
    CALENDAR_VIEW,
    NOTICE_VIEW,
    PERIOD_VIEW,
    PERSON_VIEW,
    RATE_VIEW,
    TEAM_VIEW,
    TIME_VIEW,
    TOKEN_VIEW,
    WEBHOOK_VIEW,
)
from people.domain.rates import Rate
from people.models import (
    ApiToken,
    CostRate,
    Membership,
    Notice,
    NoticeChoice,
    PeriodLock,
    RoleAssignment,
    Team,
    TimeEntry,
    Timer,
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


def zone_named(name: str) -> ZoneInfo:
    """The zone of that name; without a name the one the installation displays, for a wrong one UTC."""
    try:
        return ZoneInfo(name or settings.DISPLAY_TIME_ZONE)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def zone_of_person(person: User) -> ZoneInfo:
    """The zone in which the person's days begin and end."""
    return zone_named(person.time_zone)


def current_lock() -> PeriodLock | None:
    """The lock that holds now, None when nothing was ever locked; one query."""
    row: PeriodLock | None = PeriodLock.objects.order_by("-number").first()
    return row


def locked_until() -> date | None:
    """The last day that is locked, None when every day is open; one query."""
    lock = current_lock()
    return lock.locked_until if lock else None


def check_unlocked(day: date) -> None:
    """Raises `DomainError` `period_locked` when time of that day stays as it is."""
    until = locked_until()
    if until is not None and day <= until:
        text = f"Time up to {until} is locked."
        raise DomainError("period_locked", text, {"date": [("period_locked", text)]})


def period_locks(actor: Actor) -> QuerySet[PeriodLock]:
    """Every decision about locked periods, latest first."""
    rows: QuerySet[PeriodLock] = PeriodLock.objects.filter(PERIOD_VIEW.where(actor)).order_by("-number")
    return rows


def cost_rates(actor: Actor) -> QuerySet[CostRate]:
    """Rates the actor may see: of roles for whoever sees money, of persons for those who set them."""
    return CostRate.objects.filter(RATE_VIEW.where(actor)).select_related("person")


def running_timer(actor: Actor) -> Timer | None:
    """The actor's running timer; one query."""
    if actor.person_id is None:
        return None
    return Timer.objects.filter(person_id=actor.person_id, stopped_at__isnull=True).first()


def visible_time(actor: Actor) -> QuerySet[TimeEntry]:
    """Time entries the actor may see, with who worked and the entry that took each one back."""
    rows: QuerySet[TimeEntry] = TimeEntry.objects.filter(TIME_VIEW.where(actor))
    return rows.select_related("person", "reversed_by")


def time_of_person(actor: Actor, person_id: int, first: date, last: date) -> QuerySet[TimeEntry]:
    """Entries of a person from the first to the last day, in the order of record."""
    rows = visible_time(actor).filter(person_id=person_id, valid_on__range=(first, last))
    return rows.order_by("recorded_at", "pk")


def people_with_time(actor: Actor) -> QuerySet[User]:
    """People whose time sheet the actor may look at, to choose from."""
    rows = people(actor).exclude(role_assignments__isnull=True)
    own = Q() if TIME_VIEW.allows(actor) else Q(pk__in=[actor.person_id])
    return rows.filter(own).distinct()


def names_of(usernames: Iterable[str]) -> dict[str, str]:
    """The names people go by, by user name; for telling what already happened, whoever reads it."""
    rows = User.objects.filter(username__in=list(usernames))
    return {user.username: str(user) for user in rows}


def calendar_editions(codes: Iterable[str]) -> dict[str, tuple[tuple[datetime, Calendar], ...]]:
    """Each calendar as it was published, oldest first, with the moment of publication; two queries.

    Read from what happened to the calendars, so that an edit of today never changes what was true before.
    """
    zones = dict(WorkCalendar.objects.filter(code__in=list(codes)).values_list("code", "zone"))
    drafts = {code: _Draft(zone) for code, zone in zones.items()}
    rows = AuditEvent.objects.filter(subject_type="calendar", subject_key__in=zones).order_by("id")
    found: dict[str, list[tuple[datetime, Calendar]]] = {code: [] for code in zones}
    for code, at, data in rows.values_list("subject_key", "recorded_at", "data"):
        drafts[code].apply(data)
        if drafts[code].weeks:
            found[code].append((at, drafts[code].calendar()))
    return {code: tuple(editions) for code, editions in found.items()}


@dataclass
class _Draft:
    """A calendar while its events are read."""

    zone: str
    weeks: dict[str, list[str]] = field(default_factory=dict)
    days: dict[str, str] = field(default_factory=dict)

    def apply(self, data: Mapping[str, Any]) -> None:
        """One event: a week from a day on, or a day of its own."""
        if "valid_from" in data:
            self.weeks[data["valid_from"]] = data["hours"]
        else:
            self.days[data["day"]] = data["hours"]

    def calendar(self) -> Calendar:
        """The calendar that the events so far make."""
        versions = tuple(
            Version(date.fromisoformat(day), _week([spans(text) for text in hours]))
            for day, hours in sorted(self.weeks.items())
        )
        days = {date.fromisoformat(day): hours for day, hours in self.days.items()}
        return Calendar(
            self.zone,
            versions,
            holidays=frozenset(day for day, hours in days.items() if not hours),
            exceptions=tuple((day, spans(hours)) for day, hours in sorted(days.items()) if hours),
        )


def person_id_of(actor: Actor, username: str | None) -> int | None:
    """The person of that user name, None for none. Raises `BadInput` `unknown_person`."""
    if not username:
        return None
    found = people(actor).filter(username=username).values_list("pk", flat=True).first()
    if found is None:
        text = f"There is no person {username!r}."
        raise BadInput("unknown_person", text, {"person": [("unknown_person", text)]})
    return found


def actor_by_id(person_id: int, door: str, *, scopes: frozenset[str] | None = None) -> Actor | None:
    """The person as an actor, with the rights of now; None for somebody who is not active; three queries."""
    user = User.objects.filter(pk=person_id, is_active=True).first()
    return actor_for(user, door, scopes=scopes) if user else None


def actors_holding(wanted: Iterable[str]) -> list[Actor]:
    """Active people who hold one of the roles, as actors with these roles alone; one query."""
    held: dict[int, set[str]] = {}
    rows = RoleAssignment.objects.filter(role__in=list(wanted), user__is_active=True)
    for person_id, role in rows.values_list("user_id", "role"):
        held.setdefault(person_id, set()).add(role)
    return [
        Actor(name="", door="task", person_id=person_id, roles=frozenset(roles))
        for person_id, roles in held.items()
    ]


def notices(actor: Actor) -> QuerySet[Notice]:
    """What the actor was told."""
    return Notice.objects.filter(NOTICE_VIEW.where(actor))


def unread_count(actor: Actor) -> int:
    """How much of it is not read; one query."""
    return notices(actor).filter(read_at__isnull=True).count()


def notice_ways_of(person_ids: Iterable[int], kind: str) -> dict[int, str]:
    """How these people want to hear of a kind; one query. Who chose nothing is not in it."""
    rows = NoticeChoice.objects.filter(person_id__in=list(person_ids), kind=kind)
    return dict(rows.values_list("person_id", "way"))


def notice_choices_of(actor: Actor) -> dict[str, str]:
    """What the actor chose, by kind; one query."""
    return dict(NoticeChoice.objects.filter(person_id=actor.person_id).values_list("kind", "way"))


def tokens(actor: Actor) -> QuerySet[ApiToken]:
    """Tokens the actor may see: the own ones, for an administrator all."""
    return ApiToken.objects.filter(TOKEN_VIEW.where(actor)).select_related("user")


def webhooks(actor: Actor) -> QuerySet[WebhookEndpoint]:
    """Webhooks the actor may see: the own ones, for an administrator all."""
    return WebhookEndpoint.objects.filter(WEBHOOK_VIEW.where(actor))


def get_webhook(actor: Actor, webhook_id: int) -> WebhookEndpoint:
    """One webhook. Raises `NotVisible`."""
    row = webhooks(actor).filter(pk=webhook_id).first()
    if row is None:
        raise NotVisible("not_found", "There is nothing here, or you may not see it.")
    return row


def deliveries(actor: Actor, webhook: WebhookEndpoint) -> QuerySet[WebhookDelivery]:
    """What the webhook was owed, with the log of every try; two queries a page."""
    return WebhookDelivery.objects.filter(
        endpoint__in=webhooks(actor), endpoint_id=webhook.pk
    ).prefetch_related("tries")
