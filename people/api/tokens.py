"""Tokens of the caller."""

from __future__ import annotations

from typing import Any, cast

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from kernel.api.lists import list_answer, page_of
from kernel.api.schema import listed
from kernel.clock import now
from people.access import SCOPES
from people.api.authentication import api_actor
from people.models import User
from people.selectors import tokens
from people.usecases import CreateToken, create_token
from people.usecases.tokens import LONGEST_DAYS, RevokeToken, revoke_token


class TokenSerializer(serializers.Serializer[Any]):
    """A token without its text, of which only a digest is kept."""

    id = serializers.IntegerField()
    person = serializers.CharField(source="user.username")
    name = serializers.CharField()
    prefix = serializers.CharField()
    scopes = serializers.ListField(child=serializers.CharField())
    created_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField(allow_null=True)
    revoked_at = serializers.DateTimeField(allow_null=True)
    last_used_at = serializers.DateTimeField(allow_null=True)


class NewTokenSerializer(serializers.Serializer[Any]):
    """A token for oneself."""

    name = serializers.CharField(max_length=80)
    scopes = serializers.MultipleChoiceField(choices=[(scope, scope) for scope in SCOPES], allow_empty=False)
    days = serializers.IntegerField(min_value=1, max_value=LONGEST_DAYS, default=365)


class CreatedTokenSerializer(TokenSerializer):
    """A token with its text, shown this once."""

    token = serializers.CharField()


class Tokens(APIView):
    """Tokens of the caller; an administrator sees everyone's."""

    @extend_schema(operation_id="tokens_list", responses=listed("TokenList", TokenSerializer(many=True)))
    def get(self, request: Request) -> Response:
        """Tokens, the latest first."""
        page = page_of(
            request, tokens(api_actor(request)), {"-created_at": ("-created_at", "-id")}, "-created_at"
        )
        return list_answer(request, page, lambda row: TokenSerializer(row).data)

    @extend_schema(
        operation_id="tokens_create", request=NewTokenSerializer, responses={201: CreatedTokenSerializer}
    )
    def post(self, request: Request) -> Response:
        """Make a token for oneself. The answer is the only place where its text is ever shown."""
        shape = NewTokenSerializer(data=request.data)
        shape.is_valid(raise_exception=True)
        data, person = shape.validated_data, cast("User", request.user)
        command = CreateToken(person.username, data["name"], tuple(sorted(data["scopes"])), data["days"])
        row, text = create_token(api_actor(request), command, at=now())
        body = {**TokenSerializer(row).data, "token": text}
        return Response(body, status=201, headers={"Cache-Control": "no-store"})


class TokenRevocation(APIView):
    """The end of a token."""

    @extend_schema(operation_id="tokens_revoke", request=None, responses=TokenSerializer)
    def post(self, request: Request, token: int) -> Response:
        """From now on the token is good for nothing."""
        row = revoke_token(api_actor(request), RevokeToken(token), at=now())
        return Response(TokenSerializer(row).data)
