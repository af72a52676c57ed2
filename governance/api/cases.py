"""Endpoints of business cases: versions, their worth, submitting and deciding."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from governance.access import MONEY_VIEW
from governance.api.shapes import (
    VERSION,
    GovernanceFigureSerializer,
    SeenVersionSerializer,
    Strict,
    ToldAmountSerializer,
    amount,
    checked,
    parameters,
    versioned,
)
from governance.domain.case_figures import CONVENTION, Flow
from governance.filters import CaseFilter
from governance.models import BusinessCase
from governance.selectors import case_rows, flows_of, get_case
from governance.selectors.cases import ORDERS, figures_of_case
from governance.selectors.scope import projects_seen
from governance.usecases import (
    DecideCase,
    DraftCase,
    EditCase,
    SubmitCase,
    decide_case,
    draft_case,
    edit_case,
    submit_case,
)
from kernel.access import Actor
from kernel.api.lists import list_answer, page_of, version_of
from kernel.api.schema import listed
from kernel.clock import now
from kernel.errors import BadInput
from kernel.figures import Figure
from people.api.authentication import api_actor


class CashFlowSerializer(serializers.Serializer[Any]):
    """An amount in a year of the case; both sides are positive amounts, year 0 is now."""

    year = serializers.IntegerField(min_value=0, max_value=60)
    kind = serializers.ChoiceField(["cost", "benefit"])
    label = serializers.CharField(  # type: ignore[assignment]  # a field, not the own attribute
        max_length=120, required=False, allow_blank=True, default=""
    )
    amount = serializers.DecimalField(max_digits=20, decimal_places=4, min_value=Decimal(0))


class CaseFiguresSerializer(serializers.Serializer[Any]):
    """What the case is worth by the stated convention; `npv` only with the right to see money."""

    npv = GovernanceFigureSerializer(required=False)
    irr = GovernanceFigureSerializer()
    payback = GovernanceFigureSerializer()
    discounted_payback = GovernanceFigureSerializer()
    bcr = GovernanceFigureSerializer()
    roi = GovernanceFigureSerializer()


class ToldFlowSerializer(serializers.Serializer[Any]):
    """A cash flow as told."""

    year = serializers.IntegerField()
    kind = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # as above
    amount = ToldAmountSerializer()


class BusinessCaseSerializer(serializers.Serializer[Any]):
    """One version of a project's business case."""

    id = serializers.IntegerField()
    project = serializers.CharField()
    number = serializers.IntegerField()
    title = serializers.CharField()
    summary = serializers.CharField()
    state = serializers.ChoiceField(["draft", "submitted", "approved", "rejected", "superseded"])
    currency = serializers.CharField()
    discount_rate = serializers.CharField()
    author = serializers.CharField(allow_null=True)
    created_at = serializers.DateTimeField()
    decided_by = serializers.CharField(allow_null=True)
    decided_at = serializers.DateTimeField(allow_null=True)
    decision_note = serializers.CharField()
    cash_flows = ToldFlowSerializer(many=True, required=False)
    figures = CaseFiguresSerializer()
    convention = serializers.CharField()
    version = serializers.IntegerField()


class CaseContentSerializer(Strict):
    """What a version says; `discount_rate` is a fraction a year."""

    title = serializers.CharField(max_length=200)
    summary = serializers.CharField(max_length=10_000, required=False, allow_blank=True, default="")
    currency = serializers.RegexField(r"^[A-Z]{3}$")
    discount_rate = serializers.DecimalField(max_digits=8, decimal_places=6)
    cash_flows = CashFlowSerializer(many=True, required=False, default=list)


class NewCaseSerializer(CaseContentSerializer):
    """The next version of a project's case."""

    project = serializers.CharField(max_length=40, help_text="code of the project")


class CaseDecisionSerializer(Strict):
    """Yes or no; a no says why."""

    approve = serializers.BooleanField()
    note = serializers.CharField(max_length=2000, required=False, allow_blank=True)


def told_case(actor: Actor, row: BusinessCase) -> dict[str, Any]:
    """The version as this caller may see it."""
    money = MONEY_VIEW.allows(actor)
    same = ("id", "number", "title", "summary", "state", "currency", "created_at", "decided_at",
            "decision_note", "version")  # fmt: skip
    body: dict[str, Any] = {name: getattr(row, name) for name in same}
    body |= {
        "project": row.project.code,
        "discount_rate": str(row.discount_rate),
        "author": row.author.username if row.author else None,
        "decided_by": row.decided_by.username if row.decided_by else None,
        "figures": _figures(row, money=money),
        "convention": CONVENTION,
    }
    if money:
        body["cash_flows"] = [
            {"year": item.year, "kind": item.kind, "label": item.label,
             "amount": amount(item.amount, row.currency)}
            for item in flows_of(row)
        ]  # fmt: skip
    return body


