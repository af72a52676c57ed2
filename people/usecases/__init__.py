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
from people.usecases.rates import SetRate, set_rate
from people.usecases.time import LogTime, ReverseTime, WorkSubject, log_time, reverse_time
from people.usecases.tokens import CreateToken, create_token

__all__ = [
    "LONGEST_NAME",
    "AddPerson",
    "AddTeam",
    "CreateToken",
    "EnsureNames",
    "LogTime",
    "Named",
    "ReverseTime",
    "SetDay",
    "SetRate",
    "SetWeek",
    "WorkSubject",
    "add_person",
    "add_team",
    "create_token",
    "ensure_people",
    "ensure_teams",
    "log_time",
    "person_key",
    "reverse_time",
    "set_day",
    "set_rate",
    "set_week",
    "team_code",
]  # fmt: skip
