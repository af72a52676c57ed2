"""Tickets as a Django app."""

from django.apps import AppConfig


class TicketsConfig(AppConfig):
    """Tables, tasks and commands of tickets."""

    name = "tickets"
