"""Tokens of the signed-in person."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from kernel.clock import now
from kernel.errors import AppError
from people.models import ApiToken, User
from people.selectors import tokens
from people.usecases import CreateToken, create_token
from people.usecases.tokens import RevokeToken, revoke_token
from people.web.actors import actor_of
from people.web.hearing.forms import TokenForm
from people.web.hearing.refusals import refused


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def token_list(request: HttpRequest) -> HttpResponse:
    """Every own token, and a form for a new one. A new token's text is in the answer to that form only."""
    form, text = TokenForm(request.POST or None), ""
    if form.is_valid():
        text = _made(request, form)
        form = TokenForm() if text else form
    actor, at = actor_of(request), now()
    rows = tokens(actor).filter(user=cast("User", request.user)).order_by("-created_at", "-pk")
    context = {"tokens": [_shown(row, at) for row in rows], "form": form, "text": text}
    return render(request, "people/tokens.html", context, status=422 if form.errors else 200)


def _made(request: HttpRequest, form: TokenForm) -> str:
    data = form.cleaned_data
    command = CreateToken(request.user.get_username(), data["name"], tuple(data["scopes"]), data["days"])
    try:
        _row, text = create_token(actor_of(request), command, at=now())
    except AppError as error:
        refused(form, error)
        return ""
    return text


def _shown(row: ApiToken, at: datetime) -> dict[str, Any]:
    tone, state = _state(row, at)
    return {
        "id": row.pk,
        "name": row.name,
        "prefix": row.prefix,
        "scopes": ", ".join(row.scopes),
        "tone": tone,
        "state": state,
        "is_alive": tone == "ok",
        "created_at": row.created_at,
        "expires_at": row.expires_at,
        "last_used_at": row.last_used_at,
    }


def _state(row: ApiToken, at: datetime) -> tuple[str, str]:
    if row.revoked_at is not None:
        return "neutral", _("Revoked")
    if row.expires_at is not None and row.expires_at <= at:
        return "neutral", _("Expired")
    return "ok", _("Valid")


@login_required
@require_POST
def revoke(request: HttpRequest, token: int) -> HttpResponse:
    """The token is good for nothing any more."""
    row = revoke_token(actor_of(request), RevokeToken(token), at=now())
    messages.success(request, _("Token %(name)s is revoked.") % {"name": row.name})
    return redirect("people:tokens")
