"""API tokens: hashed at rest, scoped, expiring, revocable."""

from __future__ import annotations

from django.db import models

from people.models.users import User


class ApiToken(models.Model):
    """A bearer token. Only its digest is kept; `prefix` lets a person recognise it."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=80)
    prefix = models.CharField(max_length=12)
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)
