"""Governance as a Django app."""

from django.apps import AppConfig


class GovernanceConfig(AppConfig):
    """Tables, tasks and commands of governance."""

    name = "governance"
