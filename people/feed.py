"""Which events about people, time and webhooks are told to whom. Rates and tokens are told to nobody."""

from __future__ import annotations

from django.db.models import Q

from kernel.access import EVERY_ROW, NO_ROW, Access, Actor
from kernel.feed import Told
from kernel.webhooks.events import EVENTS as WEBHOOK_EVENTS
from kernel.webhooks.models import WebhookEndpoint
from people.access import CALENDAR_VIEW, PERIOD_VIEW, TEAM_VIEW, WEBHOOK_VIEW
from people.domain import roles
from people.events import (
    CalendarDaySet,
    CalendarWeekSet,
    PeriodLocked,
    PeriodUnlocked,
    PersonAdded,
    TeamAdded,
    TimeLogged,
    TimeReversed,
)
from people.selectors import visible_time


def _all_of(subject_type: str, access: Access, actor: Actor) -> Q:
    return Q(subject_type=subject_type) & (EVERY_ROW if access.allows(actor) else NO_ROW)


def _of_people(actor: Actor) -> Q:
    staff = bool(actor.roles & set(roles.STAFF)) and TEAM_VIEW.allows(actor)
    return Q(subject_type__in=("person", "team")) & (EVERY_ROW if staff else NO_ROW)


def _of_time(actor: Actor) -> Q:
    return Q(subject_type="time", subject_id__in=visible_time(actor).order_by().values("pk"))


def _of_webhooks(actor: Actor) -> Q:
    seen = WebhookEndpoint.objects.filter(WEBHOOK_VIEW.where(actor))
    return Q(subject_type="webhook", subject_id__in=seen.values("pk"))


TOLD = (
    Told((PersonAdded, TeamAdded), _of_people),
    Told((TimeLogged, TimeReversed), _of_time),
    Told((CalendarWeekSet, CalendarDaySet), lambda actor: _all_of("calendar", CALENDAR_VIEW, actor)),
    Told((PeriodLocked, PeriodUnlocked), lambda actor: _all_of("period", PERIOD_VIEW, actor)),
    Told(WEBHOOK_EVENTS, _of_webhooks),
)
