"""The change feed."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from kernel.errors import BadInput
from kernel.feed import known_events, settled, shown, told_events
from kernel.webhooks.delivering import wants
from people.api.authentication import api_actor

PARAMETERS = frozenset({"after", "kind", "page_size"})
LARGEST_ID = 2**63 - 1


class SubjectSerializer(serializers.Serializer[Any]):
    """What an event happened to, by the name people use for it."""

    type = serializers.CharField()
    key = serializers.CharField()


class FeedEventSerializer(serializers.Serializer[Any]):
    """Something that happened; `data` is as the kind of event has it."""

    id = serializers.IntegerField()
    kind = serializers.CharField()
    subject = SubjectSerializer()
    happened_at = serializers.DateTimeField()
    recorded_at = serializers.DateTimeField()
    actor = serializers.CharField()
    door = serializers.CharField()
    sentence = serializers.CharField()
    data = serializers.DictField()  # type: ignore[assignment]  # declared fields are no attributes


class FeedSerializer(serializers.Serializer[Any]):
    """A stretch of the feed; `after` is the cursor to ask on with."""

    results = FeedEventSerializer(many=True)
    after = serializers.CharField()
    has_more = serializers.BooleanField()


class Events(APIView):
    """What happened, in the order of record, as far as the caller may hear of it."""

    @extend_schema(
        operation_id="events_list",
        responses=FeedSerializer,
        parameters=[
            OpenApiParameter("after", str, description="cursor: what was recorded after it; without it, all"),
            OpenApiParameter(
                "kind", str, description="kinds separated by commas; `ticket.` stands for all about tickets"
            ),
            OpenApiParameter("page_size", int, description="1 to 200"),
        ],
    )
    def get(self, request: Request) -> Response:
        """The next events. Ask again with `after`; an event can be told twice and is never left out."""
        given = request.query_params
        unknown = sorted(set(given) - PARAMETERS)
        if unknown:
            marks = {name: [("unknown_parameter", "There is no such parameter.")] for name in unknown}
            raise BadInput("unknown_parameter", f"Unknown parameter: {', '.join(unknown)}.", marks)
        after, size = (
            _number(given.get("after", "0"), "after", LARGEST_ID),
            _size(given.get("page_size", "50")),
        )
        rows = settled(told_events(api_actor(request))).filter(pk__gt=after)
        kinds = [kind for kind in given.get("kind", "").split(",") if kind]
        if kinds:
            rows = rows.filter(kind__in=[kind for kind in known_events() if wants(kinds, kind)])
        found = list(rows.order_by("pk")[: size + 1])
        page = found[:size]
        last = page[-1].pk if page else after
        body = {"results": [shown(row) for row in page], "after": str(last), "has_more": len(found) > size}
        return Response(FeedSerializer(body).data)


def _number(text: str, name: str, most: int) -> int:
    if not (text.isascii() and text.isdecimal()) or len(text) > 19 or int(text) > most:
        raise BadInput(
            f"bad_{name}",
            f"{name} is not a cursor of this feed." if name == "after" else f"{name} is 1 to {most}.",
        )
    return int(text)


def _size(text: str) -> int:
    size = _number(text, "page_size", 200)
    if size < 1:
        raise BadInput("bad_page_size", "page_size is 1 to 200.")
    return size
