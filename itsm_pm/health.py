"""Is it alive, and can it work? For load balancers and monitoring; no sign-in, nothing secret."""

from __future__ import annotations

from datetime import timedelta

from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache

from kernel.clock import now
from kernel.models import OutboxMessage

OLDEST_WAITING = timedelta(minutes=5)


@never_cache
def healthz(_request: HttpRequest) -> JsonResponse:
    """The process answers."""
    return JsonResponse({"status": "ok"})


@never_cache
def readyz(_request: HttpRequest) -> JsonResponse:
    """The database answers, its tables are current, and work is being delivered; 503 says which is not."""
    try:
        checks = {"database": "ok", "migrations": _migrations(), "outbox": _outbox()}
    except Error as error:
        checks = {"database": type(error).__name__}
    ready = all(state == "ok" for state in checks.values())
    return JsonResponse(
        {"status": "ok" if ready else "not ready", "checks": checks}, status=200 if ready else 503
    )


def _migrations() -> str:
    executor = MigrationExecutor(connection)
    return "pending" if executor.migration_plan(executor.loader.graph.leaf_nodes()) else "ok"


def _outbox() -> str:
    late = now() - OLDEST_WAITING
    return "late" if OutboxMessage.objects.filter(state="waiting", run_at__lt=late).exists() else "ok"
