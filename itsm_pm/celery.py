"""The Celery application: messages carry ids, tasks are idempotent, the outbox row is the truth."""

from __future__ import annotations

import os
from datetime import timedelta
from typing import Any

from celery import Celery
from celery.schedules import crontab
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "itsm_pm.settings")

app = Celery("itsm_pm")


def configure(config: dict[str, Any], sweep_seconds: float) -> None:
    """Settings of broker, behaviour and schedule; `config` names the transport."""
    app.conf.update(
        **config,
        task_serializer="json",
        accept_content=["json"],
        task_ignore_result=True,
        task_acks_late=True,
        task_reject_on_worker_lost=True,
        task_time_limit=600,
        task_soft_time_limit=540,
        task_default_queue="default",
        worker_prefetch_multiplier=1,
        worker_hijack_root_logger=False,
        broker_connection_retry_on_startup=True,
        # Publishing never waits for a broken broker: the sweep finds the row.
        task_publish_retry=False,
        timezone="UTC",
        beat_schedule={
            "sweep": {"task": "kernel.sweep", "schedule": timedelta(seconds=sweep_seconds)},
            "tidy": {"task": "kernel.tidy", "schedule": crontab(hour="3", minute="40")},
            # A warning may come this late; a breach is dated when it fell due in any case.
            "thresholds": {"task": "tickets.thresholds", "schedule": timedelta(seconds=sweep_seconds)},
            "nightly": {"task": "governance.recompute_all", "schedule": crontab(hour="1", minute="15")},
        },
    )


configure(settings.CELERY, settings.SWEEP_SECONDS)
app.autodiscover_tasks(["kernel", "people", "projects", "tickets", "governance"])
