"""What the caller was told, and how the caller wants to be told."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from kernel.api.lists import list_answer, page_of
from kernel.api.schema import listed
from kernel.clock import now
from kernel.telling import told_kinds
from people.api.authentication import api_actor
from people.models.notices import notice_ways
from people.selectors import notice_choices_of, notices
from people.usecases.notices import ChooseNotices, ReadNotices, choose_notices, read_notices


class NoticeSerializer(serializers.Serializer[Any]):
    """One thing the caller was told."""

    id = serializers.IntegerField()
    event = serializers.IntegerField(source="event_id")
    kind = serializers.CharField()
    text = serializers.CharField()
    url = serializers.CharField()
    created_at = serializers.DateTimeField()
    read_at = serializers.DateTimeField(allow_null=True)


class ReadSerializer(serializers.Serializer[Any]):
    """Which notice is read; none is all."""

    id = serializers.IntegerField(required=False)


class CountSerializer(serializers.Serializer[Any]):
    """How many were not read before."""

    count = serializers.IntegerField()


class WaysSerializer(serializers.Serializer[Any]):
    """How the caller hears: kind of event to way."""

    ways = serializers.DictField(child=serializers.ChoiceField(choices=notice_ways()))


class Notices(APIView):
    """The caller's inbox."""

    @extend_schema(operation_id="notices_list", responses=listed("NoticeList", NoticeSerializer(many=True)))
    def get(self, request: Request) -> Response:
        """Notices, the latest first."""
        rows = notices(api_actor(request))
        page = page_of(request, rows, {"-created_at": ("-created_at", "-id")}, "-created_at")
        return list_answer(request, page, lambda row: NoticeSerializer(row).data)


class NoticeReading(APIView):
    """What is read."""

    @extend_schema(operation_id="notices_read", request=ReadSerializer, responses=CountSerializer)
    def post(self, request: Request) -> Response:
        """One notice, or all, is read."""
        shape = ReadSerializer(data=request.data)
        shape.is_valid(raise_exception=True)
        count = read_notices(api_actor(request), ReadNotices(shape.validated_data.get("id")), at=now())
        return Response({"count": count})


class NoticeWays(APIView):
    """How the caller wants to hear."""

    @extend_schema(operation_id="notice_ways_retrieve", responses=WaysSerializer)
    def get(self, request: Request) -> Response:
        """Every kind of event of which people are told, and the caller's way."""
        chosen = notice_choices_of(api_actor(request))
        return Response({"ways": {kind: chosen.get(kind, "inbox") for kind in told_kinds()}})

    @extend_schema(operation_id="notice_ways_choose", request=WaysSerializer, responses=WaysSerializer)
    def post(self, request: Request) -> Response:
        """Choose; kinds that are not named stay as they are."""
        shape = WaysSerializer(data=request.data)
        shape.is_valid(raise_exception=True)
        choose_notices(api_actor(request), ChooseNotices(shape.validated_data["ways"]), at=now())
        return self.get(request)
