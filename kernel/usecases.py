"""The one accepted shape of a write: a function that names its actor, in one transaction.

`@usecase("ticket.resolve")` registers the function (the permission matrix is generated from the registry)
and runs it in one transaction. `claim` finds, locks, permits and compares the version in one place, so
404, 403 and 409 come out of one function.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.db import models, transaction

from kernel.access import Access, Actor
from kernel.errors import NotAllowed, NotVisible, Stale

P = ParamSpec("P")
R = TypeVar("R")
M = TypeVar("M", bound=models.Model)

REGISTRY: dict[str, Callable[..., Any]] = {}


def usecase(action: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Register under its action name and run in one transaction; two functions of one name are refused."""

    def register(function: Callable[P, R]) -> Callable[P, R]:
        if action in REGISTRY:
            raise ValueError(f"two use-cases are named {action!r}")

        @wraps(function)
        def run(*args: P.args, **kwargs: P.kwargs) -> R:
            with transaction.atomic():
                return function(*args, **kwargs)

        REGISTRY[action] = run
        return run

    return register


def permit(actor: Actor, access: Access, row: Any = None) -> None:
    """Raise `NotAllowed` unless the actor may do this (to the row, when there is one)."""
    if not access.allows(actor, row):
        raise NotAllowed("not_allowed", "You may not do this.")


def claim(  # the six facts every claim needs
    rows: models.QuerySet[M], actor: Actor, *, view: Access, act: Access, key: dict[str, Any],
    version: int | None = None,
) -> M:  # fmt: skip
    """The row, locked for this transaction, seen and allowed and unchanged since `version`.

    Raises `NotVisible`, `NotAllowed` or `Stale`. `version=None` is for callers that act on the row as it
    is now (the clock, an import); doors that a person edits through always pass one.
    """
    found = rows.select_for_update(of=("self",)).filter(view.where(actor), **key)
    # `first()` would sort by the key, which costs more than finding the row.
    row = next(iter(found.order_by()[:1]), None)
    if row is None:
        raise NotVisible("not_found", "There is nothing here, or you may not see it.")
    permit(actor, act, row)
    if version is not None and getattr(row, "version") != version:  # noqa: B009  # every claimed model has one
        raise Stale("Somebody changed this meanwhile.", current_values(row))
    return row


def current_values(row: models.Model) -> dict[str, Any]:
    """The row as it is now, by column name, for telling a person what changed under their hands."""
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def save_named(row: models.Model, *names: str) -> None:
    """Save exactly these fields and the next version."""
    row.version += 1  # type: ignore[attr-defined]  # every claimed model has a version
    row.save(update_fields=[*names, "version"])
