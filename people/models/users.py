"""Users, the roles they hold and the teams they are in."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models

from people.domain import roles


def role_choices() -> list[tuple[str, str]]:
    """Every role with its label."""
    return list(roles.LABELS.items())


class User(AbstractUser):
    """A person. People are deactivated, never deleted: their work stays on record."""

    display_name = models.CharField(max_length=150, blank=True)
    time_zone = models.CharField(max_length=64, blank=True)
    # The name a person has in a system whose records were imported; such a person cannot sign in.
    external_key = models.CharField(max_length=160, null=True, unique=True)  # noqa: DJ001  # null repeats

    def __str__(self) -> str:
        return self.display_name or self.username

    def get_full_name(self) -> str:
        """The name people use for this person."""
        return str(self)


class RoleAssignment(models.Model):
    """A person holds a role."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="role_assignments")
    role = models.CharField(max_length=30, choices=role_choices)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "role"], name="a_role_is_held_once")]


class Team(models.Model):
    """People who take work from one queue."""

    code = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=120)
    members = models.ManyToManyField(User, through="Membership", related_name="teams")

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A person is in a team."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "user"], name="a_person_is_in_a_team_once")]
