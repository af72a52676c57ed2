"""Endpoints of services."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from kernel.api.lists import list_answer, page_of
from kernel.api.schema import listed
from kernel.clock import now
from people.api.authentication import api_actor
from tickets.api.serializers import NewServiceSerializer, ServiceSerializer
from tickets.selectors import get_service, ids_of, services_with_counts
from tickets.usecases import AddService, add_service


class Services(APIView):
    """All services."""

    @extend_schema(
        responses=listed("ServiceList", ServiceSerializer(many=True)), operation_id="services_list"
    )
    def get(self, request: Request) -> Response:
        """Services by code, with their open tickets."""
        rows = services_with_counts(api_actor(request))
        page = page_of(request, rows, {"code": ("code",), "-code": ("-code",)}, "code")
        return list_answer(request, page, lambda row: ServiceSerializer(row).data)

    @extend_schema(
        request=NewServiceSerializer, responses={201: ServiceSerializer}, operation_id="services_add"
    )
    def post(self, request: Request) -> Response:
        """Add a service."""
        actor = api_actor(request)
        data = NewServiceSerializer(data=request.data)
        data.is_valid(raise_exception=True)
        given = dict(data.validated_data)
        people = ids_of(actor, {name: given.pop(name) for name in ("owner", "team") if name in given})
        row = add_service(actor, AddService(**{**given, **people}), at=now())
        return Response(ServiceSerializer(get_service(actor, row.code)).data, status=201)


class ServiceDetail(APIView):
    """One service."""

    @extend_schema(responses=ServiceSerializer, operation_id="services_read")
    def get(self, request: Request, code: str) -> Response:
        """The service with its open tickets."""
        return Response(ServiceSerializer(get_service(api_actor(request), code)).data)
