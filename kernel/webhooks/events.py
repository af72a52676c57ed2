"""What happens to the addresses that are told of events."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from kernel.events import Event


@dataclass(frozen=True)
class WebhookAdded(Event):
    """Another system listens."""

    kind: ClassVar[str] = "webhook.added"
    name: str
    host: str
    kinds: tuple[str, ...]

    @classmethod
    def sentence(cls, data: Mapping[str, Any]) -> str:
        return f"Webhook {data['name']} to {data['host']} was added"


@dataclass(frozen=True)
class WebhookChanged(WebhookAdded):
    """It listens elsewhere, to something else, or is on or off by somebody's will."""

    kind: ClassVar[str] = "webhook.changed"
    is_active: bool = True

    @classmethod
    def sentence(cls, data: Mapping[str, Any]) -> str:
        return f"Webhook {data['name']} was {'changed' if data['is_active'] else 'switched off'}"


@dataclass(frozen=True)
class WebhookRemoved(Event):
    """Another system listens no more."""

    kind: ClassVar[str] = "webhook.removed"
    name: str

    @classmethod
    def sentence(cls, data: Mapping[str, Any]) -> str:
        return f"Webhook {data['name']} was removed"


@dataclass(frozen=True)
class WebhookDisabled(Event):
    """It failed so often that nothing more is sent."""

    kind: ClassVar[str] = "webhook.disabled"
    name: str
    failures: int
    reason: str

    @classmethod
    def sentence(cls, data: Mapping[str, Any]) -> str:
        return f"Webhook {data['name']} was switched off after {data['failures']} failures: {data['reason']}"


EVENTS = (WebhookAdded, WebhookChanged, WebhookRemoved, WebhookDisabled)
