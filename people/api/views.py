"""Endpoints about people."""

from __future__ import annotations

from typing import cast

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from kernel.api.lists import list_answer, page_of
from kernel.clock import now
from people.api.authentication import api_actor
from people.api.serializers import (
    CalendarSerializer,
    MeSerializer,
    PersonSerializer,
    SetWeekSerializer,
    TeamSerializer,
)
from people.models import User
from people.selectors import calendars, people, teams
from people.usecases import SetWeek, set_week


class Me(APIView):
    """The caller."""

    @extend_schema(responses=MeSerializer)
    def get(self, request: Request) -> Response:
        """Who am I, and what may I do?"""
        user, actor = cast("User", request.user), api_actor(request)
        body = {
            "username": user.username,
            "name": str(user),
            "roles": sorted(actor.roles),
            "scopes": None if actor.scopes is None else sorted(actor.scopes),
            "teams": sorted(user.teams.values_list("code", flat=True)),
        }
        return Response(MeSerializer(body).data)


class People(APIView):
    """People the caller may see."""

    @extend_schema(operation_id="people_list", responses=PersonSerializer(many=True))
    def get(self, request: Request) -> Response:
        """Active people, by user name."""
        page = page_of(request, people(api_actor(request)), {"username": ("username",)}, "username")
        return list_answer(request, page, lambda row: PersonSerializer(row).data)


class Teams(APIView):
    """Teams the caller may see."""

    @extend_schema(operation_id="teams_list", responses=TeamSerializer(many=True))
    def get(self, request: Request) -> Response:
        """All teams, by code."""
        page = page_of(request, teams(api_actor(request)), {"code": ("code",)}, "code")
        return list_answer(request, page, lambda row: TeamSerializer(row).data)


class Calendars(APIView):
    """Working calendars."""

    @extend_schema(operation_id="calendars_list", responses=CalendarSerializer(many=True))
    def get(self, request: Request) -> Response:
        """All calendars, by code."""
        page = page_of(request, calendars(api_actor(request)), {"code": ("code",)}, "code")
        return list_answer(request, page, lambda row: CalendarSerializer(row).data)

    @extend_schema(request=SetWeekSerializer, responses={201: CalendarSerializer})
    def post(self, request: Request) -> Response:
        """Set the week of a calendar from a day on."""
        shape = SetWeekSerializer(data=request.data)
        shape.is_valid(raise_exception=True)
        data = shape.validated_data
        row = set_week(api_actor(request), SetWeek(**{**data, "hours": tuple(data["hours"])}), at=now())
        return Response(CalendarSerializer(row).data, status=201)
