"""Mappings are checked key by key; what is wrong is named by its path and nothing is ignored."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from kernel.importing.cell_reader import CellReader
from kernel.importing.compound import amount, conditions, day
from kernel.importing.issues import Issue, Refused
from kernel.importing.mapping import Node, load
from kernel.importing.styles import Style
from kernel.importing.tables import Row
from projects.imports import read_portfolio
from tests.imports.files import BOOK, LOG, ROOT
from tickets.imports import read_event_log

HEADER = ("a", "b", "n", "d")


def value(cell: Any, *cells: str) -> Any:
    """The value of a cell in one row; the code of the finding instead when there is one."""
    issues: list[Issue] = []
    found = cell.bind(HEADER)(Row(2, list(cells)), issues)
    return f"!{issues[0].code}" if issues else found


def text_cell(written: Any) -> Any:
    return CellReader(Style(frozenset({"", "?"}))).text(Node({"x": written}), "x")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("a", "A"),
        ({"column": "a"}, "A"),
        ({"columns": ["a", "b"], "join": "/"}, "A/B"),
        ({"columns": ["a", "n"], "join": "/"}, "A"),
        ({"first_of": ["n", "b"]}, "B"),
        ({"template": "{a}-{n}-{b}"}, "A--B"),
        ({"constant": "fixed"}, "fixed"),
        ("n", None),
        ({"column": "n", "default": "none"}, "none"),
        ({"column": "n", "required": True}, "!empty_cell"),
        ({"column": "a", "nulls": ["A"]}, None),
        ({"column": "a", "map": {"A": "x"}}, "x"),
        ({"column": "a", "map": {"a": "x"}, "ignore_case": True}, "x"),
        ({"column": "a", "map": {"A": None}}, None),
        ({"column": "b", "map": {"A": "x"}}, "!unmapped_value"),
        ({"column": "b", "map": {"A": "x"}, "unmapped": "keep"}, "B"),
        ({"column": "b", "map": {"A": "x"}, "unmapped": "null"}, None),
        ({"column": "b", "map": {"A": "x"}, "unmapped": None}, None),
        ({"column": "b", "map": {"A": "x"}, "otherwise": None}, None),
        ({"column": "b", "map": {"A": "x"}, "otherwise": "y"}, "y"),
        ({"column": "d", "pattern": r"(\d+) days"}, "58"),
        ({"column": "a", "pattern": r"\d+"}, "!no_match"),
    ],
)
def test_a_text_cell_says_where_its_text_comes_from(written: Any, expected: Any) -> None:
    assert value(text_cell(written), " A ", "B", "?", "58 days") == expected


def test_an_unreadable_cell_may_be_told_and_left_out() -> None:
    cell = CellReader(Style()).number(Node({"x": {"column": "a", "unreadable": "warn"}}), "x")
    assert cell
    issues: list[Issue] = []
    assert cell.bind(HEADER)(Row(7, ["DOER", "", "", ""]), issues) is None
    assert [(issue.line, issue.column, issue.code, issue.warning) for issue in issues] == [
        (7, "a", "not_a_number", True)
    ]


def test_amounts_add_up_and_days_follow_days() -> None:
    reader = CellReader(Style())
    node = Node(
        {
            "forecast": {"sum": ["a", {"column": "b", "scale": -1}]},
            "finish": {"column": "d", "plus_days": ["a", {"column": "n", "pattern": r"-?\d+"}]},
        }
    )
    forecast, finish = amount(reader, node, "forecast"), day(reader, node, "finish")
    cells = ("10", "2.5", "-3 days", "2020-01-01")
    assert str(value(forecast, *cells)) == "7.5"
    assert str(value(finish, *cells)) == "2020-01-08"
    assert value(forecast, "", "2.5", "", "") is None
    assert str(value(forecast, "10", "", "", "")) == "10"


def test_conditions_leave_rows_out() -> None:
    (inside,) = conditions(Node({"only_rows": [{"column": "a", "in": ["x", ""]}]}))
    (outside,) = conditions(Node({"only_rows": [{"column": "a", "not_in": "x"}]}))
    rows = [Row(2, [text, "", "", ""]) for text in ("x", "y", "")]
    assert [inside.bind(HEADER)(row) for row in rows] == [True, False, True]
    assert [outside.bind(HEADER)(row) for row in rows] == [False, True, True]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: [", "not YAML or JSON: line"),
        ("a: 1\na: 2\n", "'a' is given twice"),
        ("a: &x 1\nb: *x\n", "aliases are not supported"),
        ("- a\n", "holds no keys"),
        ("", "holds no keys"),
        ("a: !!python/object/apply:os.system [ls]\n", "not YAML or JSON"),
        ("x: '" + "y" * 1_000_001 + "'", "longer than"),
    ],
)
def test_a_file_that_is_no_mapping_is_refused(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "mapping.yaml"
    path.write_text(text)
    with pytest.raises(Refused) as refused:
        load(path)
    assert said in refused.value.message


def test_names_that_yaml_would_read_as_something_else_stay_names(tmp_path: Path) -> None:
    path = tmp_path / "mapping.yaml"
    path.write_text("map:\n  -100: null\n  no: 2012-01-01\n  1.0: yes\n")
    assert load(path) == {"map": {"-100": None, "no": "2012-01-01", "1.0": "yes"}}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"recrod": "id"}, "`recrod` is not known. Did you mean 'record'?"),
        ({"record": None}, "`record`: is required"),
        ({"source": "My Desk"}, "`source`: 'My Desk' is not a name"),
        ({"shape": "delta"}, "`shape`: 'delta' is not one of snapshot, events"),
        ({"kind": {"constant": "bug"}}, "`kind.constant`: 'bug' is not one of"),
        ({"time": {"column": "at", "formats": ["%Q"]}}, "`time.formats`: '%Q' is not a date format"),
        ({"time": {"column": "at", "zone": "Mars/Base"}}, "`time.zone`: 'Mars/Base' is not a time zone"),
        ({"time": {"column": "at", "colum": "x"}}, "`time.colum` is not known. Did you mean 'column'?"),
        ({"time": {"column": "at", "constant": "x"}}, "`time.constant`: a cell names exactly one of"),
        ({"state": {"column": "state", "map": {"Open": "opened"}}}, "`state.map`: 'opened' is not one of"),
        ({"state": {"column": "state", "map": {"Open": "fix_in_progress"}}}, "`state.map`"),
        ({"fields": {"impact": {"column": "i", "map": {"High": "0"}}}}, "`fields.impact.map`: '0'"),
        ({"fields": {"colour": "c"}}, "`fields.colour` is not known"),
        ({"order_by": ["a", "b", "c", "d"]}, "`order_by`: has one to three columns"),
        ({"order_by": [{"column": "a", "type": "date"}]}, "`order_by.0`: 'date' is not one of"),
        ({"format": {"encoding": "klingon"}}, "`format.encoding`"),
        ({"format": {"encoding": "hex"}}, "`format.encoding`"),
        ({"format": {"delimiter": "ab"}}, "`format.delimiter`"),
        ({"format": {"header": "false"}}, "`format.columns`: is required"),
        ({"only_rows": [{"column": "a"}]}, "either `in` or `not_in`"),
        ({"only_rows": ["a"]}, "`only_rows.0`: must be a section"),
        ({"finals": [{"at": "done_at"}]}, "`finals.0.state`: is required"),
        ({"nulls": [["x"]]}, "`nulls`: must be a list of texts"),
        ({"state": {"template": "no columns"}}, "`state.template`: names no column"),
        ({"fields": {"title": {"column": "a", "pattern": "("}}}, "`fields.title.pattern`"),
    ],
)
def test_a_wrong_key_of_an_event_log_is_named(changes: dict[str, Any], said: str) -> None:
    values = {key: item for key, item in {**LOG, **changes}.items() if item is not None}
    with pytest.raises(Refused) as refused:
        read_event_log(values)
    assert said in refused.value.message


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"currency": None}, "`currency`: is required"),
        ({"budget": {"sum": []}}, "`budget.sum`: must be a list of number cells"),
        ({"budget": {"sum": ["a"], "scale": "2"}}, "`budget.scale` is not known"),
        ({"budget": {"column": "a", "scale": "0"}}, "`budget.scale`: must be a number other than 0"),
        ({"phase": {"column": "p", "map": {"x": "monitoring"}}}, "`phase.map`: 'monitoring' is not one of"),
        ({"state": {"column": "p", "otherwise": "gone"}}, "'gone' is not one of active"),
        ({"rows_of_a_day": "first"}, "`rows_of_a_day`: 'first' is not one of one, sum, last"),
        ({"start": {"column": "s", "earliest": "1970"}}, "`start.earliest`: '1970' is not a day"),
        ({"planned_finish": {"column": "s", "plus_days": {"colum": "x"}}}, "`planned_finish.plus_days"),
    ],
)
def test_a_wrong_key_of_a_portfolio_is_named(changes: dict[str, Any], said: str) -> None:
    values = {key: item for key, item in {**BOOK, **changes}.items() if item is not None}
    with pytest.raises(Refused) as refused:
        read_portfolio(values)
    assert said in refused.value.message


@pytest.mark.parametrize("app", ["tickets", "projects"])
def test_every_shipped_mapping_is_sound(app: str) -> None:
    read = {"tickets": read_event_log, "projects": read_portfolio}[app]
    found = sorted((ROOT / app / "mappings").glob("*.yaml"))
    assert len(found) >= 2
    for path in found:
        assert read(load(path)).source == path.stem


@pytest.mark.parametrize("app", ["tickets", "projects"])
def test_every_example_of_the_reference_is_a_sound_mapping(app: str, tmp_path: Path) -> None:
    text = (ROOT / app / "mappings" / "README.md").read_text()
    examples = [part.split("```")[0] for part in text.split("```yaml\n")[1:]]
    whole = [example for example in examples if example.startswith("source:")]
    assert len(whole) >= 2
    read = {"tickets": read_event_log, "projects": read_portfolio}[app]
    for example in whole:
        path = tmp_path / "example.yaml"
        path.write_text(example)
        read(load(path))
