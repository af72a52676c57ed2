"""What a change would move: budget, finish and scope before and after its approval."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from projects.domain.facts import ProjectFacts
from projects.domain.position import moved, promise_on
from projects.domain.scope import ScopeRow, fold_scope


@dataclass(frozen=True, slots=True)
class Asked:
    """What a change asks for: entries to authorise, sizes of new items, money and days."""

    budget_delta: Decimal
    finish_delta_days: int
    entry_ids: tuple[int, ...]
    new_sizes: tuple[Decimal, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """Budget and finish of the baseline in force (None without one), and the scope."""

    budget: Decimal | None
    finish: date | None
    scope_total: Decimal
    scope_authorised: Decimal
    scope_unauthorised: Decimal


@dataclass(frozen=True, slots=True)
class Impact:
    """Before and after. Without a baseline budget and finish stay None: there is nothing to move."""

    before: Standing
    after: Standing


def impact_of(facts: ProjectFacts, asked: Asked, day: date) -> Impact:
    """The standing on `day`, and what it would be with the change approved on that day."""
    before = _standing(facts, day)
    after = _standing(replace(facts, scope=(*facts.scope, *_scope_rows(facts.scope, asked, day))), day)
    return Impact(
        before,
        replace(
            after,
            budget=None if before.budget is None else before.budget + asked.budget_delta,
            finish=None if before.finish is None else moved(before.finish, asked.finish_delta_days),
        ),
    )


def _standing(facts: ProjectFacts, day: date) -> Standing:
    scope = fold_scope(facts.scope, day)
    valid = [one for one in facts.baselines if one.valid_from <= day]
    current = max(valid, key=lambda one: (one.valid_from, one.number), default=None)
    return Standing(
        budget=promise_on(facts.baselines, day).current_budget,
        finish=current.finish if current else None,
        scope_total=scope.total,
        scope_authorised=scope.authorised,
        scope_unauthorised=scope.unauthorised + scope.re_estimated_beyond_tolerance,
    )


def _scope_rows(known: Sequence[ScopeRow], asked: Asked, day: date) -> list[ScopeRow]:
    """The rows that an approval would write, under ids that no row has."""
    entry = max((row.entry_id for row in known), default=0)
    item = max((row.item_id for row in known), default=0)
    rows: list[ScopeRow] = []
    for size in asked.new_sizes:
        entry, item = entry + 1, item + 1
        rows.append(ScopeRow(entry, item, "added", size, day))
    approved = [*asked.entry_ids, *(row.entry_id for row in rows)]
    items = {row.entry_id: row.item_id for row in (*known, *rows)}
    for of in approved:
        entry += 1
        rows.append(ScopeRow(entry, items[of], "authorised", Decimal(0), day, of))
    return rows
