"""The list of services."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from kernel.cells import Cell, Column, Row
from tickets.models import Service

_CRITICALITY = {1: ("warning", "High"), 2: ("notice", "Medium"), 3: ("neutral", "Low")}


def services_page(rows: Iterable[Service]) -> dict[str, Any]:
    """Columns and rows; a service opens its open tickets."""
    return {
        "columns": [
            Column(_("Service")), Column(_("Criticality")), Column(_("Owner")), Column(_("Team")),
            Column(_("Open tickets"), numeric=True),
        ],
        "rows": [_row(row) for row in rows],
    }  # fmt: skip


def _row(service: Service) -> Row:
    url = f"{reverse('tickets:queue')}?view=open&service={service.code}"
    tone, label = _CRITICALITY[service.criticality]
    retired = _("retired") if service.retired_at else ""
    owner = str(service.owner) if service.owner else ""
    cells = (
        Cell(service.name, url=url, main=True, sub=retired),
        Cell(label, tone=tone, label=_("Criticality")),
        Cell(label=_("Owner"), person=owner, reason=_("Nobody owns it")),
        Cell(str(service.team or ""), label=_("Team"), reason=_("No team takes its tickets")),
        Cell(f"{service.open_tickets:,}", label=_("Open tickets"), numeric=True),  # type: ignore[attr-defined]
    )
    return Row(str(service.pk), cells, service.name)
