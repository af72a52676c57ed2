"""Tables of people."""

from people.models.calendars import CalendarDay, CalendarWeek, WorkCalendar
from people.models.notices import Notice, NoticeChoice
from people.models.time import PeriodLock, Timer
from people.models.tokens import ApiToken
from people.models.users import Membership, RoleAssignment, Team, User
from people.models.work import CostRate, TimeEntry

__all__ = [
    "ApiToken",
    "CalendarDay",
    "CalendarWeek",
    "CostRate",
    "Membership",
    "Notice",
    "NoticeChoice",
    "PeriodLock",
    "RoleAssignment",
    "Team",
    "TimeEntry",
    "Timer",
    "User",
    "WorkCalendar",
]
