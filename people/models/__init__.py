"""Tables of people."""

from people.models.tokens import ApiToken
from people.models.users import Membership, RoleAssignment, Team, User
from people.models.work import CostRate, TimeEntry

__all__ = ["ApiToken", "CostRate", "Membership", "RoleAssignment", "Team", "TimeEntry", "User"]
