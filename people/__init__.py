"""People and what an hour of them costs.

Owns users, teams, roles, working calendars, dated cost rates, time entries, timers, locked periods and API
tokens.
A time entry is the one record of effort; what it was spent on is a reference it does not follow.
Must never know tickets, projects or cases exist.
"""
