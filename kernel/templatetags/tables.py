"""Rows of long tables, drawn in Python: fifty rows of template lookups would cost more than the query."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.template import Context
from django.utils.html import conditional_escape, escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from kernel.cells import Cell, Row
from kernel.templatetags.ui import avatar, chip, figure, rel_time

register = template.Library()


@register.simple_tag(takes_context=True)
def cell(context: Context, given: Cell | Mapping[str, Any]) -> SafeString:
    """One `<td>`; a mapping with a name no cell has raises TypeError."""
    return _td(context, given if isinstance(given, Cell) else Cell(**given))


@register.simple_tag(takes_context=True)
def row_cells(context: Context, row: Row | Mapping[str, Any]) -> SafeString:
    """All cells of a row."""
    return SafeString("".join(cell(context, given) for given in _row(row).cells))  # nosec B703 each cell is escaped


@register.simple_tag
def pick(given: Row | Mapping[str, Any], form: str = "") -> SafeString:
    """The checkbox that selects a row for the form of that id."""
    row = _row(given)
    owner = format_html(' form="{}"', form) if form else ""
    label = _("Select %(name)s") % {"name": row.name or row.id}
    return format_html(
        '<td class="pick"><input type="checkbox" name="ids" value="{}"{} aria-label="{}"></td>',
        row.id, owner, label,
    )  # fmt: skip


def _row(given: Row | Mapping[str, Any]) -> Row:
    return given if isinstance(given, Row) else Row(**given)


def _td(context: Context, given: Cell) -> SafeString:
    """Joined by hand: every part is escaped where it comes from, and format_html would escape it again."""
    marks = (("n", given.numeric), ("main", given.main), ("id", given.code), ("low", given.low))
    names = " ".join(name for name, is_set in marks if is_set)
    kind = f' class="{names}"' if names else ""
    label = f' data-label="{escape(given.label)}"' if given.label else ""
    sub = f'<span class="sub">{escape(given.sub)}</span>' if given.sub else ""
    return SafeString(f"<td{kind}{label}>{_content(context, given)}{sub}</td>")  # nosec B703 see above


def _content(context: Context, given: Cell) -> SafeString:
    if given.html:
        return conditional_escape(given.html)
    if given.tone:
        return chip(given.tone, given.text)
    if given.url:
        if given.main:
            return format_html('<a href="{}" data-row-link>{}</a>', given.url, given.text)
        return format_html('<a href="{}">{}</a>', given.url, given.text)
    return _fact(context, given)


def _fact(context: Context, given: Cell) -> SafeString:
    if given.person:
        return format_html('<span class="person">{}{}</span>', avatar(given.person), given.person)
    if given.when:
        return rel_time(context, given.when)
    if given.numeric or given.reason:
        return figure(given.text, given.unit, given.reason)
    return conditional_escape(given.text or "")
