"""People as a Django app."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Users, teams, rates, time and tokens."""

    name = "people"
