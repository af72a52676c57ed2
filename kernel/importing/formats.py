"""Texts of other systems as instants, days and exact numbers. Nothing is guessed: one form or an error."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

from kernel.importing.issues import BadCell, shown

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
EXCEL = date(1899, 12, 30)
SINCE = "days_since:"
DIRECTIVES = frozenset("aAbBdfHIjmMpSyYzZ%")
LARGEST = Decimal(10) ** 16
_NUMBER = re.compile(r"[+-]?(\d{1,40}(\.\d{0,40})?|\.\d{1,40})([eE][+-]?\d{1,3})?", re.ASCII)
_WHOLE = re.compile(r"[+-]?\d{1,18}", re.ASCII)


@dataclass(frozen=True, slots=True)
class DateStyle:
    """Formats tried in order, the zone of times that name none, and the days that are believed."""

    formats: tuple[str, ...] = ("iso",)
    zone: str = "UTC"
    earliest: date | None = None
    latest: date | None = None


def check_format(text: str) -> str:
    """The format itself; `ValueError` when it is none: `iso`, `unix`, `unix_ms`, `excel`,
    `days_since:YYYY-MM-DD`, or strptime directives."""
    if text in {"iso", "unix", "unix_ms", "excel"}:
        return text
    if text.startswith(SINCE):
        date.fromisoformat(text.removeprefix(SINCE))
        return text
    used = re.findall(r"%(.)", text)
    if not used or not set(used) <= DIRECTIVES:
        raise ValueError(text)
    return text


def instant_reader(style: DateStyle) -> Callable[[str], datetime]:
    """Text to an aware UTC instant. Raises `BadCell` `bad_date`, `no_such_time` or `date_out_of_bounds`.

    A local time that a clock change skips does not exist; one that it repeats is read as the first.
    """
    zone = ZoneInfo(style.zone)

    @lru_cache(maxsize=50_000)
    def read(text: str) -> datetime:
        found = _parsed(text, style.formats)
        try:
            moment = (found if found.tzinfo else _local(found, zone, text)).astimezone(UTC)
        except OverflowError as error:
            raise BadCell("bad_date", f"{shown(text)} is outside the calendar.") from error
        _check_bounds(moment.date(), style, text)
        return moment

    return read


def day_reader(style: DateStyle) -> Callable[[str], date]:
    """Text to the day that is written there, whatever its time of day and zone. Raises `BadCell`."""

    @lru_cache(maxsize=50_000)
    def read(text: str) -> date:
        day = _parsed(text, style.formats).date()
        _check_bounds(day, style, text)
        return day

    return read


def _parsed(text: str, formats: tuple[str, ...]) -> datetime:
    for form in formats:
        try:
            return _in_format(text, form)
        except (ValueError, OverflowError, ArithmeticError):
            continue
    raise BadCell("bad_date", f"{shown(text)} is not a date in the format {' or '.join(formats)}.")


def _in_format(text: str, form: str) -> datetime:
    if form == "iso":
        return datetime.fromisoformat(text)
    if form in {"unix", "unix_ms"}:
        return EPOCH + timedelta(milliseconds=float(_whole(text)) * (1 if form == "unix_ms" else 1000))
    if form == "excel":
        return datetime.combine(EXCEL, time()) + timedelta(days=float(_exact(text)))
    if form.startswith(SINCE):
        first = date.fromisoformat(form.removeprefix(SINCE))
        return datetime.combine(first, time()) + timedelta(days=float(_exact(text)))
    return datetime.strptime(text, form)  # noqa: DTZ007  # the zone of the mapping is added by the caller


def _whole(text: str) -> int:
    if not _WHOLE.fullmatch(text):
        raise ValueError(text)
    return int(text)


def _exact(text: str) -> Decimal:
    if not _NUMBER.fullmatch(text):
        raise ValueError(text)
    return Decimal(text)


def _local(found: datetime, zone: ZoneInfo, text: str) -> datetime:
    moment = found.replace(tzinfo=zone)
    if moment.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != found:
        raise BadCell("no_such_time", f"{shown(text)} was skipped by the clocks of {zone.key}.")
    return moment


def _check_bounds(day: date, style: DateStyle, text: str) -> None:
    if style.earliest and day < style.earliest:
        raise BadCell("date_out_of_bounds", f"{shown(text)} is before {style.earliest}.")
    if style.latest and day > style.latest:
        raise BadCell("date_out_of_bounds", f"{shown(text)} is after {style.latest}.")


@dataclass(frozen=True, slots=True)
class NumberStyle:
    """How numbers are written: decimal sign, thousands sign, texts to leave out, and what 1 stands for."""

    decimal: str = "."
    thousands: str = ""
    remove: tuple[str, ...] = ()
    scale: Decimal = Decimal(1)


def number_reader(style: NumberStyle) -> Callable[[str], Decimal]:
    """Text to an exact decimal; `(5)` is -5. Raises `BadCell` `not_a_number` or `number_too_large`."""
    grouped = re.compile(rf"\d{{1,3}}({re.escape(style.thousands)}\d{{3}})+") if style.thousands else None

    def read(text: str) -> Decimal:
        plain = text
        for extra in style.remove:
            plain = plain.replace(extra, "")
        plain = plain.strip()
        if plain.startswith("(") and plain.endswith(")"):
            plain = "-" + plain[1:-1].strip()
        number = _exact_or_bad(_pointed(plain, style, grouped), text) * style.scale
        if abs(number) >= LARGEST:
            raise BadCell("number_too_large", f"{shown(text)} has more than 16 digits before the point.")
        return number

    return read


def _pointed(plain: str, style: NumberStyle, grouped: re.Pattern[str] | None) -> str:
    whole, sign, fraction = plain.partition(style.decimal)
    if grouped and grouped.fullmatch(whole.lstrip("+-")):
        whole = whole.replace(style.thousands, "")
    return f"{whole}.{fraction}" if sign else whole


def _exact_or_bad(plain: str, text: str) -> Decimal:
    try:
        return _exact(plain)
    except ValueError:
        raise BadCell("not_a_number", f"{shown(text)} is not a number.") from None
