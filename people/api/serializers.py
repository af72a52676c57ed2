"""Shapes of people in the API."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers


class MeSerializer(serializers.Serializer[Any]):
    """Who is calling, with which rights."""

    username = serializers.CharField()
    name = serializers.CharField()
    roles = serializers.ListField(child=serializers.CharField())
    scopes = serializers.ListField(child=serializers.CharField(), allow_null=True)
    teams = serializers.ListField(child=serializers.CharField())


class PersonSerializer(serializers.Serializer[Any]):
    """A person to choose."""

    username = serializers.CharField()
    name = serializers.CharField(source="__str__")


class TeamSerializer(serializers.Serializer[Any]):
    """A team to choose."""

    code = serializers.CharField()
    name = serializers.CharField()
