"""What a rule refused, shown where it was typed."""

from __future__ import annotations

from django import forms

from kernel.errors import AppError


def refused(form: forms.Form, error: AppError) -> None:
    """Put the sentence of an error on the form: on its fields as far as it names them."""
    named = [name for name in error.fields if name in form.fields]
    for name in named:
        form.add_error(name, error.message)
    if not named:
        form.add_error(None, error.message)
