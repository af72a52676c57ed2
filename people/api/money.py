"""Endpoints of what finance keeps: locked periods and rates."""

from __future__ import annotations

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from kernel.api.lists import list_answer, page_of, version_of
from kernel.api.schema import listed
from kernel.clock import now
from kernel.money import Money
from kernel.usecases import permit
from people.access import PERIOD_LOCK, PERIOD_VIEW, RATE_SET, RATE_VIEW
from people.api.authentication import api_actor
from people.api.time import PAGE, checked
from people.api.time_shapes import (
    CostRateSerializer,
    LockSerializer,
    NewRateSerializer,
    PeriodChangeSerializer,
    PeriodSerializer,
    UnlockSerializer,
)
from people.filters import RateFilter
from people.models import PeriodLock
from people.selectors import cost_rates, current_lock, period_locks, person_id_of
from people.usecases import LockPeriod, SetRate, UnlockPeriod, lock_period, set_rate, unlock_period

_VERSION = OpenApiParameter("If-Match", OpenApiTypes.STR, OpenApiParameter.HEADER)
_RATES = [OpenApiParameter(name, OpenApiTypes.STR, required=False) for name in RateFilter.base_filters]
RATE_ORDERS = {"valid_from": ("valid_from", "id"), "-valid_from": ("-valid_from", "-id")}


def _period(lock: PeriodLock | None, *, status: int = 200) -> Response:
    version = lock.number if lock else 0
    body = {"locked_until": lock.locked_until if lock else None, "version": version}
    return Response(PeriodSerializer(body).data, status=status, headers={"ETag": f'"{version}"'})


class Periods(APIView):
    """Up to which day time is locked."""

    @extend_schema(responses=PeriodSerializer, operation_id="periods_read")
    def get(self, request: Request) -> Response:
        """The lock that holds now."""
        permit(api_actor(request), PERIOD_VIEW)
        return _period(current_lock())


class PeriodChanges(APIView):
    """Who locked and unlocked what, and why."""

    @extend_schema(
        parameters=PAGE,
        responses=listed("PeriodChangeList", PeriodChangeSerializer(many=True)),
        operation_id="periods_changes",
    )
    def get(self, request: Request) -> Response:
        """Every decision, latest first."""
        actor = api_actor(request)
        permit(actor, PERIOD_VIEW)
        page = page_of(request, period_locks(actor), {"-version": ("-number",)}, "-version")
        return list_answer(request, page, lambda row: PeriodChangeSerializer(row).data)


class PeriodLocking(APIView):
    """Locking time."""

    @extend_schema(
        parameters=[_VERSION], request=LockSerializer, responses={201: PeriodSerializer},
        operation_id="periods_lock",
    )  # fmt: skip
    def post(self, request: Request) -> Response:
        """Lock all days up to `until`, that day included."""
        actor = api_actor(request)
        permit(actor, PERIOD_LOCK)
        version = version_of(request)
        data = checked(LockSerializer, request)
        return _period(
            lock_period(actor, LockPeriod(data["until"], data["reason"], version), at=now()), status=201
        )


class PeriodUnlocking(APIView):
    """Unlocking time."""

    @extend_schema(
        parameters=[_VERSION], request=UnlockSerializer, responses={201: PeriodSerializer},
        operation_id="periods_unlock",
    )  # fmt: skip
    def post(self, request: Request) -> Response:
        """Open the days after `until` again."""
        actor = api_actor(request)
        permit(actor, PERIOD_LOCK)
        version = version_of(request)
        data = checked(UnlockSerializer, request)
        command = UnlockPeriod(data["until"], data["reason"], version)
        return _period(unlock_period(actor, command, at=now()), status=201)


class CostRates(APIView):
    """What an hour costs: of roles for whoever may see money, of persons for finance and administrators."""

    @extend_schema(
        parameters=[*_RATES, *PAGE],
        responses=listed("CostRateList", CostRateSerializer(many=True)),
        operation_id="cost_rates_list",
    )
    def get(self, request: Request) -> Response:
        """Rates the caller may see, by their first day."""
        actor = api_actor(request)
        permit(actor, RATE_VIEW)
        rows = RateFilter(request.query_params.dict(), cost_rates(actor)).checked()
        page = page_of(request, rows, RATE_ORDERS, "valid_from")
        return list_answer(request, page, lambda row: CostRateSerializer(row).data)

    @extend_schema(
        request=NewRateSerializer, responses={201: CostRateSerializer}, operation_id="cost_rates_set"
    )
    def post(self, request: Request) -> Response:
        """Set a rate from a day on; the one before it ends the day before."""
        actor = api_actor(request)
        permit(actor, RATE_SET)
        data = checked(NewRateSerializer, request)
        command = SetRate(
            Money(data["per_hour"]["amount"], data["per_hour"]["currency"]), data["valid_from"],
            person_id_of(actor, data["person"]), data["role"],
        )  # fmt: skip
        return Response(CostRateSerializer(set_rate(actor, command, at=now())).data, status=201)
