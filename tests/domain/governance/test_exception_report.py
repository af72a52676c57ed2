"""Exception reports and the queue of exceptions."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from governance.domain.closure import Option, OptionKind
from governance.domain.exception_report import Driver, Pending, draft, queue
from governance.domain.tolerances import Aspect, ExceptionKey, Tier
from kernel.figures import Figure, known, unknown

D = Decimal
TODAY = date(2026, 6, 1)
KEY = ExceptionKey("PRJ-1", Aspect.COST, Tier.STAGE)
EFFECTS = {aspect: f"effect on {aspect}" for aspect in reversed(Aspect)}


def option(name: str, kind: OptionKind, delta: int | None, *, compliant: bool = True) -> Option:
    value: Figure[Decimal] = unknown("no_data") if delta is None else known(D(delta))
    return Option(name, kind, known(0.5), value, D(0), compliant)


OPTIONS = [
    option("stop", OptionKind.STOP, 0),
    option("go on", OptionKind.CONTINUE, 20),
    option("core only", OptionKind.DESCOPED, 50),
    option("skip the audit", OptionKind.DESCOPED, 90, compliant=False),
]
CAUSES = [Driver("estimate", 0.2), Driver("supplier", 0.5), Driver("scope", 0.2), Driver("other", 0.1)]


def test_a_complete_draft_lacks_nothing_and_recommends_the_best_legal_option() -> None:
    report = draft(KEY, CAUSES, EFFECTS, OPTIONS, TODAY + timedelta(days=30), [8, 10, 12], TODAY)
    assert report.missing == ()
    assert report.recommended == OPTIONS[2]
    assert [each.name for each in report.options] == ["skip the audit", "core only", "go on", "stop"]
    assert [each.cause for each in report.drivers] == ["supplier", "estimate", "scope"]
    assert [aspect for aspect, _ in report.effects] == list(Aspect)
    assert (report.goes_to, report.decision_due) == ("board", TODAY + timedelta(days=20))


def test_an_incomplete_draft_says_what_it_lacks() -> None:
    effects = {aspect: text for aspect, text in EFFECTS.items() if aspect is not Aspect.RISK}
    options = [option("go on", OptionKind.CONTINUE, None)]
    report = draft(KEY, [], effects, options, TODAY, [], TODAY)
    assert report.missing == (
        "a cause",
        "the effect on risk",
        "3 options",
        "the option to stop",
        "the value of go on",
    )
    assert report.recommended is None


def pending(subject: str, stake: int, days: int | None) -> Pending:
    lead: Figure[int] = unknown("no_data") if days is None else known(days)
    return Pending(ExceptionKey(subject, Aspect.COST, Tier.PROJECT), D(stake), lead)


def test_value_at_stake_and_urgency_order_the_queue() -> None:
    far, near, past, never = (
        pending("far", 1000, 100),
        pending("near", 500, 5),
        pending("past", 90, -20),
        pending("never", 1000, None),
    )
    assert queue([far, never, past, near]) == (near, past, far, never)
