"""Writes about people: one function per verb."""

from people.usecases.people import AddPerson, AddTeam, add_person, add_team
from people.usecases.rates import SetRate, set_rate
from people.usecases.time import LogTime, ReverseTime, WorkSubject, log_time, reverse_time
from people.usecases.tokens import CreateToken, create_token

__all__ = [
    "AddPerson",
    "AddTeam",
    "CreateToken",
    "LogTime",
    "ReverseTime",
    "SetRate",
    "WorkSubject",
    "add_person",
    "add_team",
    "create_token",
    "log_time",
    "reverse_time",
    "set_rate",
]  # fmt: skip
