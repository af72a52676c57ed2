"""Strategic alignment: which objectives the projects serve, and which of either stand alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from kernel.errors import DomainError

ONE = Decimal(1)
Contributions = Mapping[str, Mapping[str, Decimal]]


@dataclass(frozen=True, slots=True)
class Alignment:
    """Strategic weight by project, money by objective, projects that serve nothing, and objectives that
    nobody pays for."""

    weight_of: Mapping[str, Decimal]
    money_for: Mapping[str, Decimal]
    orphan_projects: tuple[str, ...]
    unfunded_objectives: tuple[str, ...]


def check_weights(objectives: Mapping[str, Decimal]) -> None:
    """Objectives' weights are not negative and sum to 1 exactly. Errors: `weights_invalid`."""
    if any(weight < 0 for weight in objectives.values()) or sum(objectives.values()) != ONE:
        raise DomainError("weights_invalid", "weights of objectives are not negative and sum to 100 %")


def check_contributions(contributions: Contributions, objectives: Mapping[str, Decimal]) -> None:
    """For each objective, the projects' contributions are not negative and sum to 1, or there are none.

    Errors: `contributions_invalid`, `objective_unknown`.
    """
    named = {objective for shares in contributions.values() for objective in shares}
    if named - objectives.keys():
        raise DomainError(
            "objective_unknown", f"no objective: {', '.join(sorted(named - objectives.keys()))}"
        )
    for objective in sorted(named):
        shares = [each[objective] for each in contributions.values() if objective in each]
        if min(shares) < 0 or sum(shares) not in (Decimal(0), ONE):
            raise DomainError("contributions_invalid", f"contributions to {objective} do not sum to 100 %")


def align(
    objectives: Mapping[str, Decimal], contributions: Contributions, budgets: Mapping[str, Decimal]
) -> Alignment:
    """The alignment of the projects in `budgets`, each budget spread by what the project contributes.

    `contributions` by project, then objective. A project's budget is spread over its objectives in proportion
    to weight × contribution. Errors as the two checks.
    """
    check_weights(objectives)
    check_contributions(contributions, objectives)
    money = dict.fromkeys(objectives, Decimal(0))
    weights: dict[str, Decimal] = {}
    for project, budget in budgets.items():
        parts = {o: objectives[o] * share for o, share in contributions.get(project, {}).items()}
        weights[project] = sum(parts.values(), Decimal(0))
        for objective, part in parts.items():
            money[objective] += budget * part / weights[project] if weights[project] else Decimal(0)
    return Alignment(
        weights,
        money,
        tuple(sorted(project for project, weight in weights.items() if not weight)),
        tuple(sorted(objective for objective, amount in money.items() if not amount)),
    )
