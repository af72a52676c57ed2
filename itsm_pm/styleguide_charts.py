"""Sample charts for the style guide: one of each kind, with the figures of an invented project."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from kernel.charts import (
    Step,
    Words,
    bars,
    bullet,
    burn,
    columns,
    fan,
    heat_map,
    s_curve,
    stacked,
    tornado,
    waterfall,
)

MONTHS = [date(2025 + (8 + index) // 12, (8 + index) % 12 + 1, 1) for index in range(12)]
PLAN = [0, 60, 150, 310, 520, 780, 1060, 1340, 1590, 1790, 1930, 2000]
ACTUAL = [0, 40, 120, 270, 450, 690, 910]
FORECAST = [910, 1190, 1480, 1760, 2020, 2230]
TODAY = date(2026, 3, 18)


def _thousands(start: int, values: list[int]) -> dict[date, Decimal | None]:
    return {MONTHS[start + index]: Decimal(value) * 1000 for index, value in enumerate(values)}


def _lines() -> dict[str, Any]:
    curve = Words(
        "Cost, cumulative",
        "Actual cost is below plan; the forecast ends above the budget.",
        ("Month", "Plan", "Actual", "Forecast"),
    )
    left = Words(
        "Work left",
        "184 of 640 points are left; the trend ends three weeks late.",
        ("Day", "Ideal", "Left", "Trend"),
    )
    days = [date(2026, 1, 5) + timedelta(days=7 * index) for index in range(14)]
    actual = [640, 610, 588, 560, 566, 520, 470, 402, 344, 290, 184]
    spread = Words(
        "Cost at completion",
        "The P50 ends at 2.23M EUR, the band from 2.05M to 2.48M.",
        ("Month", "Actual", "P50", "P10", "P90"),
    )
    edges = (
        _thousands(6, [910, 1150, 1400, 1640, 1860, 2050]),
        _thousands(6, [910, 1240, 1570, 1900, 2210, 2480]),
    )
    return {
        "s_curve": s_curve(
            _thousands(0, PLAN), _thousands(0, ACTUAL), _thousands(6, FORECAST), curve, today=TODAY
        ),
        "burn": burn(
            {days[0]: 640, days[13]: 0},
            dict(zip(days, actual, strict=False)),
            {days[10]: 184, days[12]: 96, days[13]: 52},
            left,
            today=days[10],
        ),
        "fan": fan(_thousands(0, ACTUAL), _thousands(6, FORECAST), edges, spread, today=TODAY),
    }


def _bars() -> dict[str, Any]:
    steps = [
        Step("Baseline", 480, "total", total=True),
        Step("Authorised", 96, "2"),
        Step("Elaborated", 22, "3"),
        Step("Unauthorised", 74, "warning"),
        Step("Removed", -31, "4"),
        Step("Today", 641, "total", total=True),
    ]
    causes = [
        ("Mail and calendar", 412.5, "actual"),
        ("VPN", 268, "actual"),
        ("Warehouse scanners", 190, "actual"),
        ("Identity", 84, "actual"),
        ("Printing", None, "actual"),
    ]
    days = [
        (date(2026, 3, 2) + timedelta(days=index), value)
        for index, value in enumerate([31, 28, 44, 39, 52, 8, 5, 36, 41, 58, 47, 33, 9, 6])
    ]
    weeks = [date(2026, 1, 26) + timedelta(days=7 * index) for index in range(8)]
    hours = [
        [120, 132, 118, 140, 151, 149, 160, 158],
        [60, 58, 71, 64, 80, 92, 88, 97],
        [24, 24, 16, 32, 24, 8, 16, 24],
    ]
    inputs = [
        ("Incident rate", 120_000, 410_000),
        ("Adoption", 180_000, 330_000),
        ("Labour rate", 300_000, 205_000),
        ("Go-live date", 214_000, 262_000),
    ]
    return {
        "waterfall": waterfall(
            steps,
            Words(
                "Scope since the baseline",
                "641 points today against 480 approved.",
                ("Step", "Change", "Points"),
            ),
        ),
        "bars": bars(
            causes,
            Words(
                "Hours by service", "Mail and calendar took most.", ("Service", "Hours"), "{:.1f} h".format
            ),
            limit=300,
        ),
        "columns": columns(
            days,
            Words("New tickets a day", "Two days were above capacity.", ("Day", "Tickets")),
            limit=("capacity 50", 50),
        ),
        "stacked": stacked(
            weeks,
            hours,
            Words(
                "Hours a week",
                "Ticket work grows at the cost of the project.",
                ("Week", "Project", "Tickets", "Absence"),
            ),
        ),
        "tornado": tornado(
            248_000,
            inputs,
            Words(
                "Value of the case",
                "The incident rate moves it most.",
                ("Input", "At its low end", "At its high end"),
            ),
        ),
    }


def charts() -> dict[str, Any]:
    """One chart of each kind by name."""
    counts = {(1, 2): 3, (2, 3): 2, (3, 3): 1, (4, 4): 2, (5, 3): 1, (2, 5): 1, (1, 1): 4}
    grades = ("Very low", "Low", "Medium", "High", "Very high")
    risks = Words("Open risks", "14 open risks, two of them critical.", ("Probability",))
    limits = [
        ("Within tolerance", 2_050_000, "ok"),
        ("Warning", 2_200_000, "warning"),
        ("Breach", 2_600_000, "critical"),
    ]
    forecast = Words("Forecast at completion", "2.31M EUR, above the limit of 2.20M EUR.", ("Limit", "EUR"))
    return {
        **_lines(),
        **_bars(),
        "heat_map": heat_map(counts, grades, grades, risks),
        "bullet": bullet(2_310_000, limits, forecast, target=("Budget", 2_000_000)),
    }
