"""Around every endpoint: what is refused unread, and what every answer has."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from urllib.parse import unquote_plus

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import is_valid_path
from django.utils.cache import patch_vary_headers

from kernel.api.errors import CONTENT_TYPE, TITLES, plain_problem

Handler = Callable[[HttpRequest], HttpResponse]
PREFIX = "/api/"
UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})
CODES = {400: "bad_request", 403: "not_allowed", 404: "not_found", 405: "method_not_allowed", 500: "error"}
DETAILS = {
    404: "There is nothing at this address.",
    403: "This request is refused.",
    500: "Something went wrong here. The answer's X-Request-ID finds it in the log.",
}


class ApiMiddleware:
    """Bounds what comes in; turns whatever went wrong outside of an endpoint into a problem; adds ETags."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(PREFIX):
            return self.get_response(request)
        response = _refused(request) or self.get_response(request)
        response = _as_problem(response)
        allowance = getattr(request, "rate_allowance", None)
        for name, value in (allowance.headers() if allowance else {}).items():
            response[name] = value
        return _conditional(request, response)


def _refused(request: HttpRequest) -> HttpResponse | None:
    """What need not be read to be refused."""
    text = unquote_plus(request.META.get("QUERY_STRING", ""))
    if "\x00" in request.path + text:
        return plain_problem("bad_request", "An address cannot hold the NUL character.", 400)
    if request.method in UNSAFE and not request.path.endswith("/") and not is_valid_path(request.path_info):
        return plain_problem(
            "not_found", "There is nothing at this address; addresses end with a slash.", 404
        )
    return _too_large(request)


def _too_large(request: HttpRequest) -> HttpResponse | None:
    if request.headers.get("Transfer-Encoding") and not request.headers.get("Content-Length"):
        return plain_problem("length_required", "Say how long the body is: Content-Length.", 411)
    is_upload = request.content_type == "multipart/form-data"
    most = settings.API_MAX_UPLOAD if is_upload else settings.API_MAX_BODY
    given = request.headers.get("Content-Length") or "0"
    if given.isdecimal() and int(given) > most:
        return plain_problem("too_large", f"The body is larger than {most} bytes.", 413)
    return None


def _as_problem(response: HttpResponse) -> HttpResponse:
    """Pages of errors, of whatever made them, become problems; nothing inside of them is told."""
    status = response.status_code
    if status < 400 or response.get("Content-Type", "").startswith((CONTENT_TYPE, "application/json")):
        return response
    code = CODES.get(status, "error" if status >= 500 else "bad_request")
    detail = DETAILS.get(status, f"{TITLES.get(status, 'Error')}.")
    answer = plain_problem(code, detail, status)
    for name in ("Allow", "Retry-After", "WWW-Authenticate"):
        if response.has_header(name):
            answer[name] = response[name]
    return answer


def _conditional(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """A weak ETag from the body where the endpoint gave none, and 304 for whoever has it already."""
    if request.method not in ("GET", "HEAD") or response.status_code != 200 or response.streaming:
        return response
    if not response.has_header("ETag"):
        # The letter keeps it from being taken for a version.
        response["ETag"] = f'W/"b{hashlib.sha256(response.content).hexdigest()[:32]}"'
    if not response.has_header("Cache-Control"):
        response["Cache-Control"] = "private, no-cache"
    patch_vary_headers(response, ["Authorization", "Cookie"])
    if {_bare(response["ETag"]), "*"} & _known(request):
        kept = {name: response[name] for name in response.headers if name not in ("Content-Type",)}
        response = HttpResponse(status=304, headers=kept)
        del response["Content-Type"]
    return response


def _known(request: HttpRequest) -> set[str]:
    """Tags that the caller has; for reads only weak comparison is asked for (RFC 9110, 13.1.2)."""
    return {_bare(tag) for tag in request.headers.get("If-None-Match", "").split(",") if tag.strip()}


def _bare(tag: str) -> str:
    return tag.strip().removeprefix("W/")
