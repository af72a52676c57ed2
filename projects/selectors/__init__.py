"""Reads about projects: which ones an actor sees, the facts behind the folds, what pages and lists show."""

from projects.selectors.facts import facts_of, scope_rows_of
from projects.selectors.gates import gate_facts
from projects.selectors.visible import get_project, project_choices, visible_projects

__all__ = ["facts_of", "gate_facts", "get_project", "project_choices", "scope_rows_of", "visible_projects"]
