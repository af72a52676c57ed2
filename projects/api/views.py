"""What the endpoints of a project share: who asks, which project, lists, versions, checked input."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from kernel.access import Actor
from kernel.api.lists import list_answer, page_of
from people.access import MONEY_VIEW
from people.api.authentication import api_actor
from projects.models import Project
from projects.selectors import get_project

PAGE = [
    OpenApiParameter(name, OpenApiTypes.STR, required=False) for name in ("ordering", "cursor", "page_size")
]
VERSION = OpenApiParameter("If-Match", OpenApiTypes.STR, OpenApiParameter.HEADER)
BY_DAY: Mapping[str, tuple[str, ...]] = {"valid_on": ("valid_on", "id"), "-valid_on": ("-valid_on", "-id")}
BY_NUMBER: Mapping[str, tuple[str, ...]] = {"number": ("number",), "-number": ("-number",)}
BY_ID: Mapping[str, tuple[str, ...]] = {"id": ("id",), "-id": ("-id",)}

Shape = type[serializers.BaseSerializer[Any]]


def project_for(request: Request, code: str) -> tuple[Actor, Project]:
    """The caller and the project, or `NotVisible`."""
    actor = api_actor(request)
    return actor, get_project(actor, code)


def context_of(actor: Actor) -> dict[str, Any]:
    """What serializers need to know of the caller."""
    return {"money": MONEY_VIEW.allows(actor)}


def told(actor: Actor, shape: Shape, row: Any) -> Any:
    """The row as this caller may see it."""
    return shape(row, context=context_of(actor)).data


def listed(
    request: Request, actor: Actor, rows: QuerySet[Any], shape: Shape, orders: Mapping[str, Sequence[str]],
    default: str, count: Callable[[], int] | None = None,
) -> Response:  # fmt: skip
    """One page of rows."""
    page = page_of(request, rows, orders, default)
    context = context_of(actor)
    wanted = count if request.query_params.get("count") == "true" else None
    number = wanted() if wanted else None
    return list_answer(request, page, lambda row: shape(row, context=context).data, count=number)


def checked(shape: type[serializers.Serializer[Any]], request: Request) -> dict[str, Any]:
    """The input in its shape; a source key is marked as the API's."""
    given = shape(data=request.data)
    given.is_valid(raise_exception=True)
    data: dict[str, Any] = dict(given.validated_data)
    data.pop("version", None)
    if data.get("source_key"):
        data["source_key"] = f"api:{data['source_key']}"
    return data


def versioned(body: Any, version: int, *, status: int = 200) -> Response:
    """An answer with its version as entity tag."""
    return Response(body, status=status, headers={"ETag": f'"{version}"'})


def fresh(request: Request, response: Response) -> Response:
    """304 while the caller's version is the present one."""
    known = {tag.strip().removeprefix("W/") for tag in request.headers.get("If-None-Match", "").split(",")}
    if response["ETag"] in known:
        return Response(status=304, headers={"ETag": response["ETag"]})
    return response
