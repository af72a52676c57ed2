"""The portfolio on one page, which keeps itself up to date."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import parse_etags, quote_etag
from django.views.decorators.http import require_GET
from django.views.decorators.vary import vary_on_headers

from governance.access import MONEY_VIEW, PORTFOLIO_VIEW
from governance.filters import PortfolioFilter
from governance.presenters.portfolio import SHOWN_DECISIONS, decision_rows, project_row, tiles
from governance.selectors import (
    Stamp,
    decisions_due,
    health_rows,
    open_alert_counts,
    portfolio_stamp,
    totals,
)
from governance.selectors.portfolio import WORST_FIRST, fingerprint
from governance.web.views.paging import page_links
from kernel.access import Actor
from kernel.clock import now
from kernel.paging import keyset_page
from kernel.usecases import permit
from people.web.actors import actor_of

PAGE = 50


@login_required
@require_GET
@vary_on_headers("HX-Request")
def portfolio(request: HttpRequest) -> HttpResponse:
    """The whole page, or its live part for a poll; a poll that has seen the present state gets a 304."""
    actor, at = actor_of(request), now()
    permit(actor, PORTFOLIO_VIEW)
    stamp = portfolio_stamp(actor)
    tag = quote_etag(fingerprint(stamp, actor, request.GET.dict(), at.date()))
    polling = request.headers.get("HX-Request") == "true"
    if polling and tag in parse_etags(request.headers.get("If-None-Match", "")):
        return HttpResponse(status=304, headers={"ETag": tag})
    context = _context(request, actor, stamp, at.date())
    context |= {"headers": json.dumps({"If-None-Match": tag}), "now": at}
    name = "governance/portfolio_live.html" if polling else "governance/portfolio.html"
    response = render(request, name, context)
    if polling:
        response["ETag"] = tag
    return response


def _context(request: HttpRequest, actor: Actor, stamp: Stamp, today: date) -> dict[str, Any]:
    can_money = MONEY_VIEW.allows(actor)
    wanted = PortfolioFilter(request.GET, queryset=health_rows(actor))
    rows = wanted.checked()
    page = keyset_page(rows, WORST_FIRST, request.GET.get("cursor"), PAGE)
    filtered = any(request.GET.get(name) for name in wanted.filters)
    sums, alerts, due = totals(rows), open_alert_counts(rows), decisions_due(actor)
    return {
        "filters": wanted.form,
        "filtered": filtered,
        "tiles": tiles(sums, alerts, len(due), settings.PORTFOLIO_CURRENCY, can_money=can_money),
        "decisions": decision_rows(due),
        "more_decisions": max(len(due) - SHOWN_DECISIONS, 0),
        "rows": [project_row(row, today, can_money=can_money) for row in page.rows],
        "shown": sum(item.projects for item in sums),
        "unjudged": max(stamp.unjudged, 0),
        "computed_at": max((item.computed_at for item in sums), default=None),
        "pager": page_links(request, page),
        "poll_url": request.get_full_path(),
        "page_url": reverse("governance:portfolio"),
        "clear_url": reverse("governance:portfolio") if filtered else "",
        "manager": request.GET.get("manager", ""),
        "can_money": can_money,
    }
