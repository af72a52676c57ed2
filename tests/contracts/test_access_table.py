"""Every use-case has a line in its app's permission table, and every line is an action of that app."""

from __future__ import annotations

import pkgutil
from importlib import import_module

import pytest

import governance.access
import governance.usecases
import people.access
import people.usecases
import projects.access
import projects.usecases
import tickets.access
import tickets.usecases
from kernel.access import Access, Actor
from kernel.usecases import REGISTRY

TABLES = {
    module.__name__.split(".")[0]: module.ACCESS
    for module in (people.access, projects.access, tickets.access, governance.access)
}
ACTIONS = {action: access for table in TABLES.values() for action, access in table.items()}


def own_use_cases() -> list[str]:
    for package in (people.usecases, projects.usecases, tickets.usecases, governance.usecases):
        for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            import_module(module.name)
    return sorted(
        action for action, function in REGISTRY.items() if function.__module__.split(".")[0] in TABLES
    )


@pytest.mark.parametrize("action", own_use_cases())
def test_a_use_case_has_a_line_in_the_permission_table(action: str) -> None:
    assert governance.access.DELEGATED.get(action, action) in ACTIONS


def test_there_are_use_cases_of_every_app() -> None:
    assert {REGISTRY[action].__module__.split(".")[0] for action in own_use_cases()} == set(TABLES)


@pytest.mark.parametrize("action", sorted(ACTIONS))
def test_nobody_without_a_role_may_do_anything_with_nothing(action: str) -> None:
    access: Access = ACTIONS[action]
    assert access.scope
    stranger = Actor("Stranger", "api", scopes=frozenset())
    assert not access.allows(stranger, None)
