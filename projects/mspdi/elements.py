"""Elements of the format: safe parsing, and values in its units."""

from __future__ import annotations

import re
from datetime import datetime
from xml.etree.ElementTree import Element, ParseError, SubElement  # nosec B405  # defusedxml parses
from zoneinfo import ZoneInfo

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from kernel.errors import BadInput

NAMESPACE = "http://schemas.microsoft.com/project"
_TAG = "{" + NAMESPACE + "}"
MOST_BYTES = 50_000_000
LINK_KINDS = {"0": "FF", "1": "FS", "2": "SF", "3": "SS"}
CONSTRAINTS = {
    "0": "ASAP", "1": "ALAP", "2": "MSO", "3": "MFO", "4": "SNET", "5": "SNLT", "6": "FNET", "7": "FNLT",
}  # fmt: skip
# Formats of durations and lags that run around the clock; those above 34 are the estimated ones.
ELAPSED_FORMATS = frozenset({"4", "6", "8", "10", "12", "20", "36", "38", "40", "42", "44", "52"})
PERCENT_FORMATS = frozenset({"19", "20", "51", "52"})
_DURATION = re.compile(r"(-)?P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.\d+)?S)?)?")


def parsed(data: bytes) -> Element:
    """The root of a project file.

    Raises `BadInput`: `xml_forbidden` for document types, entities and references to other files, `not_xml`,
    `not_a_plan`, `file_too_large`.
    """
    if len(data) > MOST_BYTES:
        raise BadInput("file_too_large", f"A plan file has at most {MOST_BYTES // 1_000_000} MB.")
    try:
        root: Element = ElementTree.fromstring(data, forbid_dtd=True)
    except DefusedXmlException as error:
        raise BadInput(
            "xml_forbidden", "The file declares a document type or entities, which no plan needs."
        ) from error
    except (ParseError, ValueError, LookupError) as error:
        raise BadInput("not_xml", f"This is not an XML file: {error}.") from error
    if root.tag != f"{_TAG}Project":
        raise BadInput("not_a_plan", "This is not a Microsoft Project XML file.")
    return root


def text(element: Element, name: str, default: str = "") -> str:
    """The text of a child."""
    return (element.findtext(_TAG + name) or default).strip()


def children(element: Element, *path: str) -> list[Element]:
    """All elements at a path of names."""
    return element.findall("/".join(_TAG + name for name in path))


def flag(element: Element, name: str) -> bool:
    """Whether a child says yes."""
    return text(element, name) in ("1", "true")


def number(element: Element, name: str) -> int:
    """A whole number, 0 when absent. Raises `BadInput` `bad_value`."""
    return whole(text(element, name, "0"), name)


def whole(value: str, name: str) -> int:
    """A whole number from text. Raises `BadInput` `bad_value`."""
    try:
        return int(float(value))
    except (ValueError, OverflowError) as error:
        raise _bad(name, value) from error


def moment(element: Element, name: str, zone: ZoneInfo) -> datetime | None:
    """A time of the file in its zone; absent, `NA` and times before 1984 are None."""
    value = text(element, name)
    if not value or value == "NA":
        return None
    try:
        found = datetime.fromisoformat(value)
    except ValueError as error:
        raise _bad(name, value) from error
    if found.year < 1984:
        return None
    return found if found.tzinfo else found.replace(tzinfo=zone)


def minutes(element: Element, name: str) -> int | None:
    """A duration such as `PT8H0M0S` in whole minutes. Raises `BadInput` `bad_value`."""
    value = text(element, name)
    if not value:
        return None
    found = _DURATION.fullmatch(value)
    if found is None:
        raise _bad(name, value)
    days, hours, mins, seconds = (int(part or 0) for part in found.groups()[1:])
    total = round(days * 1440 + hours * 60 + mins + seconds / 60)
    return -total if found[1] else total


def _bad(name: str, value: str) -> BadInput:
    return BadInput("bad_value", f"{name} cannot be {value[:60]!r}.")


def sub(parent: Element, name: str, value: object = None) -> Element:
    """A new child with a text."""
    child = SubElement(parent, _TAG + name)
    if value is not None:
        child.text = str(value)
    return child
