"""Signatures as the Standard Webhooks specification has them (version 1, HMAC-SHA256)."""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import datetime

from django.utils.crypto import salted_hmac

PREFIX = "whsec_"


def secret_of(salt: str) -> str:
    """The secret of an endpoint: derived from its salt and the installation's key, so that none is stored.

    Whoever changes the installation's `SECRET_KEY` changes every secret with it.
    """
    digest = salted_hmac("kernel.webhooks", salt, algorithm="sha256").digest()
    return PREFIX + base64.b64encode(digest).decode()


def signature(secret: str, message_id: str, timestamp: int, body: bytes) -> str:
    """`v1,` and the base64 HMAC of `id.timestamp.body` under the bytes of the secret."""
    key = base64.b64decode(secret.removeprefix(PREFIX))
    signed = f"{message_id}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def signed_headers(secret: str, message_id: str, at: datetime, body: bytes) -> dict[str, str]:
    """The three headers by which a receiver knows the sender, a repeat and a replay."""
    timestamp = int(at.timestamp())
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": signature(secret, message_id, timestamp, body),
    }
