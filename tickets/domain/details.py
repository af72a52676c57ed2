"""What a move asks to be written down and the ticket then keeps, as data.

The names are the fact names of `tickets.domain.lifecycles`; a value is text, checked here by its type.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from kernel.errors import DomainError

LONGEST = 4000


@dataclass(frozen=True, slots=True)
class Detail:
    """A question a move asks. `type` is `text`, `line`, `date`, `ticket` or `choice`."""

    name: str
    label: str
    type: str = "text"
    choices: tuple[tuple[str, str], ...] = ()


_RISKS = (("low", "Low"), ("medium", "Medium"), ("high", "High"))
_OUTCOMES = (
    ("successful", "Successful"), ("with_issues", "Successful with issues"),
    ("backed_out", "Backed out"), ("failed", "Failed"),
)  # fmt: skip

DETAILS: Mapping[str, Detail] = {
    detail.name: detail
    for detail in (
        Detail("root_cause", "Root cause"),
        Detail("risk_limits", "Limits up to which the risk is accepted"),
        Detail("expiry", "The acceptance ends on", "date"),
        Detail("duplicate_of", "Duplicate of problem", "ticket"),
        Detail("reanalyse_reason", "Why it is analysed again"),
        Detail("plan", "Implementation plan"),
        Detail("backout_plan", "Back-out plan"),
        Detail("risk", "Risk", "choice", _RISKS),
        Detail("standard_template", "Standard change", "line"),
        Detail("window", "Change window", "line"),
        Detail("reject_reason", "Why it is rejected"),
        Detail("outcome", "Outcome", "choice", _OUTCOMES),
        Detail("review_result", "Result of the review"),
    )
}


def checked(name: str, value: str, today: date) -> str:
    """The value as it is kept. A blank one stays blank: whether it is needed is the lifecycle's question.

    Raises `DomainError` `unknown_detail`, `too_long`, `bad_choice`, `bad_date` or `date_passed`.
    """
    detail = DETAILS.get(name)
    if detail is None:
        raise DomainError("unknown_detail", f"A ticket has no {name!r}.")
    text = value.strip()
    if len(text) > LONGEST:
        raise _refused("too_long", name, f"At most {LONGEST} characters.")
    if text and detail.type == "choice" and text not in dict(detail.choices):
        raise _refused("bad_choice", name, f"One of: {', '.join(dict(detail.choices))}.")
    return _checked_date(name, text, today) if text and detail.type == "date" else text


def _checked_date(name: str, text: str, today: date) -> str:
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise _refused("bad_date", name, "A date such as 2026-12-31.") from error
    if day <= today:
        raise _refused("date_passed", name, "This day must be still to come.")
    return day.isoformat()


def _refused(code: str, name: str, text: str) -> DomainError:
    return DomainError(code, text, {name: [(code, text)]})
