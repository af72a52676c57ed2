"""Portfolios of other systems: the mapping's keys, and rows made into reports about projects."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any

from kernel.access import Actor
from kernel.importing.cell_reader import CellReader
from kernel.importing.cells import AnyCell, Cell
from kernel.importing.compound import Bindable, Condition, Sum, amount, conditions, day
from kernel.importing.issues import Issue, shown
from kernel.importing.layouts import layout_of
from kernel.importing.mapping import Node
from kernel.importing.pipeline import Outcome, RowReader
from kernel.importing.staging import Group, Staged
from kernel.importing.styles import style_of
from kernel.importing.tables import Layout, Row
from projects.domain import phases
from projects.domain.imported import Report, summed
from projects.usecases import ImportProjects, SourceProject, import_projects

STATES = ("active", "on_hold", "stopped", "completed")
ONE, SUM, LAST = "one", "sum", "last"
TOTAL, PERIOD = "total", "period"
LONGEST_KEY, LONGEST_CODE, LONGEST_NAME, LONGEST_CATEGORY = 1_000, 40, 200, 120
AMOUNTS = ("budget", "forecast", "spent")
DAYS = ("start", "planned_finish", "forecast_finish")
# What must not lie before the start; such a date is told and left out.
AFTER_START = ("planned_finish", "forecast_finish")
PLACES = Decimal("0.0001")
FRACTION = Decimal("0.000001")


@dataclass(frozen=True)
class Portfolio:
    """A mapping made ready: what every key of it means."""

    source: str
    layout: Layout
    only_rows: tuple[Condition, ...]
    rows_of_a_day: str
    spent_is: str
    project: Cell[str]
    reported_on: Bindable[date]
    currency: Cell[str]
    texts: dict[str, AnyCell]
    amounts: dict[str, Sum]
    days: dict[str, Bindable[date]]
    complete: Sum | None

    def columns(self) -> tuple[str, ...]:
        """Every column that is named."""
        cells = (self.project, self.currency, *self.texts.values())
        parts = (self.reported_on, *self.amounts.values(), *self.days.values(), self.complete)
        return (
            *(column for cell in cells for column in cell.source.columns),
            *(column for part in parts if part for column in part.columns),
        )


def read_portfolio(values: dict[str, Any]) -> Portfolio:
    """The mapping of a portfolio. Raises `Refused` naming the key that is wrong."""
    node = Node(values)
    reader = CellReader(style_of(node))
    project = reader.text(node, "project", required=True)
    reported_on = day(reader, node, "reported_on", required=True)
    currency = reader.text(node, "currency", required=True)
    assert project and reported_on and currency  # they are required
    portfolio = Portfolio(
        source=node.pattern("source", r"[a-z0-9][a-z0-9_-]{0,39}", "a name of a-z, 0-9, - and _ (up to 40)"),
        layout=layout_of(node),
        only_rows=conditions(node),
        rows_of_a_day=node.text("rows_of_a_day", ONE, (ONE, SUM, LAST)),
        spent_is=node.text("spent_is", TOTAL, (TOTAL, PERIOD)),
        project=project,
        reported_on=reported_on,
        currency=currency,
        texts=_texts(reader, node),
        amounts={name: found for name in AMOUNTS if (found := amount(reader, node, name))},
        days={name: cell for name in DAYS if (cell := day(reader, node, name))},
        complete=amount(reader, node, "complete"),
    )
    node.done()
    return portfolio


def _texts(reader: CellReader, node: Node) -> dict[str, AnyCell]:
    cells: dict[str, AnyCell | None] = {
        name: reader.text(node, name) for name in ("code", "name", "objectives", "category", "note")
    }
    cells["phase"] = reader.choice(node, "phase", phases.SEQUENCE)
    cells["state"] = reader.choice(node, "state", STATES)
    return {name: cell for name, cell in cells.items() if cell}


class PortfolioPlan:
    """The import of a portfolio."""

    kind = "portfolio"

    def __init__(self, portfolio: Portfolio) -> None:
        self.portfolio = portfolio
        self.source = portfolio.source
        self.layout = portfolio.layout
        self.only_rows = portfolio.only_rows

    def columns(self) -> tuple[str, ...]:
        """The columns that the mapping names."""
        return self.portfolio.columns()

    def bind(self, header: Sequence[str]) -> RowReader:
        """A reader of rows with this header."""
        return _RowReader(self.portfolio, header)

    def write(self, actor: Actor, groups: Sequence[Group], at: Any) -> Outcome:
        """Bring projects in; what shows only when rows are put together becomes findings."""
        issues: list[Issue] = []
        projects = [project_of(self.portfolio, group, issues) for group in groups]
        command = ImportProjects(self.source, tuple(project for project in projects if project.reports))
        done = import_projects(actor, command, at=at)
        issues += [
            Issue(
                report.line, "", "late_row",
                f"{key}: later reports of this project were imported before; this one was not added.",
            )
            for key, report in done.late
        ]  # fmt: skip
        issues += [
            Issue(project.reports[0].line, "", error.code, f"{project.key} is left out: {error.message}")
            for project, error in done.refused
        ]
        counts = {
            "projects": done.projects, "reports": done.reports, "baselines": done.baselines,
            "costs": done.costs, "forecasts": done.forecasts, "progress": done.progress,
            "unchanged_projects": done.unchanged,
        }  # fmt: skip
        return Outcome(counts, issues)


class _RowReader:
    """Reads a row into what is staged of it: `{field: value}`, amounts and days as text."""

    def __init__(self, portfolio: Portfolio, header: Sequence[str]) -> None:
        self.project = portfolio.project.bind(header)
        self.reported_on = portfolio.reported_on.bind(header)
        self.currency = portfolio.currency.bind(header)
        self.texts = {name: cell.bind(header) for name, cell in portfolio.texts.items()}
        self.amounts = {name: cell.bind(header) for name, cell in portfolio.amounts.items()}
        self.days = {name: cell.bind(header) for name, cell in portfolio.days.items()}
        self.complete = portfolio.complete.bind(header) if portfolio.complete else None

    def __call__(self, row: Row, issues: list[Issue]) -> Staged | None:
        """The staged row, or None when a finding keeps it out."""
        key, reported_on, currency = (
            self.project(row, issues), self.reported_on(row, issues), self.currency(row, issues)
        )  # fmt: skip
        if key is None or currency is None or reported_on is None:
            if key is not None and currency is not None and not issues:
                issues.append(Issue(row.line, "reported_on", "empty_cell", "The cell is empty but needed."))
            return None
        _check(row, key, currency, issues)
        texts = {name: cell(row, issues) for name, cell in self.texts.items()}
        days = _sound_days(row, {name: cell(row, issues) for name, cell in self.days.items()}, issues)
        data = {
            **texts,
            **{name: _amount(row, name, cell(row, issues), issues) for name, cell in self.amounts.items()},
            **{name: found.isoformat() if found else None for name, found in days.items()},
            "currency": currency,
            "complete": self._completion(row, issues),
        }
        return Staged(key, (reported_on.isoformat(), None, None), row.line, [data])

    def _completion(self, row: Row, issues: list[Issue]) -> str | None:
        value = self.complete(row, issues) if self.complete else None
        if value is None:
            return None
        if not 0 <= value <= 1:
            text = f"Completion lies between 0 and 1 (use `scale: 0.01` for percent), not {value}."
            issues.append(Issue(row.line, "complete", "bad_fraction", text))
            return None
        return str(value.quantize(FRACTION))


def _check(row: Row, key: str, currency: str, issues: list[Issue]) -> None:
    if len(key) > LONGEST_KEY:
        issues.append(Issue(row.line, "project", "too_long", f"A key has at most {LONGEST_KEY} signs."))
    if not re.fullmatch("[A-Z]{3}", currency):
        text = f"{shown(currency)} is not an ISO 4217 currency such as EUR."
        issues.append(Issue(row.line, "currency", "not_a_currency", text))


def _amount(row: Row, name: str, value: Decimal | None, issues: list[Issue]) -> str | None:
    if value is None:
        return None
    if value < 0 and name != "spent":
        issues.append(Issue(row.line, name, "negative_amount", f"The {name} is {value}, below zero."))
        return None
    return str(value.quantize(PLACES))


def _sound_days(row: Row, days: dict[str, date | None], issues: list[Issue]) -> dict[str, date | None]:
    start = days.get("start")
    for name in AFTER_START:
        finish = days.get(name)
        if start and finish and finish < start:
            text = f"The {name.replace('_', ' ')} {finish} is before the start {start}; it is left out."
            issues.append(Issue(row.line, name, "finish_before_start", text, warning=True))
            days[name] = None
    return days


def project_of(portfolio: Portfolio, group: Group, issues: list[Issue]) -> SourceProject:
    """The project of a group of staged rows; what is said of it as a whole is what its rows say last."""
    reports, datas = [], []
    currency = group.rows[0].data[0]["currency"]
    for _day, members in groupby(group.rows, key=lambda staged: staged.rank[0]):
        rows = [row for row in members if _same_currency(row, currency, issues)]
        datas += [row.data[0] for row in rows]
        if rows:
            reports.append(_report_of_day(portfolio, rows, issues))

    def last(name: str) -> str:
        return next((str(data[name]) for data in reversed(datas) if data.get(name)), "")

    first_line = group.rows[0].line
    return SourceProject(
        key=group.key,
        code=code_of(portfolio.source, group.key, last("code")),
        name=_cut(last("name") or group.key, LONGEST_NAME, "name", first_line, issues),
        currency=currency,
        reports=tuple(reports),
        objectives=last("objectives"),
        category=_cut(last("category"), LONGEST_CATEGORY, "category", first_line, issues),
    )


def _same_currency(row: Staged, currency: str, issues: list[Issue]) -> bool:
    found = row.data[0]["currency"]
    if found != currency:
        text = f"The row is in {found}, the project in {currency}; they cannot be combined."
        issues.append(Issue(row.line, "currency", "mixed_currency", text))
    return bool(found == currency)


def _report_of_day(portfolio: Portfolio, rows: Sequence[Staged], issues: list[Issue]) -> Report:
    reports = [report_of(portfolio, row) for row in rows]
    if portfolio.rows_of_a_day == SUM:
        return summed(reports)
    if portfolio.rows_of_a_day == LAST:
        return reports[-1]
    for extra in reports[1:]:
        text = f"The project has a report of {extra.day} already (line {reports[0].line})."
        issues.append(Issue(extra.line, "reported_on", "duplicate_report", text))
    return reports[0]


def report_of(portfolio: Portfolio, staged: Staged) -> Report:
    """A staged row as a report."""
    data = staged.data[0]

    def found(name: str, read: Callable[[str], Any]) -> Any:
        return None if data.get(name) is None else read(data[name])

    return Report(
        day=date.fromisoformat(str(staged.rank[0])),
        line=staged.line,
        **{name: found(name, Decimal) for name in (*AMOUNTS, "complete")},
        **{name: found(name, date.fromisoformat) for name in DAYS},
        note=data.get("note") or "",
        phase=data.get("phase"),
        state=data.get("state"),
        per_period=portfolio.spent_is == PERIOD,
    )


def code_of(source: str, key: str, wanted: str) -> str:
    """The project's code: what the mapping names, made of signs that codes may have; else source and key.
    Where signs had to go, a few digits of the key's fingerprint keep codes apart."""
    text = wanted or f"{source}-{key}"
    code = re.sub(r"[^A-Za-z0-9._-]+", "-", text).strip("-._")
    if code == text and len(code) <= LONGEST_CODE:
        return code
    mark = hashlib.sha256(key.encode()).hexdigest()[:6]
    return f"{code[: LONGEST_CODE - 7]}-{mark}".lstrip("-")


def _cut(text: str, limit: int, name: str, line: int, issues: list[Issue]) -> str:
    if len(text) <= limit:
        return text
    told = f"The text has {len(text):,} signs; at most {limit} fit."
    issues.append(Issue(line, name, "text_cut", told, warning=True))
    return f"{text[: limit - 1]}…"
