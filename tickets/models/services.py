"""Services that tickets are about."""

from __future__ import annotations

from django.db import models


class Service(models.Model):
    """Something the organisation provides, with an owner and a team. A retired one takes no new tickets."""

    code = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=120)
    owner = models.ForeignKey("people.User", null=True, on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey("people.Team", null=True, on_delete=models.PROTECT, related_name="+")
    criticality = models.PositiveSmallIntegerField(default=3)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
