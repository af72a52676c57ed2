"""Projects as a Django app."""

from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    """Tables, tasks and commands of projects."""

    name = "projects"
