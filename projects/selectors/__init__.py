"""Reads about projects: which ones an actor sees, the facts behind the folds, what pages and lists show."""

from projects.selectors.facts import facts_of, scope_rows_of
from projects.selectors.gates import gate_facts
from projects.selectors.visible import get_project, project_choices, visible_projects
from projects.selectors.waiting import (
    changes_due,
    gate_reviews,
    gates_due,
    get_gate_review,
    running_project_ids,
)

__all__ = [
    "changes_due", "facts_of", "gate_facts", "gate_reviews", "gates_due", "get_gate_review", "get_project",
    "project_choices", "running_project_ids", "scope_rows_of", "visible_projects",
]  # fmt: skip
