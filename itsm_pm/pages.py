"""Pages that belong to no single app: where a person starts, signing in, and searching."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from itsm_pm import demo
from kernel.hits import find
from people.domain import roles
from people.web.actors import actor_of

# Where somebody starts: the first line whose roles they hold.
STARTS = (
    ({roles.PORTFOLIO_OFFICE, roles.SPONSOR, roles.FINANCE, roles.ADMINISTRATOR}, "governance:portfolio"),
    ({roles.PROJECT_MANAGER}, "governance:portfolio"),
    ({roles.SERVICE_MANAGER, roles.AGENT, roles.REQUESTER, roles.INTEGRATION}, "tickets:queue"),
)


@login_required
def home(request: HttpRequest) -> HttpResponse:
    """The page that answers this person's first question."""
    held = actor_of(request).roles
    return redirect(next((page for wanted, page in STARTS if held & wanted), "tickets:queue"))


class SignIn(LoginView):
    """User name and password; names the demo accounts where the demo was loaded."""

    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Adds the demo sign-ins."""
        context = super().get_context_data(**kwargs)
        if settings.DEMO:
            context["demo_accounts"] = [
                {"username": name, "role": roles.LABELS[role]} for name, role in demo.accounts()
            ]
            context["demo_password"] = demo.PASSWORD
        return context


@login_required
def search(request: HttpRequest) -> HttpResponse:
    """Everything with a name; a bare list of links for the palette, a page otherwise."""
    query = request.GET.get("q", "")[:200]
    context = {"query": query, "hits": find(actor_of(request), query)}
    fragment = request.headers.get("HX-Request") == "true"
    return render(request, "search/hits.html" if fragment else "search/page.html", context)
