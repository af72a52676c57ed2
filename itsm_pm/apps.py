"""The wiring as a Django app: it brings commands and the Celery application."""

from django.apps import AppConfig


class WiringConfig(AppConfig):
    """Loads the Celery application, so that every process knows its tasks and broker."""

    name = "itsm_pm"

    def ready(self) -> None:
        """Import the Celery app once Django is set up."""
        from itsm_pm import celery  # noqa: F401, PLC0415  # the app registry must be ready first
