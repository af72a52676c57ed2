"""A number that carries its own proof: formula, inputs and snapshot, recomputable from the export alone.

The formula is plain arithmetic over named inputs (`+ - * /`, brackets, numbers), evaluated in decimal;
whoever holds the export can work it out by hand.
"""

from __future__ import annotations

import ast
import hashlib
import json
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from kernel.errors import DomainError
from kernel.figures import Figure, known, unknown

BINARY: dict[type[ast.operator], Callable[[Decimal, Decimal], Decimal]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
Inputs = Mapping[str, Decimal | None]


def evaluate(formula: str, inputs: Inputs) -> Figure[Decimal]:
    """The formula's value; null `no_data` when an input is, `zero_planned` where it divides by zero.

    Errors: `formula_unreadable` for anything but arithmetic over the named inputs.
    """
    try:
        tree = ast.parse(formula, mode="eval").body
    except (SyntaxError, ValueError) as error:
        raise DomainError("formula_unreadable", f"not a formula: {formula!r}") from error
    _check(tree, inputs, formula)
    if any(inputs[node.id] is None for node in ast.walk(tree) if isinstance(node, ast.Name)):
        return unknown("no_data")
    try:
        return known(_value(tree, inputs))
    except ZeroDivisionError:
        return unknown("zero_planned")


def _check(tree: ast.expr, inputs: Inputs, formula: str) -> None:
    for node in ast.walk(tree):
        readable = (
            isinstance(node, ast.operator | ast.unaryop | ast.expr_context)
            or (isinstance(node, ast.Name) and node.id in inputs)
            or (isinstance(node, ast.Constant) and type(node.value) in (int, float))
            or (isinstance(node, ast.BinOp) and type(node.op) in BINARY)
            or (isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub))
        )
        if not readable:
            raise DomainError("formula_unreadable", f"{ast.unparse(node)!r} has no place in {formula!r}")


def _value(node: ast.expr, inputs: Inputs) -> Decimal:
    if isinstance(node, ast.Name):
        return inputs[node.id] or Decimal(0)
    if isinstance(node, ast.Constant):
        return Decimal(str(node.value))
    if isinstance(node, ast.UnaryOp):
        return -_value(node.operand, inputs)
    assert isinstance(node, ast.BinOp)
    right = _value(node.right, inputs)
    if isinstance(node.op, ast.Div) and not right:
        raise ZeroDivisionError
    return BINARY[type(node.op)](_value(node.left, inputs), right)


@dataclass(frozen=True, slots=True)
class ExplainedNumber:
    """A metric with what it was worked out from."""

    metric: str
    formula: str
    inputs: Mapping[str, Decimal | None]
    snapshot: str
    value: Figure[Decimal]

    def export(self) -> str:
        """The number as JSON with sorted keys; decimals as text, so that nothing is rounded."""
        return json.dumps(
            {
                "metric": self.metric,
                "formula": self.formula,
                "inputs": {name: _text(value) for name, value in self.inputs.items()},
                "inputs_hash": inputs_hash(self.inputs),
                "snapshot": self.snapshot,
                "value": _text(self.value.value),
                "null_reason": self.value.null_reason,
            },
            sort_keys=True,
        )


def explain(metric: str, formula: str, inputs: Inputs, snapshot: str) -> ExplainedNumber:
    """The metric worked out by its formula. Errors: `formula_unreadable`."""
    return ExplainedNumber(metric, formula, dict(inputs), snapshot, evaluate(formula, inputs))


def recompute(export: str) -> Figure[Decimal]:
    """The value worked out again from an export. Errors: `export_changed` when its inputs do not match their
    hash."""
    held = json.loads(export)
    inputs = {name: None if text is None else Decimal(text) for name, text in held["inputs"].items()}
    if inputs_hash(inputs) != held["inputs_hash"]:
        raise DomainError("export_changed", "the inputs of this export were changed")
    return evaluate(held["formula"], inputs)


def inputs_hash(inputs: Inputs) -> str:
    """A digest of names and values, the same however many zeros a value is written with."""
    lines = (f"{name}={_text(inputs[name])}" for name in sorted(inputs))
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _text(value: Decimal | None) -> str | None:
    return None if value is None else format(value.normalize(), "f")
