"""Webhooks of the caller, what they were sent, and sending it again."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from kernel.api.lists import list_answer, page_of, version_of
from kernel.api.schema import listed
from kernel.clock import now
from kernel.errors import BadInput
from kernel.webhooks.addresses import resolved
from kernel.webhooks.models import WebhookEndpoint, delivery_states
from people.api.authentication import api_actor
from people.selectors import deliveries, get_webhook, webhooks
from people.usecases.webhooks import (
    AddWebhook,
    EditWebhook,
    RemoveWebhook,
    ReplayDelivery,
    add_webhook,
    edit_webhook,
    remove_webhook,
    replay_delivery,
)


class WebhookSerializer(serializers.Serializer[Any]):
    """Where events are sent, and how it fares."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    url = serializers.CharField()
    kinds = serializers.ListField(child=serializers.CharField())
    is_active = serializers.BooleanField()
    created_at = serializers.DateTimeField()
    failures = serializers.IntegerField()
    disabled_at = serializers.DateTimeField(allow_null=True)
    version = serializers.IntegerField()


class _Kinds(serializers.ListField):
    child = serializers.CharField(max_length=60)


class NewWebhookSerializer(serializers.Serializer[Any]):
    """An address and the kinds it wants; `ticket.` is all about tickets, none is all."""

    name = serializers.CharField(max_length=80)
    url = serializers.CharField(max_length=500)
    kinds = _Kinds(default=list, max_length=100)


class WebhookChangesSerializer(serializers.Serializer[Any]):
    """New values."""

    name = serializers.CharField(max_length=80, required=False)
    url = serializers.CharField(max_length=500, required=False)
    kinds = _Kinds(required=False, max_length=100)
    is_active = serializers.BooleanField(required=False)
    version = serializers.IntegerField(required=False)


class CreatedWebhookSerializer(WebhookSerializer):
    """A webhook with its secret, shown this once."""

    secret = serializers.CharField()


class AttemptSerializer(serializers.Serializer[Any]):
    """One try."""

    at = serializers.DateTimeField()
    status = serializers.IntegerField(allow_null=True)
    milliseconds = serializers.IntegerField()
    error = serializers.CharField(allow_blank=True)
    answer = serializers.CharField(allow_blank=True)


class DeliverySerializer(serializers.Serializer[Any]):
    """One event owed to a webhook; `message_id` is the `webhook-id` it is sent with."""

    id = serializers.IntegerField()
    message_id = serializers.SerializerMethodField()
    event = serializers.IntegerField(source="event_id")
    kind = serializers.CharField()
    subject = serializers.CharField()
    state = serializers.ChoiceField(choices=delivery_states())
    attempts = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    next_attempt_at = serializers.DateTimeField(allow_null=True)
    settled_at = serializers.DateTimeField(allow_null=True)
    tries = AttemptSerializer(many=True, source="tries.all")

    def get_message_id(self, row: Any) -> str:
        """What the receiver knows it by."""
        return f"msg_{row.pk}"


def _told(row: WebhookEndpoint, status: int = 200) -> Response:
    return Response(WebhookSerializer(row).data, status=status, headers={"ETag": f'"{row.version}"'})


def _resolvable(url: str | None) -> None:
    """Before any transaction: the resolver may take its time."""
    if url is not None:
        resolved(url, allow_private=settings.WEBHOOK_ALLOW_PRIVATE)


class Webhooks(APIView):
    """Webhooks of the caller; an administrator sees everyone's."""

    @extend_schema(
        operation_id="webhooks_list", responses=listed("WebhookList", WebhookSerializer(many=True))
    )
    def get(self, request: Request) -> Response:
        """Webhooks, the oldest first."""
        page = page_of(request, webhooks(api_actor(request)), {"id": ("id",)}, "id")
        return list_answer(request, page, lambda row: WebhookSerializer(row).data)

    @extend_schema(
        operation_id="webhooks_create",
        request=NewWebhookSerializer,
        responses={201: CreatedWebhookSerializer},
    )
    def post(self, request: Request) -> Response:
        """Add a webhook. The answer is the only place where its secret is ever shown."""
        shape = NewWebhookSerializer(data=request.data)
        shape.is_valid(raise_exception=True)
        data = shape.validated_data
        _resolvable(data["url"])
        command = AddWebhook(data["name"], data["url"], tuple(data["kinds"]))
        row, secret = add_webhook(api_actor(request), command, at=now())
        response = _told(row, 201)
        response.data |= {"secret": secret}
        response["Cache-Control"] = "no-store"
        response["Location"] = request.build_absolute_uri(f"{row.pk}/")
        return response


class Webhook(APIView):
    """One webhook."""

    @extend_schema(operation_id="webhooks_retrieve", responses=WebhookSerializer)
    def get(self, request: Request, webhook: int) -> Response:
        """How it fares."""
        return _told(get_webhook(api_actor(request), webhook))

    @extend_schema(
        operation_id="webhooks_update", request=WebhookChangesSerializer, responses=WebhookSerializer
    )
    def patch(self, request: Request, webhook: int) -> Response:
        """Change it, or switch it off or on again."""
        shape = WebhookChangesSerializer(data=request.data, partial=True)
        shape.is_valid(raise_exception=True)
        changes = {name: value for name, value in shape.validated_data.items() if name != "version"}
        _resolvable(changes.get("url"))
        command = EditWebhook(webhook, version_of(request), changes)
        return _told(edit_webhook(api_actor(request), command, at=now()))

    @extend_schema(operation_id="webhooks_remove", request=None, responses={204: None})
    def delete(self, request: Request, webhook: int) -> Response:
        """Remove it with its log."""
        remove_webhook(api_actor(request), RemoveWebhook(webhook, version_of(request)), at=now())
        return Response(status=204)


class Deliveries(APIView):
    """What one webhook was owed."""

    @extend_schema(
        operation_id="webhook_deliveries_list",
        responses=listed("DeliveryList", DeliverySerializer(many=True)),
    )
    def get(self, request: Request, webhook: int) -> Response:
        """Deliveries with every try, the latest first; `state` narrows."""
        actor = api_actor(request)
        rows = deliveries(actor, get_webhook(actor, webhook))
        state = request.query_params.get("state")
        if state is not None:
            if state not in dict(delivery_states()):
                raise BadInput("unknown_state", f"A delivery is {', '.join(dict(delivery_states()))}.")
            rows = rows.filter(state=state)
        page = page_of(request, rows, {"-id": ("-id",), "id": ("id",)}, "-id")
        return list_answer(request, page, lambda row: DeliverySerializer(row).data)


class Replay(APIView):
    """Sending once more."""

    @extend_schema(
        operation_id="webhook_deliveries_replay", request=None, responses={202: DeliverySerializer}
    )
    def post(self, request: Request, webhook: int, delivery: int) -> Response:
        """Owe the delivery again."""
        row = replay_delivery(api_actor(request), ReplayDelivery(webhook, delivery), at=now())
        return Response(DeliverySerializer(row).data, status=202)
