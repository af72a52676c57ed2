"""The four ticket lifecycles are sound and say what the service desk needs."""

from __future__ import annotations

import pytest

from kernel.errors import DomainError
from kernel.lifecycle import problems, step
from tickets.domain.history import DONE, ENDED
from tickets.domain.lifecycles import LIFECYCLES


class _Everything(dict[str, bool]):
    def get(self, key: str, default: object = None) -> bool:  # type: ignore[override]
        return True


@pytest.mark.parametrize("kind", sorted(LIFECYCLES))
def test_the_table_has_no_flaw(kind: str) -> None:
    assert problems(LIFECYCLES[kind]) == []
    assert LIFECYCLES[kind].name == kind


@pytest.mark.parametrize("kind", sorted(LIFECYCLES))
def test_every_move_has_a_label(kind: str) -> None:
    assert all(move.label for move in LIFECYCLES[kind].moves)


@pytest.mark.parametrize("kind", sorted(LIFECYCLES))
def test_final_states_are_those_the_history_takes_for_ended(kind: str) -> None:
    assert set(LIFECYCLES[kind].final) == ENDED & set(LIFECYCLES[kind].states)


@pytest.mark.parametrize("kind", ["incident", "request"])
@pytest.mark.parametrize("state", ["new", "in_progress", "pending"])
def test_an_open_ticket_resolves_at_once_but_not_without_resolution(kind: str, state: str) -> None:
    assert step(LIFECYCLES[kind], state, "resolve", {"resolution": True}) == "resolved"
    with pytest.raises(DomainError) as refused:
        step(LIFECYCLES[kind], state, "resolve", {})
    assert list(refused.value.fields) == ["resolution"]


@pytest.mark.parametrize("state", ["closed", "cancelled"])
@pytest.mark.parametrize("move", [move.name for move in LIFECYCLES["incident"].moves])
def test_a_closed_incident_stays_closed(state: str, move: str) -> None:
    with pytest.raises(DomainError) as refused:
        step(LIFECYCLES["incident"], state, move, _Everything())
    assert refused.value.code == "illegal_move"


def test_reopening_needs_the_window() -> None:
    incident = LIFECYCLES["incident"]
    assert step(incident, "resolved", "reopen", {"within_reopen_window": True}) == "in_progress"
    with pytest.raises(DomainError) as refused:
        step(incident, "resolved", "reopen", {"within_reopen_window": False})
    assert refused.value.code == "missing_fact"


@pytest.mark.parametrize("state", ["resolved", "closed", "risk_accepted", "duplicate", "cancelled"])
def test_a_problem_can_be_analysed_again_from_any_closed_state(state: str) -> None:
    assert step(LIFECYCLES["problem"], state, "reanalyse", _Everything()) == "analysis"


def test_a_problem_walks_its_whole_way() -> None:
    state = "new"
    for move in ("assess", "analyse", "confirm", "fix", "resolve", "close"):
        state = step(LIFECYCLES["problem"], state, move, _Everything())
    assert state in DONE


def test_a_normal_change_walks_its_whole_way() -> None:
    seen = ["draft"]
    for move in ("submit", "request_authorisation", "authorise", "implement", "review", "close"):
        seen.append(step(LIFECYCLES["change"], seen[-1], move, _Everything()))
    assert seen == ["draft", "assessment", "authorisation", "scheduled", "implementation", "review", "closed"]


def test_a_change_is_not_implemented_unauthorised() -> None:
    for state in ("draft", "assessment", "authorisation", "rejected"):
        with pytest.raises(DomainError):
            step(LIFECYCLES["change"], state, "implement", _Everything())
