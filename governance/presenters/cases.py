"""Business cases: figures with their reasons, the years as a table and a chart."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from governance.domain.case_figures import CONVENTION, CaseFigures, CaseYear
from governance.models import BusinessCase
from kernel.charts import Columns, Words, columns
from kernel.figures import Figure
from kernel.money import Money
from kernel.templatetags.ui import grouped, money, percent

STATES = {
    "draft": ("neutral", gettext_lazy("Draft")), "submitted": ("info", gettext_lazy("Submitted")),
    "approved": ("ok", gettext_lazy("Approved")), "rejected": ("critical", gettext_lazy("Rejected")),
    "superseded": ("neutral", gettext_lazy("Superseded")),
}  # fmt: skip


def case_row(case: BusinessCase, figures: CaseFigures, *, can_money: bool) -> dict[str, Any]:
    """One version in a list."""
    tone, word = STATES[case.state]
    return {
        "number": case.number,
        "title": case.title,
        "url": reverse("governance:case", args=[case.pk]),
        "project": case.project.name,
        "code": case.project.code,
        "project_url": reverse("projects:overview", args=[case.project.code]),
        "tone": tone,
        "state": word,
        "author": str(case.author) if case.author else "",
        "created_at": case.created_at,
        "npv": npv_text(case, figures) if can_money else "",
        "bcr": ratio_text(figures.bcr),
    }


def npv_text(case: BusinessCase, figures: CaseFigures) -> str:
    """NPV in the case's currency."""
    value = figures.npv.value
    return "" if value is None else money(Money(value, case.currency), compact=True, sign=True)


def ratio_text(figure: Figure[float]) -> str:
    """A plain ratio with two places."""
    return "" if figure.value is None else grouped(figure.value, 2)


def figure_tiles(case: BusinessCase, figures: CaseFigures) -> list[dict[str, Any]]:
    """The answers of the case, each with its convention or its reason."""
    worth = figures.npv.value is not None and figures.npv.value > 0
    several = ", ".join(percent(rate, 1) for rate in figures.rates) if len(figures.rates) > 1 else ""
    return [
        _tile(
            _("Net present value"), figures.npv, npv_text(case, figures),
            _("at %(rate)s a year") % {"rate": percent(case.discount_rate, 2)},
        )
        | ({} if figures.npv.value is None else {
            "tone": "ok" if worth else "critical",
            "tone_label": _("Worth it") if worth else _("Not worth it")}),
        _tile(_("Benefit–cost ratio"), figures.bcr, ratio_text(figures.bcr), _("present values")),
        _tile(_("Internal rate of return"), figures.irr, _rate(figures.irr), several or _("a year")),
        _tile(_("Payback"), figures.payback, _years(figures.payback), _discounted(figures)),
        _tile(_("Return on investment"), figures.roi, _rate(figures.roi), _("undiscounted")),
    ]  # fmt: skip


def _tile(label: str, figure: Figure[Any], text: str, note: str) -> dict[str, Any]:
    shown = {"value": text} if figure.value is not None else {"value": None, "reason": figure.null_reason}
    return {"label": label, "note": note, **shown}


def _rate(figure: Figure[float]) -> str:
    return "" if figure.value is None else percent(figure.value, 1)


def _years(figure: Figure[float]) -> str:
    return "" if figure.value is None else _("%(n)s years") % {"n": grouped(figure.value, 1)}


def _discounted(figures: CaseFigures) -> str:
    text = _years(figures.discounted_payback)
    return _("%(years)s discounted") % {"years": text} if text else _("never when discounted")


def cumulative_chart(case: BusinessCase, years: tuple[CaseYear, ...]) -> Columns | None:
    """What the case has earned by the end of each year, in present values; none without flows."""
    if not years:
        return None
    words = Words(
        _("Cumulative present value"),
        _("All benefits less all costs up to the end of each year, discounted, in %(c)s.")
        % {"c": case.currency},
        (_("Year"), _("Cumulative present value")),
    )
    items = [(str(year.year), year.cumulative_present) for year in years]
    return columns(items, words)


def year_rows(years: tuple[CaseYear, ...]) -> list[dict[str, Decimal | int]]:
    """The table behind the chart."""
    names = ("year", "cost", "benefit", "net", "cumulative", "present", "cumulative_present")
    return [{name: getattr(year, name) for name in names} for year in years]


def convention() -> str:
    """How every figure is computed, in a sentence."""
    return CONVENTION
