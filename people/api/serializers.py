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


class CalendarDaySerializer(serializers.Serializer[Any]):
    """A date that differs."""

    day = serializers.DateField()
    hours = serializers.CharField(allow_blank=True)
    name = serializers.CharField(allow_blank=True)


class CalendarWeekSerializer(serializers.Serializer[Any]):
    """Hours from a day on, Monday first."""

    valid_from = serializers.DateField()
    hours = serializers.ListField(
        child=serializers.CharField(max_length=120, allow_blank=True), min_length=7, max_length=7
    )


class CalendarSerializer(serializers.Serializer[Any]):
    """A working calendar."""

    code = serializers.CharField()
    name = serializers.CharField()
    zone = serializers.CharField()
    weeks = CalendarWeekSerializer(many=True)
    days = CalendarDaySerializer(many=True)


class SetWeekSerializer(CalendarWeekSerializer):
    """A week to set; the calendar is made when there is none of this code."""

    code = serializers.SlugField(max_length=60)
    name = serializers.CharField(max_length=120)
    zone = serializers.CharField(max_length=64)
