"""Who may do what with people, teams, rates and time."""

from __future__ import annotations

from django.db.models import Q

from kernel.access import Access, Grant, has_role, is_person
from people.domain import roles

PERSON_VIEW = Access(has_role(*roles.STAFF) | is_person("pk"), "people:read")
TEAM_VIEW = Access(has_role(*roles.STAFF), "people:read")
MONEY_VIEW = Access(has_role(*roles.MONEY), "money:read")
TIME_VIEW = Access(
    has_role(roles.SERVICE_MANAGER, roles.PROJECT_MANAGER, roles.FINANCE, roles.ADMINISTRATOR)
    | is_person("person_id"),
    "time:read",
)
TIME_LOG = Access(has_role(*roles.STAFF, "clock"), "time:write")
TIME_REVERSE = Access(
    is_person("person_id") | has_role(roles.SERVICE_MANAGER, roles.FINANCE, roles.ADMINISTRATOR), "time:write"
)
RATE_SET = Access(has_role(roles.FINANCE, roles.ADMINISTRATOR), "admin")
# What a role costs is for whoever sees money; what a person costs only for those who set it.
_OF_A_ROLE = Grant(
    "rate of a role",
    lambda _actor, row: getattr(row, "person_id", None) is None,
    lambda _actor: Q(person__isnull=True),
)
RATE_VIEW = Access(
    has_role(roles.FINANCE, roles.ADMINISTRATOR) | (has_role(*roles.MONEY) & _OF_A_ROLE), "money:read"
)
TIMER_RUN = Access(has_role(*roles.STAFF) & is_person("person_id"), "time:write")
PERIOD_VIEW = Access(has_role(*roles.STAFF, "clock"), "time:read")
PERIOD_LOCK = Access(has_role(roles.FINANCE, roles.ADMINISTRATOR), "time:write")
PERSON_ADD = Access(has_role(roles.ADMINISTRATOR), "admin")
TEAM_ADD = Access(has_role(roles.ADMINISTRATOR), "admin")
CALENDAR_VIEW = Access(has_role(*roles.STAFF), "people:read")
CALENDAR_SET = Access(has_role(roles.ADMINISTRATOR, roles.SERVICE_MANAGER), "admin")
TOKEN_VIEW = Access(has_role(roles.ADMINISTRATOR) | is_person("user_id"), "admin")
TOKEN_REVOKE = Access(has_role(roles.ADMINISTRATOR) | is_person("user_id"), "admin")
WEBHOOK_VIEW = Access(has_role(roles.ADMINISTRATOR) | is_person("owner_id"), "admin")
WEBHOOK_SET = Access(
    has_role(roles.ADMINISTRATOR) | (has_role(*roles.STAFF) & is_person("owner_id")), "admin"
)
NOTICE_VIEW = Access(is_person("person_id"), "people:read")
NOTICE_SET = Access(is_person("person_id"), "people:read")
TOKEN_CREATE = Access(has_role(roles.ADMINISTRATOR) | is_person("user_id"), "admin")
IMPORT_RUN = Access(has_role(roles.ADMINISTRATOR, roles.INTEGRATION), "import")

ACCESS = {
    "person.view": PERSON_VIEW,
    "team.view": TEAM_VIEW,
    "money.view": MONEY_VIEW,
    "time.view": TIME_VIEW,
    "time.log": TIME_LOG,
    "time.fill": TIME_LOG,
    "time.reverse": TIME_REVERSE,
    "rate.set": RATE_SET,
    "rate.view": RATE_VIEW,
    "timer.start": TIMER_RUN,
    "timer.stop": TIMER_RUN,
    "timer.discard": TIMER_RUN,
    "period.view": PERIOD_VIEW,
    "period.lock": PERIOD_LOCK,
    "period.unlock": PERIOD_LOCK,
    "person.add": PERSON_ADD,
    "team.add": TEAM_ADD,
    "calendar.view": CALENDAR_VIEW,
    "calendar.set_week": CALENDAR_SET,
    "calendar.set_day": CALENDAR_SET,
    "token.create": TOKEN_CREATE,
    "token.view": TOKEN_VIEW,
    "token.revoke": TOKEN_REVOKE,
    "webhook.view": WEBHOOK_VIEW,
    "webhook.add": WEBHOOK_SET,
    "webhook.edit": WEBHOOK_SET,
    "webhook.remove": WEBHOOK_SET,
    "webhook.replay": WEBHOOK_SET,
    "notice.view": NOTICE_VIEW,
    "notice.read": NOTICE_SET,
    "notice.prefer": NOTICE_SET,
    "person.import": IMPORT_RUN,
    "team.import": IMPORT_RUN,
}

# What a token may be given. A token never exceeds the rights of its person.
SCOPES = (
    "tickets:read", "tickets:write", "projects:read", "projects:write", "governance:read",
    "governance:write", "people:read", "time:read", "time:write", "money:read", "import", "admin",
)  # fmt: skip
