"""The page of every component with believable data, for looking at; served in DEBUG only."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from itsm_pm.styleguide_charts import charts
from kernel.cells import Cell, Column, Row
from kernel.charts import sparkline
from kernel.money import Money

NOW = datetime(2026, 3, 18, 9, 40, tzinfo=UTC)

WHY = {
    "rule": "Actual and committed stay within the line",
    "value": "504,500 EUR",
    "limit": "480,000 EUR",
    "trend": "Worse for three weeks",
    "since": "2 Mar 2026",
    "owner": "Aiko Tanaka",
    "next_step": "Cancel 9 unused licences by 31 March: 27,000 EUR",
    "url": "#",
}
FACTS = [
    {"label": "Requester", "text": "Lena Fischer"},
    {"label": "Service", "text": "Mail and calendar", "url": "#"},
    {"label": "Problem", "text": "PRB-00081", "url": "#"},
    {"label": "Cost so far", "value": "214.50", "unit": "EUR"},
    {"label": "First reply", "value": None, "reason": "not_started"},
]
TABS = [
    {"label": "Overview", "url": "#", "active": True},
    {"label": "Plan", "url": "#"},
    {"label": "Scope", "url": "#", "count": 12},
    {"label": "Money", "url": "#"},
    {"label": "Risks", "url": "#", "count": 7},
    {"label": "Quality", "url": "#"},
    {"label": "Reports", "url": "#"},
]
CRUMBS = [{"label": "Projects", "url": "#"}, {"label": "P-014"}]
FILES = [{"name": "outlook-prompt.png", "url": "#", "size": "84 kB"}]


class IncidentForm(forms.Form):
    """A form with each kind of field."""

    title = forms.CharField(help_text="One sentence the requester would recognise.")
    impact = forms.ChoiceField(choices=[("1", "Organisation"), ("2", "Department"), ("3", "One person")])
    hours = forms.DecimalField(label="Estimated effort", required=False, max_digits=6, decimal_places=2)
    due = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}), required=False)
    text = forms.CharField(label="Description", widget=forms.Textarea(attrs={"rows": 4}), required=False)
    channel = forms.ChoiceField(
        choices=[("portal", "Portal"), ("mail", "Mail"), ("phone", "Phone")], widget=forms.RadioSelect
    )
    notify = forms.BooleanField(label="Tell the watchers", required=False)


class FilterForm(forms.Form):
    """The fields of a filter bar."""

    q = forms.CharField(label="Search", required=False, widget=forms.TextInput(attrs={"type": "search"}))
    state = forms.ChoiceField(required=False, choices=[("", "Any"), ("open", "Open"), ("pending", "Pending")])
    team = forms.ChoiceField(required=False, choices=[("", "All teams"), ("ws", "Workplace")])


def _nav() -> list[dict[str, Any]]:
    entries = [
        ("Portfolio", "portfolio", 0),
        ("Projects", "project", 0),
        ("Tickets", "ticket", 37),
        ("Problems", "problem", 4),
        ("Services", "service", 0),
        ("Time", "time", 0),
        ("Alerts", "alert", 6),
    ]
    return [
        {"label": label, "url": "#", "icon": icon, "active": label == "Tickets", "count": count}
        for label, icon, count in entries
    ]


def _ago(**span: float) -> datetime:
    return NOW - timedelta(**span)


def _table() -> dict[str, Any]:
    columns = [
        Column("Number", sort_url="#"),
        Column("Ticket", sort_url="#"),
        Column("Priority", sort_url="#", sort="descending"),
        Column("State"),
        Column("Owner"),
        Column("SLA left", numeric=True),
        Column("Effort", numeric=True, low=True),
        Column("Updated"),
    ]
    facts = [
        (
            "INC-20418",
            "Mailbox does not sync after the certificate change",
            "critical",
            "P1",
            "In progress",
            "Ines Weber",
            "0 h 38 m",
            "3 h 10 m",
            _ago(minutes=4),
        ),
        (
            "INC-20411",
            "VPN drops every twenty minutes for the Lyon office",
            "warning",
            "P2",
            "Assigned",
            "Tomás Oliveira",
            "2 h 05 m",
            "1 h 25 m",
            _ago(minutes=52),
        ),
        (
            "REQ-08832",
            "Laptop for a new colleague starting on 1 April",
            "neutral",
            "P4",
            "Awaiting approval",
            None,
            None,
            None,
            _ago(hours=5),
        ),
        (
            "INC-20397",
            "Warehouse scanners lose their session at shift change",
            "notice",
            "P3",
            "Pending",
            "Ines Weber",
            "1 d 4 h",
            "6 h 40 m",
            _ago(days=1, hours=2),
        ),
        (
            "CHG-00917",
            "Renew the load balancer certificate, staged",
            "info",
            "Normal",
            "Scheduled",
            "Aiko Tanaka",
            None,
            "0 h 30 m",
            _ago(days=12),
        ),
    ]
    return {"columns": columns, "rows": [_row(*fact) for fact in facts]}


def _row(*fact: Any) -> Row:
    number, title, tone, priority, state, owner, left, effort, updated = fact
    cells = [
        Cell(number, code=True),
        Cell(title, url=f"#{number}", main=True),
        Cell(priority, tone=tone),
        Cell(state),
        Cell(person=owner) if owner else Cell(label="Owner", reason="Nobody owns it yet"),
        Cell(left, numeric=True, label="SLA left", reason="No clock is running"),
        Cell(effort, numeric=True, low=True, label="Effort", reason="No time logged"),
        Cell(when=updated),
    ]
    return Row(number, cells, name=number)


def _stats() -> list[dict[str, Any]]:
    return [
        {
            "label": "Open tickets",
            "value": "412",
            "delta": {"text": "18", "direction": "down", "good": True},
            "period": "against last week",
            "url": "#",
            "spark": sparkline([461, 470, 452, 455, 441, 448, 430, 412], "Open tickets, eight weeks"),
        },
        {
            "label": "Resolved within SLA",
            "value": "93.4",
            "unit": "%",
            "tone": "warning",
            "tone_label": "Below 95 %",
            "period": "30 days",
        },
        {"label": "Spent", "value": "1.24M", "unit": "EUR", "note": "62.0 % of 2.00M"},
        {
            "label": "Cost performance",
            "value": "0.91",
            "unit": "CPI",
            "delta": {"text": "0.03", "direction": "down", "good": False},
            "period": "since February",
        },
        {"label": "Return on the case", "value": None, "reason": "no_baseline", "note": "No approved case"},
        {
            "label": "Finish, P80",
            "value": "14 Aug",
            "unit": "2026",
            "tone": "ok",
            "tone_label": "In tolerance",
        },
    ]


def _alerts() -> list[dict[str, Any]]:
    return [
        {
            "tone": "critical",
            "level": "Critical",
            "title": "Forecast cost leaves the tolerance",
            "url": "#",
            "subject": "Workplace 2026",
            "evidence": "EAC 2.31M EUR against a limit of 2.20M EUR, band 2.24M – 2.41M",
            "since": _ago(hours=3),
            "lead": "6 weeks before it happens",
            "owner": "Aiko Tanaka",
            "next_step": "Raise an exception report by 20 March",
        },
        {
            "tone": "warning",
            "level": "Warning",
            "title": "Unauthorised scope grew by 11 %",
            "url": "#",
            "subject": "ERP consolidation",
            "evidence": "74 of 672 points have no path to the baseline; 212 h logged on them",
            "since": _ago(days=2),
            "owner": "Milan Novak",
            "next_step": "Decide four items at Thursday's change board",
        },
        {
            "tone": "notice",
            "level": "Notice",
            "title": "Gate review due in nine days",
            "url": "#",
            "subject": "Identity renewal",
            "evidence": "5 of 8 criteria met",
            "since": _ago(days=4),
            "owner": None,
        },
    ]


def _phases() -> dict[str, Any]:
    return {
        "phases": [
            {"name": "Initiation", "state": "done", "note": "go, 12 Sep 2025", "url": "#"},
            {"name": "Planning", "state": "done", "note": "go with 2 conditions, 3 Nov 2025", "url": "#"},
            {"name": "Execution", "state": "current", "note": "until 14 Aug 2026, 3 weeks late", "url": "#"},
            {"name": "Closing", "state": "ahead", "note": "gate planned 21 Aug 2026"},
        ],
        "beside": {"name": "Monitoring", "state": "current", "note": "review every 2 weeks, next 24 Mar"},
    }


def styleguide(request: HttpRequest) -> HttpResponse:
    """Every component once, in the states a reader meets."""
    if request.GET.get("toast"):
        messages.success(request, "INC-20418 is assigned to Ines Weber.")
        messages.error(request, "The mail could not be sent. It is kept and tried again in five minutes.")
    bound = IncidentForm({"title": "", "impact": "2", "hours": "two", "channel": "mail"})
    context = {
        "nav": _nav(),
        "now": NOW,
        "user_role": "Service desk agent",
        "account_url": "#",
        "stats": _stats(),
        "alerts": _alerts(),
        "table": _table(),
        **_phases(),
        "form": IncidentForm(),
        "bound": bound,
        "filters": FilterForm(request.GET or None),
        "why": WHY,
        "facts": FACTS,
        "tabs": TABS,
        "crumbs": CRUMBS,
        "files": FILES,
        "charts": charts(),
        "budget": Money(Decimal("2000000"), "EUR"),
        "over": Money(Decimal("-118250.5"), "EUR"),
        "hour_ago": _ago(hours=1),
        "day_ago": _ago(days=1, hours=3),
        "long_ago": _ago(days=40),
    }
    return render(request, "styleguide.html", context)
