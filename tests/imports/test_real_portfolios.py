"""Two real portfolios: facts and alerts are those that the file says, counted independently here."""

from __future__ import annotations

import csv
import gzip
from collections import defaultdict
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest

from governance.domain.rules import RULES
from governance.models import Alert
from kernel.models import OutboxMessage
from projects.models import Baseline, ForecastEntry, Project
from tests.imports.files import ROOT, run_portfolio

pytestmark = pytest.mark.django_db

MAPPINGS = ROOT / "projects" / "mappings"
LIMIT = Decimal("0.10")


def rows_of(path: Path) -> list[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def budgets(path: Path) -> dict[str, list[tuple[str, Decimal]]]:
    """Every project's budgets by report day, in order; 0 is no budget."""
    found: dict[str, list[tuple[str, Decimal]]] = defaultdict(list)
    for row in rows_of(path):
        day = datetime.strptime(row["Date Reported As Of"].split()[0], "%m/%d/%Y").date().isoformat()
        found[row["PID"]] += [(day, Decimal(row["Budget Forecast"] or 0))]
    return {key: sorted(pair for pair in pairs if pair[1]) for key, pairs in found.items()}


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_projects_over_their_original_budget_are_exactly_those_with_the_alert(real_data: Path) -> None:
    path = real_data / "nyc-capital-projects" / "budget_schedule_changes.csv.gz"
    assert run_portfolio(path, MAPPINGS / "nyc-capital-projects.yaml").code == 0
    assert not OutboxMessage.objects.filter(queue="recompute").exclude(state="done").exists()
    truth = budgets(path)
    growth = {
        key: [(day, now / pairs[0][1] - 1) for day, now in pairs] for key, pairs in truth.items() if pairs
    }
    over = {key for key, steps in growth.items() if steps[-1][1] > LIMIT}
    alerts = {
        alert.project.external_key.split(":")[1]: alert
        for alert in Alert.objects.exclude(state="cleared").select_related("project")
        if alert.rule == "budget.forecast"
    }
    assert over <= set(alerts)
    # An alert that stands is left only when the slack is won back.
    slack = Decimal(str(next(rule for rule in RULES if rule.code == "budget.forecast").default_limits.slack))
    held = {
        key
        for key in set(alerts) - over
        if LIMIT - slack < growth[key][-1][1] <= LIMIT and any(step > LIMIT for _day, step in growth[key])
    }
    assert set(alerts) - over == held
    for key in over:
        first = alerts[key].raised_on.isoformat()
        assert first == _raised(growth[key], slack), key


def _raised(steps: list[tuple[str, Decimal]], slack: Decimal) -> str:
    """The report with which the present breach began."""
    since = ""
    for day, growth in steps:
        if growth > LIMIT and not since:
            since = day
        elif growth <= LIMIT - slack:
            since = ""
    return since


def test_every_report_of_the_capital_projects_is_a_dated_fact(real_data: Path) -> None:
    path = real_data / "nyc-capital-projects" / "budget_schedule_changes.csv.gz"
    done = run_portfolio(path, MAPPINGS / "nyc-capital-projects.yaml", no_wait=True)
    assert (done.code, "0 row errors, 0 warnings" in done.out) == (0, True)
    truth = budgets(path)
    assert Project.objects.count() == len(truth)
    originals = dict(Baseline.objects.filter(kind="original").values_list("project__external_key", "budget"))
    assert originals == {f"nyc-capital-projects:{key}": pairs[0][1] for key, pairs in truth.items() if pairs}
    told: dict[str, list[tuple[str, Decimal]]] = defaultdict(list)
    for row in ForecastEntry.objects.exclude(amount=None).select_related("project").order_by("valid_on"):
        told[str(row.project.external_key).split(":")[1]].append((row.valid_on.isoformat(), row.amount))
    assert told == {key: pairs for key, pairs in truth.items() if pairs}
    owed = OutboxMessage.objects.filter(queue="recompute", payload__kind="project.facts_imported")
    assert owed.count() == len(truth)


@pytest.mark.timeout(300)
def test_the_federal_portfolio_keeps_its_odd_dates_and_tells_them(real_data: Path) -> None:
    path = real_data / "us-federal-it-dashboard" / "projects.csv.gz"
    done = run_portfolio(path, MAPPINGS / "us-federal-it-dashboard.yaml", no_wait=True)
    rows = rows_of(path)
    assert done.code == 0
    assert Project.objects.count() == len(rows)
    planned = {row["Project ID"]: row["Planned Cost ($ M)"] for row in rows if row["Planned Cost ($ M)"]}
    stored = dict(Baseline.objects.values_list("project__external_key", "budget"))
    assert stored == {
        f"us-federal-it-dashboard:{key}": (Decimal(text) * 1_000_000).quantize(Decimal("0.0001"))
        for key, text in planned.items()
    }
    names = ("Completion Date (B1)", "Projected/Actual Project Completion Date (B2)")
    backwards = sum(bool(row[name]) and row[name] < row["Start Date"] for row in rows for name in names)
    assert f"finish_before_start: {backwards}" in done.out
    for row in rows:
        if row["Completion Date (B1)"] < row["Start Date"]:
            baseline = Baseline.objects.get(
                project__external_key=f"us-federal-it-dashboard:{row['Project ID']}"
            )
            assert baseline.finish is None
