"""Asking for a gate and answering it: what a project alone cannot do, because evidence comes from above.

The list of reviews is the project's own; this door adds the verbs to its address.
"""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from governance.api.shapes import VERSION, SeenVersionSerializer, Strict, checked, versioned
from governance.usecases import AnswerGate, AskForGate, answer_gate, ask_for_gate
from kernel.access import Actor
from kernel.api.lists import version_of
from kernel.clock import now
from people.api.authentication import api_actor
from projects.api.projects import GateReviews as ListOfGateReviews
from projects.api.told import GateReviewSerializer
from projects.selectors import get_gate_review, get_project

OUTCOMES = ("go", "go_with_conditions", "hold", "stop")


class GateConditionSerializer(serializers.Serializer[Any]):
    """What must still be done, and by when."""

    text = serializers.CharField(max_length=300)
    due_on = serializers.DateField()


class GateAnswerSerializer(Strict):
    """The answer; conditions only with `go_with_conditions`."""

    outcome = serializers.ChoiceField(OUTCOMES)
    note = serializers.CharField(max_length=2000, required=False, allow_blank=True, default="")
    conditions = GateConditionSerializer(many=True, required=False, default=list)


class GateReviews(ListOfGateReviews):
    """Gate reviews of a project: the list, and asking for the next one."""

    @extend_schema(
        parameters=[VERSION],
        request=SeenVersionSerializer,
        responses={201: GateReviewSerializer},
        operation_id="project_gate_reviews_ask",
    )
    def post(self, request: Request, code: str) -> Response:
        """Ask for the next phase; the version is the project's. The answer lists criteria with evidence."""
        actor = api_actor(request)
        project = get_project(actor, code)
        review = ask_for_gate(actor, AskForGate(project.pk, version_of(request)), at=now())
        response = _answer(request, actor, code, review.number, status=201)
        response["Location"] = request.build_absolute_uri(f"{request.path}{review.number}/")
        return response


class GateReviewDetail(APIView):
    """One gate review."""

    @extend_schema(responses=GateReviewSerializer, operation_id="project_gate_reviews_read")
    def get(self, request: Request, code: str, number: int) -> Response:
        """The review with its criteria as they stood when it was asked for or decided."""
        return _answer(request, api_actor(request), code, number)


class GateDecision(APIView):
    """The answer of a gate."""

    @extend_schema(
        parameters=[VERSION],
        request=GateAnswerSerializer,
        responses=GateReviewSerializer,
        operation_id="project_gate_reviews_decide",
    )
    def post(self, request: Request, code: str, number: int) -> Response:
        """Go is refused (422 `criteria_unmet`) unless every criterion is met."""
        actor = api_actor(request)
        review = get_gate_review(actor, code, number)
        version = version_of(request)
        data = checked(GateAnswerSerializer, request)
        conditions = tuple((item["text"], item["due_on"]) for item in data["conditions"])
        command = AnswerGate(review.project_id, number, version, data["outcome"], data["note"], conditions)
        answer_gate(actor, command, at=now())
        return _answer(request, actor, code, number)


def _answer(request: Request, actor: Actor, code: str, number: int, *, status: int = 200) -> Response:
    review = get_gate_review(actor, code, number)
    return versioned(request, GateReviewSerializer(review).data, review.version, status=status)
