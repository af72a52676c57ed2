"""What holds for all cells of a mapping: null markers, date formats and zone, how numbers are written."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from zoneinfo import ZoneInfo

from kernel.importing.formats import DateStyle, NumberStyle, check_format
from kernel.importing.issues import shown
from kernel.importing.mapping import Node


@dataclass(frozen=True, slots=True)
class Style:
    """What holds for every cell unless it says otherwise."""

    nulls: frozenset[str] = frozenset({""})
    dates: DateStyle = field(default_factory=DateStyle)
    numbers: NumberStyle = field(default_factory=NumberStyle)


def style_of(node: Node) -> Style:
    """`nulls`, `dates` and `numbers` at the top of a mapping."""
    dates, numbers = node.section("dates"), node.section("numbers")
    style = Style(
        nulls=frozenset({"", *node.texts("nulls")}),
        dates=date_style(dates, DateStyle()),
        numbers=number_style(numbers, NumberStyle()),
    )
    dates.done()
    numbers.done()
    return style


def date_style(node: Node, style: DateStyle) -> DateStyle:
    """The date keys of a section, on top of what holds above it."""
    formats = node.texts("formats", style.formats)
    for form in formats:
        try:
            check_format(form)
        except ValueError as error:
            raise node.wrong("formats", f"{shown(form)} is not a date format.") from error
    return DateStyle(
        formats=formats,
        zone=node.parsed("zone", _zone, style.zone, "a time zone such as Europe/Berlin"),
        earliest=node.parsed("earliest", date.fromisoformat, style.earliest, "a day such as 1970-01-01"),
        latest=node.parsed("latest", date.fromisoformat, style.latest, "a day such as 1970-01-01"),
    )


def _zone(text: str) -> str:
    return ZoneInfo(text).key


def number_style(node: Node, style: NumberStyle) -> NumberStyle:
    """The number keys of a section, on top of what holds above it."""
    scale: Decimal = node.parsed("scale", Decimal, style.scale, "a number")
    if not scale.is_finite() or scale == 0:
        raise node.wrong("scale", "must be a number other than 0.")
    decimal = node.text("decimal", style.decimal)
    if len(decimal) != 1:
        raise node.wrong("decimal", "must be one character.")
    return NumberStyle(
        decimal=decimal,
        thousands=node.text("thousands", style.thousands),
        remove=tuple(text for text in node.texts("remove", style.remove) if text),
        scale=scale,
    )
