"""A rule's refusal, shown where it concerns the form."""

from __future__ import annotations

from django import forms

from kernel.errors import DomainError


def mark(form: forms.Form, refused: DomainError) -> None:
    """Each sentence at its field; what belongs to no field of this form goes above it."""
    own = {name: items for name, items in refused.fields.items() if name in form.fields}
    for name, items in own.items():
        for _code, sentence in items:
            form.add_error(name, sentence)
    if not own:
        form.add_error(None, refused.message)