def _figures(row: BusinessCase, *, money: bool) -> dict[str, Any]:
    worth = figures_of_case(row)
    ratios = {"irr": "fraction", "payback": "years", "discounted_payback": "years", "bcr": "ratio"}
    told = {name: _told(getattr(worth, name), unit) for name, unit in {**ratios, "roi": "fraction"}.items()}
    if money:
        npv = worth.npv
        value = None if npv.value is None else amount(npv.value, row.currency)
        told["npv"] = {"value": value} if value else {"value": None, "null_reason": npv.null_reason}
    return told


def _told(figure: Figure[float], unit: str) -> dict[str, Any]:
    if figure.value is None:
        return {"value": None, "null_reason": figure.null_reason}
    return {"value": figure.value, "unit": unit}


def _content(data: dict[str, Any]) -> dict[str, Any]:
    flows = tuple(Flow(**item) for item in data.pop("cash_flows"))
    return {**data, "flows": flows}


def _answer(request: Request, actor: Actor, case_id: int, *, status: int = 200) -> Response:
    row = get_case(actor, case_id)
    return versioned(request, told_case(actor, row), row.version, status=status)


class BusinessCases(APIView):
    """Versions of business cases of all projects the caller may see."""

    @extend_schema(
        parameters=parameters(*CaseFilter.base_filters),
        responses=listed("BusinessCaseList", BusinessCaseSerializer(many=True)),
        operation_id="business_cases_list",
    )
    def get(self, request: Request) -> Response:
        """A page of versions, the latest first."""
        actor = api_actor(request)
        rows = CaseFilter(request.query_params.dict(), queryset=case_rows(actor)).checked()
        page = page_of(request, rows, ORDERS, "-created_at")
        return list_answer(request, page, lambda row: told_case(actor, row))

    @extend_schema(
        request=NewCaseSerializer,
        responses={201: BusinessCaseSerializer},
        operation_id="business_cases_draft",
    )
    def post(self, request: Request) -> Response:
        """Draft the next version of a project's case."""
        actor = api_actor(request)
        data = checked(NewCaseSerializer, request)
        code = data.pop("project")
        project = projects_seen(actor).filter(code=code).first()
        if project is None:
            sentence = "There is no such project, or you may not see it."
            raise BadInput("unknown_project", sentence, {"project": [("unknown_project", sentence)]})
        row = draft_case(actor, DraftCase(project_id=project.pk, **_content(data)), at=now())
        response = _answer(request, actor, row.pk, status=201)
        response["Location"] = request.build_absolute_uri(f"{request.path}{row.pk}/")
        return response


class BusinessCaseDetail(APIView):
    """One version."""

    @extend_schema(responses=BusinessCaseSerializer, operation_id="business_cases_read")
    def get(self, request: Request, case_id: int) -> Response:
        """The version, or 304 while the caller's is the present one."""
        return _answer(request, api_actor(request), case_id)

    @extend_schema(
        parameters=[VERSION],
        request=CaseContentSerializer,
        responses=BusinessCaseSerializer,
        operation_id="business_cases_edit",
    )
    def put(self, request: Request, case_id: int) -> Response:
        """Rewrite a draft."""
        actor = api_actor(request)
        get_case(actor, case_id)
        version = version_of(request)
        content = _content(checked(CaseContentSerializer, request))
        edit_case(actor, EditCase(case_id, version, **content), at=now())
        return _answer(request, actor, case_id)


class BusinessCaseSubmission(APIView):
    """Asking for a decision."""

    @extend_schema(
        parameters=[VERSION],
        request=SeenVersionSerializer,
        responses=BusinessCaseSerializer,
        operation_id="business_cases_submit",
    )
    def post(self, request: Request, case_id: int) -> Response:
        """A draft with cash flows awaits its decision."""
        actor = api_actor(request)
        get_case(actor, case_id)
        submit_case(actor, SubmitCase(case_id, version_of(request)), at=now())
        return _answer(request, actor, case_id)


class BusinessCaseDecision(APIView):
    """The decision."""

    @extend_schema(
        parameters=[VERSION],
        request=CaseDecisionSerializer,
        responses=BusinessCaseSerializer,
        operation_id="business_cases_decide",
    )
    def post(self, request: Request, case_id: int) -> Response:
        """Approve, which supersedes the version approved before, or reject. Nobody decides their own."""
        actor = api_actor(request)
        get_case(actor, case_id)
        version = version_of(request)
        data = checked(CaseDecisionSerializer, request)
        decide_case(actor, DecideCase(case_id, version, **data), at=now())
        return _answer(request, actor, case_id)
