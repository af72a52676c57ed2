"""`Idempotency-Key`: a POST that is sent again is answered again, and not done again.

The key is claimed in a transaction of its own, so that a second request learns at once that the first one
runs. The work and the keeping of its answer share one transaction: after a crash either both are there or
neither, and the key is free again when its claim has aged.
"""

from __future__ import annotations

import hashlib
import logging
import re
import uuid
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from rest_framework.exceptions import APIException
from rest_framework.request import Request
from rest_framework.views import APIView

from kernel.api.errors import plain_problem
from kernel.api.middleware import PREFIX
from kernel.clock import now
from kernel.models import FirstAnswer

log = logging.getLogger(__name__)

Handler = Callable[[HttpRequest], HttpResponse]
# Longer than any request lives: the web server ends one after half a minute.
CLAIM = timedelta(minutes=2)
_SANE_KEY = re.compile(r"[\x21-\x7e]{1,255}")
KEPT_HEADERS = ("Content-Type", "Location", "ETag")
# Answers about the caller or the moment, not about the request: a repeat may fare better.
NOT_KEPT = frozenset({401, 403, 408, 409, 411, 413, 428, 429})


class Overtaken(Exception):
    """Another request took the key over: this one's work is rolled back."""


class IdempotencyMiddleware:
    """Answers a repeated POST of the same person with the first answer; 422 when its body is another."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        key = request.headers.get("Idempotency-Key")
        if key is None or request.method != "POST" or not request.path.startswith(PREFIX):
            return self.get_response(request)
        if not _SANE_KEY.fullmatch(key):
            return plain_problem("bad_idempotency_key", "A key has 1 to 255 visible ASCII characters.", 400)
        caller = _caller(request)
        if caller is None:
            return self.get_response(request)
        claimed = _claim(caller, key, _fingerprint(request), now())
        if not claimed.mine:
            return _repeated(claimed.row, claimed.fingerprint)
        return self._first(request, claimed.row)

    def _first(self, request: HttpRequest, row: FirstAnswer) -> HttpResponse:
        kept = False
        try:
            with transaction.atomic():
                response = self._done(request)
                kept = response.status_code < 500 and response.status_code not in NOT_KEPT
                if kept:
                    _keep(row, response)
        except Overtaken:
            return _in_flight()
        finally:
            if not kept:
                FirstAnswer.objects.filter(pk=row.pk, token=row.token).delete()
        return response

    def _done(self, request: HttpRequest) -> HttpResponse:
        """The answer; of one that refuses, nothing stays."""
        with transaction.atomic():
            response = self.get_response(request)
            if response.status_code >= 400:
                transaction.set_rollback(True)
        return response


class _Claimed:
    def __init__(self, row: FirstAnswer, fingerprint: str, *, mine: bool) -> None:
        self.row, self.fingerprint, self.mine = row, fingerprint, mine


def _caller(request: HttpRequest) -> str | None:
    """Who asks, as the endpoints will find; None when they will refuse him."""
    view = APIView()
    try:
        user = Request(request, authenticators=view.get_authenticators()).user
    except APIException:
        return None
    return str(user.pk) if user is not None and user.pk is not None else None


def _fingerprint(request: HttpRequest) -> str:
    digest = hashlib.sha256()
    for part in _parts(request):
        digest.update(hashlib.sha256(part).digest())
    return digest.hexdigest()


def _parts(request: HttpRequest) -> Iterator[bytes]:
    yield request.get_full_path().encode()
    yield str(request.content_type).encode()
    if request.content_type != "multipart/form-data":
        yield request.body
        return
    # A body too large to be read at once: fields and files, not the separators that change each time.
    for name, values in sorted(request.POST.lists()):
        yield repr((name, values)).encode()
    for name, files in sorted(request.FILES.lists()):
        for file in files:
            yield repr((name, file.name)).encode()
            yield from file.chunks()
            file.seek(0)


def _claim(caller: str, key: str, fingerprint: str, at: datetime) -> _Claimed:
    fresh = {
        "fingerprint": fingerprint,
        "token": uuid.uuid4().hex,
        "begun_at": at,
        "expires_at": at + timedelta(hours=settings.IDEMPOTENCY_HOURS),
    }
    row, made = FirstAnswer.objects.get_or_create(caller=caller, key=key, defaults=fresh)
    if made:
        return _Claimed(row, fingerprint, mine=True)
    old = row.expires_at <= at or (row.status is None and row.begun_at + CLAIM <= at)
    if old:
        # As it was read: a first request that ends in between has answered after all.
        running = row.status is None
        again = FirstAnswer.objects.filter(pk=row.pk, token=row.token, status__isnull=running)
        if again.update(**fresh, status=None, headers={}, body=""):
            row.refresh_from_db()
            return _Claimed(row, fingerprint, mine=True)
    return _Claimed(row, fingerprint, mine=False)


def _repeated(row: FirstAnswer, fingerprint: str) -> HttpResponse:
    if row.fingerprint != fingerprint:
        text = "This Idempotency-Key was used for another request."
        return plain_problem("idempotency_key_reused", text, 422)
    if row.status is None:
        return _in_flight()
    if "no-store" in row.headers.get("Cache-Control", ""):
        text = "This was done; its answer held a secret, which is shown once and was not kept."
        return plain_problem("answer_not_kept", text, 409)
    answer = HttpResponse(row.body, status=row.status, headers=row.headers)
    answer["Idempotency-Replayed"] = "true"
    return answer


def _in_flight() -> HttpResponse:
    answer = plain_problem(
        "request_in_flight", "The first request with this Idempotency-Key still runs.", 409
    )
    answer["Retry-After"] = "1"
    return answer


def _keep(row: FirstAnswer, response: HttpResponse) -> None:
    """Keep the answer with the work, or raise `Overtaken`. One that must not be stored is kept as done."""
    secret = "no-store" in response.get("Cache-Control", "")
    headers = {name: response[name] for name in KEPT_HEADERS if response.has_header(name)}
    if secret:
        headers = {"Cache-Control": "no-store"}
    updated = FirstAnswer.objects.filter(pk=row.pk, token=row.token).update(
        status=response.status_code, headers=headers, body="" if secret else response.content.decode()
    )
    if not updated:
        raise Overtaken


def forget_old(at: datetime) -> int:
    """Delete answers that need no longer be repeated; how many."""
    return FirstAnswer.objects.filter(expires_at__lte=at).delete()[0]
