"""The alert rules on published portfolios: US federal IT 2012, and New York capital projects 2013 to 2019."""

from __future__ import annotations

import csv
import gzip
import os
from collections import defaultdict
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from governance.domain.alerts import Level, Standing, StepKind, judge
from governance.domain.rules import BUDGET_FORECAST
from governance.domain.trend import forecast_breach_on
from kernel.figures import known, unknown
from tests.domain.governance.worlds import project

DATA = Path(os.environ.get("ITSM_PM_DATA", Path(__file__).parents[4] / "shared" / "data"))
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the folder of real data is absent")


def rows(*path: str) -> list[dict[str, str]]:
    with gzip.open(DATA.joinpath(*path), "rt", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def amount(text: str) -> Decimal | None:
    return Decimal(text) if text.strip() else None


def level(planned: Decimal | None, projected: Decimal | None) -> Level | None:
    """The level of a forecast never judged before; `None` when it is not known."""
    snapshot = project(
        promised_budget=planned,
        forecast_at_completion=unknown("no_data") if projected is None else known(projected),
    )
    (verdict,) = judge((BUDGET_FORECAST,), snapshot, {}, {}, snapshot.as_of)
    if verdict.step.kind is StepKind.UNKNOWN:
        return None
    return verdict.step.standing.level if verdict.step.standing else Level.CLEAR


def test_federal_projects_over_budget_by_more_than_ten_percent_are_exactly_those_with_the_alert() -> None:
    seen = 0
    for row in rows("us-federal-it-dashboard", "projects.csv.gz"):
        planned, projected = amount(row["Planned Cost ($ M)"]), amount(row["Projected/Actual Cost ($ M)"])
        got = level(planned, projected)
        if planned is None or projected is None or planned <= 0:
            assert got is None
            continue
        seen += 1
        over_ten, over_thirty = projected * 10 > planned * 11, projected * 10 > planned * 13
        assert got is (Level.CRITICAL if over_thirty else Level.WARNING if over_ten else Level.CLEAR)
    assert seen > 1000


def new_york() -> dict[str, list[tuple[date, Decimal]]]:
    """Budget forecasts by project and report."""
    series: dict[str, dict[date, Decimal]] = defaultdict(dict)
    for row in rows("nyc-capital-projects", "budget_schedule_changes.csv.gz"):
        budget = amount(row["Budget Forecast"])
        if budget is not None and budget > 0:
            day = datetime.strptime(row["Date Reported As Of"][:10], "%m/%d/%Y").date()
            series[row["PID"]][day] = budget
    return {pid: sorted(reports.items()) for pid, reports in series.items()}


def test_new_york_budgets_replayed_report_by_report_open_and_close_one_alert() -> None:
    raised = 0
    for reports in new_york().values():
        promised, standing = reports[0][1], None
        for day, budget in reports:
            snapshot = project(as_of=day, promised_budget=promised, forecast_at_completion=known(budget))
            known_alerts: dict[str, Standing] = {BUDGET_FORECAST.code: standing} if standing else {}
            (verdict,) = judge((BUDGET_FORECAST,), snapshot, {}, known_alerts, day)
            assert (verdict.step.kind is StepKind.RAISE) <= (standing is None)
            assert (verdict.step.kind is StepKind.CLEAR) <= (standing is not None)
            standing = verdict.step.standing
            raised += verdict.step.kind is StepKind.RAISE
            if budget * 10 > promised * 11:
                assert standing is not None
                assert standing.level >= Level.WARNING
            if budget <= promised:
                assert standing is None
    assert raised > 20


def test_new_york_breach_days_never_lie_before_the_last_report() -> None:
    forecast = 0
    for reports in new_york().values():
        readings = [(day, float(budget / reports[0][1]) - 1) for day, budget in reports]
        breach = forecast_breach_on(readings, 0.10)
        if breach is not None:
            forecast += 1
            assert breach >= readings[-1][0]
            assert (breach == readings[-1][0]) is (readings[-1][1] > 0.10)
    assert forecast > 20
