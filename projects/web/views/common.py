"""What the views of a project share: who looks, which project, forms that keep what was typed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from kernel.access import Access, Actor
from kernel.clock import now
from kernel.errors import BadInput, DomainError, Stale
from kernel.paging import Page
from kernel.usecases import permit
from people.web.actors import actor_of
from projects.models import Project
from projects.selectors import get_project
from projects.web.presenters.words import crumbs, url_of

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody looks at a project on a day of theirs."""

    request: HttpRequest
    actor: Actor
    project: Project
    today: date


def visit(request: HttpRequest, code: str, access: Access | None = None) -> Visit:
    """The visit, or `NotVisible`; with `access` also `NotAllowed`."""
    actor = actor_of(request)
    project = get_project(actor, code)
    if access is not None:
        permit(actor, access, project)
    return Visit(request, actor, project, timezone.localtime(now()).date())


def attempt(form: forms.Form, write: Callable[[], T]) -> T | None:
    """What the use-case gives; None when a rule refused, with its sentences beside the fields."""
    try:
        return write()
    except (DomainError, BadInput) as refused:
        mark(form, refused.fields, refused.message)
    except Stale as stale:
        _tell_stale(form, stale)
    return None


def mark(form: forms.Form, fields: Mapping[str, Any], message: str) -> None:
    """Each sentence at its field; what belongs to no field of this form stands above it."""
    own = {name: items for name, items in fields.items() if name in form.fields}
    for name, items in own.items():
        for _code, sentence in items:
            form.add_error(name, sentence)
    if not own:
        form.add_error(None, message)


def _tell_stale(form: forms.Form, stale: Stale) -> None:
    """Say what somebody else changed, and let the next save be made from the present version."""
    for name, typed in form.cleaned_data.items():
        if name in stale.current and name != "version" and stale.current[name] != typed:
            said = {"label": form.fields[name].label or name, "value": stale.current[name] or "–"}
            form.add_error(None, _("%(label)s is now: %(value)s") % said)
    form.add_error(None, _("Somebody changed this meanwhile. Save again to keep what you typed."))
    form.data = {**form.data.dict(), "version": stale.current["version"]}  # type: ignore[attr-defined]  # a query


@dataclass(frozen=True, slots=True)
class FormPage:
    """A page with one form: its words, and where it leads."""

    title: str
    submit: str
    back: str
    lede: str = ""
    units: Mapping[str, str] | None = None
    danger: bool = False


def form_page(seen: Visit, form: forms.Form, page: FormPage, **more: Any) -> HttpResponse:
    """Draw the form; 422 when it was refused, so that a program can tell."""
    context = {
        "page": page,
        "form": form,
        "fields": [(field, (page.units or {}).get(field.name, "")) for field in form],
        "crumbs": crumbs(seen.project, (page.title, "")),
        "project": seen.project,
        **more,
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(seen.request, "projects/form.html", context, status=status)


def done(seen: Visit, sentence: str, page: str, *args: Any) -> HttpResponse:
    """Say what happened and go to a page of the project."""
    messages.success(seen.request, sentence)
    return redirect(url_of(seen.project, page, *args))


def pager(request: HttpRequest, page: Page[Any]) -> dict[str, str]:
    """Addresses of the neighbouring pages, with all other parameters kept."""
    kept = {key: value for key, value in request.GET.items() if key != "cursor"}
    links = {"prev_url": page.previous, "next_url": page.next}
    return {
        name: f"?{urlencode({**kept, 'cursor': cursor})}" if cursor else "" for name, cursor in links.items()
    }
