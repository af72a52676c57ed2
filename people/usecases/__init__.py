"""Writes about people: one function per verb."""

from people.usecases.calendars import SetDay, SetWeek, set_day, set_week
from people.usecases.importing import (
    LONGEST_NAME,
    EnsureNames,
    Named,
    ensure_people,
    ensure_teams,
    person_key,
    team_code,
)
from people.usecases.people import AddPerson, AddTeam, add_person, add_team
from people.usecases.periods import LockPeriod, UnlockPeriod, lock_period, unlock_period
from people.usecases.rates import SetRate, set_rate
from people.usecases.sheet import Cell, FillSheet, fill_sheet
from people.usecases.subjects import (
    find_subjects,
    log_on,
    may_work,
    named_subjects,
    subject_by_id,
    subject_by_key,
    take_back,
)
from people.usecases.time import LogTime, ReverseTime, WorkSubject, log_time, reverse_time
from people.usecases.timers import (
    DiscardTimer,
    StartTimer,
    StopTimer,
    discard_timer,
    start_timer,
    stop_timer,
)
from people.usecases.tokens import CreateToken, create_token

__all__ = [
    "LONGEST_NAME",
    "AddPerson",
    "AddTeam",
    "Cell",
    "CreateToken",
    "DiscardTimer",
    "EnsureNames",
    "FillSheet",
    "LockPeriod",
    "LogTime",
    "Named",
    "ReverseTime",
    "SetDay",
    "SetRate",
    "SetWeek",
    "StartTimer",
    "StopTimer",
    "UnlockPeriod",
    "WorkSubject",
    "add_person",
    "add_team",
    "create_token",
    "discard_timer",
    "ensure_people",
    "ensure_teams",
    "fill_sheet",
    "find_subjects",
    "lock_period",
    "log_on",
    "log_time",
    "may_work",
    "named_subjects",
    "person_key",
    "reverse_time",
    "set_day",
    "set_rate",
    "set_week",
    "start_timer",
    "stop_timer",
    "subject_by_id",
    "subject_by_key",
    "take_back",
    "team_code",
    "unlock_period",
]
