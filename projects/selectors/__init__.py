"""Reads about projects: which ones an actor sees, the facts behind the folds, what pages and lists show."""

from projects.selectors.due import (
    changes_due,
    gate_reviews,
    gates_due,
    get_gate_review,
    running_project_ids,
)
from projects.selectors.facts import facts_of, scope_rows_of
from projects.selectors.gates import gate_facts
from projects.selectors.ledgers import (
    Budget,
    baselines_of,
    budgets_of,
    changes_of,
    costs_of,
    forecasts_of,
    gate_reviews_of,
    get_change,
    get_risk,
    impact_of_change,
    item_id_of,
    phases_of,
    progress_of,
    risks_of,
    scope_entries_of,
    spent_before,
)
from projects.selectors.visible import get_project, person_ids, project_choices, visible_projects

__all__ = [
    "Budget",
    "baselines_of",
    "budgets_of",
    "changes_due",
    "changes_of",
    "costs_of",
    "facts_of",
    "forecasts_of",
    "gate_facts",
    "gate_reviews",
    "gate_reviews_of",
    "gates_due",
    "get_change",
    "get_gate_review",
    "get_project",
    "get_risk",
    "impact_of_change",
    "item_id_of",
    "person_ids",
    "phases_of",
    "progress_of",
    "project_choices",
    "risks_of",
    "running_project_ids",
    "scope_entries_of",
    "scope_rows_of",
    "spent_before",
    "visible_projects",
]
