"""Slots: an upper app offers a panel, a lower app's page shows it without knowing where it comes from.

The settings' `SLOTS` names one visible mapping of slot -> dotted paths of panel functions.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from kernel.access import Actor


@dataclass(frozen=True, slots=True)
class Panel:
    """A finished piece of a page: its template and the context that template takes."""

    template: str
    context: Mapping[str, Any] = field(default_factory=dict)


PanelFunction = Callable[[Actor, Any, datetime], Panel | None]


@cache
def _functions(slot: str) -> tuple[PanelFunction, ...]:
    mapping: Mapping[str, tuple[str, ...]] = import_string(settings.SLOTS)
    return tuple(import_string(path) for path in mapping.get(slot, ()))


def panels(slot: str, actor: Actor, row: Any, at: datetime) -> list[Panel]:
    """The panels offered for this slot and row, without those that have nothing to show this actor."""
    offered = (function(actor, row, at) for function in _functions(slot))
    return [panel for panel in offered if panel is not None]
