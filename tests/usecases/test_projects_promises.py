"""Scope, baselines and change requests: growth is seen, and a promise moves by an approved change only."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from kernel.access import Actor
from kernel.errors import DomainError, NotAllowed, Stale
from kernel.models import AuditEvent
from kernel.money import Money
from projects.domain.scope import ScopePosition, fold_scope
from projects.models import Baseline, ChangeRequest, Project, ScopeEntry
from projects.selectors import scope_rows_of
from projects.usecases import (
    AddScopeItem,
    ChangeScope,
    DecideChange,
    RaiseChange,
    SetBaseline,
    WithdrawChange,
    add_scope_item,
    change_scope,
    decide_change,
    raise_change,
    set_baseline,
    withdraw_change,
)
from tests.project_stories import JAN, JUNE, MARCH, eur, planned, promised, scope, started
from tests.world import NOON, World


def position(project: Project) -> ScopePosition:
    return fold_scope(scope_rows_of(project.pk), NOON.date())


def ask(world: World, project: Project, who: str = "petra", **fields: object) -> ChangeRequest:
    command = RaiseChange(project.pk, "More sites", "Two sites were forgotten", **fields)  # type: ignore[arg-type]
    return raise_change(world.actor(who), command, at=NOON)


def decide(actor: Actor, change: ChangeRequest, **fields: object) -> ChangeRequest:
    values: dict[str, object] = {"approve": True, **fields}
    command = DecideChange(change.project_id, change.number, change.version, **values)  # type: ignore[arg-type]
    return decide_change(actor, command, at=NOON)


def test_an_addition_is_unauthorised_growth_until_a_change_covers_it(world: World) -> None:
    project = planned(world)
    entry = scope(world, project, "C", 20, "added")
    assert (position(project).s0, position(project).unauthorised) == (100, 20)
    decide(world.actor("stefan"), ask(world, project, entry_ids=(entry.pk,)))
    after = position(project)
    assert (after.authorised, after.unauthorised, after.total) == (20, 0, 120)


def test_scope_cannot_enter_the_baseline_after_it_is_set(world: World) -> None:
    project = planned(world)
    with pytest.raises(DomainError) as refusal:
        scope(world, project, "C", 20)
    assert refusal.value.code == "baseline_is_set"


def test_a_cut_is_negative_and_no_larger_than_what_is_left(world: World) -> None:
    project = planned(world)
    item = ScopeEntry.objects.filter(project=project).earliest("pk").item_id
    cut = ChangeScope(project.pk, item, "removed", Decimal(-61), MARCH)
    with pytest.raises(DomainError) as refusal:
        change_scope(world.actor("petra"), cut, at=NOON)
    assert refusal.value.code == "more_than_left"
    change_scope(world.actor("petra"), ChangeScope(project.pk, item, "removed", Decimal(-10), MARCH), at=NOON)
    assert (position(project).removed, position(project).total) == (10, 90)


def test_a_cut_is_taken_back_by_at_most_what_was_cut(world: World) -> None:
    project = planned(world)
    item = ScopeEntry.objects.filter(project=project).earliest("pk").item_id

    def change(size: int) -> None:
        command = ChangeScope(project.pk, item, "removed", Decimal(size), MARCH)
        change_scope(world.actor("petra"), command, at=NOON)

    with pytest.raises(DomainError) as refusal:
        change(8)
    assert refusal.value.code == "more_than_cut"
    change(-8)
    change(8)
    assert (position(project).removed, position(project).total) == (0, 100)


def test_details_inside_their_parent_are_no_growth(world: World) -> None:
    project = planned(world)
    parent = ScopeEntry.objects.filter(project=project).earliest("pk")
    detail = AddScopeItem(project.pk, "A.1", "Cabling", Decimal(50), MARCH, of_entry_id=parent.pk)
    entry = add_scope_item(world.actor("petra"), detail, at=NOON)
    assert (entry.kind, entry.of_id) == ("elaborated", parent.pk)
    assert (position(project).unauthorised, position(project).total) == (0, 100)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"size": Decimal(0)}, "bad_size"),
        ({"size": Decimal(-3)}, "bad_size"),
        ({"code": "A"}, "code_taken"),
        ({"code": " "}, "code_missing"),
        ({"valid_on": date(2026, 3, 13)}, "in_the_future"),
        ({"of_entry_id": 99999}, "parent_missing"),
    ],
)
def test_scope_that_is_refused(world: World, fields: dict[str, object], code: str) -> None:
    project = planned(world)
    values: dict[str, object] = {"code": "Z", "title": "Z", "size": Decimal(1), "valid_on": MARCH, **fields}
    with pytest.raises(DomainError) as refusal:
        add_scope_item(world.actor("petra"), AddScopeItem(project.pk, **values), at=NOON)  # type: ignore[arg-type]
    assert refusal.value.code == code
    assert not ScopeEntry.objects.filter(item__code="Z").exists()


def test_a_replayed_row_is_written_once(world: World) -> None:
    project = planned(world)
    command = AddScopeItem(project.pk, "C", "C", Decimal(5), MARCH, source_key="plan:3")
    first = add_scope_item(world.actor("petra"), command, at=NOON)
    assert add_scope_item(world.actor("petra"), command, at=NOON).pk == first.pk


def test_the_first_baseline_is_original_and_holds_the_scope_of_its_day(world: World) -> None:
    project = started(world)
    scope(world, project, "A", 60)
    baseline = promised(world, project)
    assert (baseline.number, baseline.kind, baseline.scope_size) == (1, "original", 60)


def test_a_later_baseline_needs_a_reason_and_is_a_rebaseline(world: World) -> None:
    project = planned(world)
    bare = SetBaseline(project.pk, eur(150_000), JAN, JUNE, MARCH)
    with pytest.raises(DomainError) as refusal:
        set_baseline(world.actor("petra"), bare, at=NOON)
    assert refusal.value.code == "reason_missing"
    later = SetBaseline(project.pk, eur(150_000), JAN, date(2026, 9, 30), MARCH, "Prices rose")
    again = set_baseline(world.actor("petra"), later, at=NOON)
    assert (again.number, again.kind) == (2, "rebaseline")
    project.refresh_from_db()
    assert project.target_finish == date(2026, 9, 30)


@pytest.mark.parametrize(
    ("budget", "valid_from", "code"),
    [
        (Money(Decimal(1), "USD"), MARCH, "mixed_currency"),
        (Money(Decimal(-1), "EUR"), MARCH, "negative_budget"),
        (Money(Decimal(1), "EUR"), date(2025, 12, 31), "before_last_baseline"),
    ],
)
def test_promises_that_are_refused(world: World, budget: Money, valid_from: date, code: str) -> None:
    project = planned(world)
    command = SetBaseline(project.pk, budget, JAN, JUNE, valid_from, "Because")
    with pytest.raises(DomainError) as refusal:
        set_baseline(world.actor("petra"), command, at=NOON)
    assert refusal.value.code == code
    assert Baseline.objects.filter(project=project).count() == 1


def test_an_approved_change_writes_scope_and_the_next_baseline_together(world: World) -> None:
    project = planned(world)
    grown = scope(world, project, "C", 20, "added")
    change = ask(
        world, project, budget_delta=Decimal(15_000), finish_delta_days=31, entry_ids=(grown.pk,),
        new_items=(("D", "Second site", Decimal(30)),),
    )  # fmt: skip
    decided = decide(world.actor("stefan"), change)
    assert (decided.state, decided.decided_by_id) == ("approved", world.user("stefan").pk)
    baseline = Baseline.objects.get(change=change)
    assert (baseline.number, baseline.kind, baseline.budget) == (2, "change", 115_000)
    assert (baseline.finish, baseline.scope_size) == (date(2026, 7, 31), 150)
    assert position(project).authorised == 50
    assert ScopeEntry.objects.filter(change=change, kind="authorised").count() == 2
    assert AuditEvent.objects.filter(kind="project.change_decided", data__approved=True).count() == 1


def test_nobody_decides_their_own_change(world: World) -> None:
    project = planned(world)
    change = ask(world, project, "paula", budget_delta=Decimal(5))
    with pytest.raises(DomainError) as refusal:
        decide(world.actor("paula"), change)
    assert refusal.value.code == "own_change"
    change.refresh_from_db()
    assert change.state == "submitted"


def test_the_manager_does_not_decide(world: World) -> None:
    project = planned(world)
    change = ask(world, project, "anna", budget_delta=Decimal(5))
    with pytest.raises(NotAllowed):
        decide(world.actor("petra"), change)


def test_a_rejection_says_why_and_moves_nothing(world: World) -> None:
    project = planned(world)
    change = ask(world, project, budget_delta=Decimal(5))
    with pytest.raises(DomainError, match="why"):
        decide(world.actor("stefan"), change, approve=False)
    decide(world.actor("stefan"), change, approve=False, note="No money")
    assert Baseline.objects.filter(project=project).count() == 1


def test_a_decided_change_is_closed(world: World) -> None:
    project = planned(world)
    change = decide(world.actor("stefan"), ask(world, project, budget_delta=Decimal(5)))
    with pytest.raises(DomainError) as refusal:
        decide(world.actor("paula"), change)
    assert refusal.value.code == "not_open"


def test_a_change_read_before_somebody_elses_is_stale(world: World) -> None:
    project = planned(world)
    change = ask(world, project, budget_delta=Decimal(5))
    ChangeRequest.objects.filter(pk=change.pk).update(version=2)
    with pytest.raises(Stale):
        decide(world.actor("stefan"), change)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({}, "empty_change"),
        ({"entry_ids": (99999,)}, "unknown_entry"),
        ({"new_items": (("A", "Again", Decimal(1)),)}, "code_taken"),
        ({"new_items": (("X", "X", Decimal(0)),)}, "bad_size"),
    ],
)
def test_changes_that_cannot_be_asked_for(world: World, fields: dict[str, object], code: str) -> None:
    project = planned(world)
    with pytest.raises(DomainError) as refusal:
        ask(world, project, **fields)
    assert refusal.value.code == code


def test_growth_is_asked_for_once(world: World) -> None:
    project = planned(world)
    entry = scope(world, project, "C", 20, "added")
    change = ask(world, project, entry_ids=(entry.pk,))
    with pytest.raises(DomainError) as asked:
        ask(world, project, entry_ids=(entry.pk,))
    assert asked.value.code == "asked_already"
    decide(world.actor("stefan"), change)
    with pytest.raises(DomainError) as authorised:
        ask(world, project, entry_ids=(entry.pk,))
    assert authorised.value.code == "already_authorised"


def test_a_change_needs_a_promise_to_change(world: World) -> None:
    project = started(world)
    change = ask(world, project, budget_delta=Decimal(5))
    with pytest.raises(DomainError) as refusal:
        decide(world.actor("stefan"), change)
    assert refusal.value.code == "no_baseline"


def test_a_budget_does_not_fall_below_nothing(world: World) -> None:
    project = planned(world)
    entry = scope(world, project, "C", 20, "added")
    change = ask(world, project, budget_delta=Decimal(-100_001), entry_ids=(entry.pk,))
    with pytest.raises(DomainError) as refusal:
        decide(world.actor("stefan"), change)
    assert refusal.value.code == "negative_budget"
    assert not ScopeEntry.objects.filter(kind="authorised").exists()


def test_only_who_asked_or_who_leads_withdraws(world: World) -> None:
    project = planned(world)
    change = ask(world, project, "anna", budget_delta=Decimal(5))
    command = WithdrawChange(project.pk, change.number, change.version)
    with pytest.raises(NotAllowed):
        withdraw_change(world.actor("amir"), command, at=NOON)
    assert withdraw_change(world.actor("anna"), command, at=NOON).state == "withdrawn"
