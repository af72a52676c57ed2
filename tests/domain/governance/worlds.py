"""One ordinary project as a snapshot; a test changes what it is about."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from governance.domain.snapshot import ProjectSnapshot
from kernel.figures import known

PROJECT = ProjectSnapshot(
    code="PRJ-1",
    as_of=date(2026, 6, 1),
    phase="execution",
    state="active",
    currency="EUR",
    promised_budget=Decimal(100_000),
    original_budget=Decimal(90_000),
    current_budget=Decimal(120_000),
    spent=Decimal(60_000),
    forecast_at_completion=known(Decimal(105_000)),
    forecast_method="BAC ÷ CPI",
    scope_s0=Decimal(400),
    scope_authorised=Decimal(60),
    scope_unauthorised=Decimal(0),
    scope_total=Decimal(460),
    next_gate="Ready for closing",
    next_gate_due=date(2026, 9, 1),
    start=date(2026, 1, 5),
    target_finish=date(2026, 10, 1),
    forecast_finish=date(2026, 10, 15),
    percent_complete=known(0.5),
)


def project(**changes: Any) -> ProjectSnapshot:
    return replace(PROJECT, **changes)
