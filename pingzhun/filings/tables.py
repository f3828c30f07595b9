"""Cells of worklists and spreadsheets."""

from collections.abc import Callable
from typing import Any


def cell(row: Any, column: str | Callable[[Any], object]) -> object:
    """The value of a column: a function of the row, or an attribute path with dots; methods are called."""
    if callable(column):
        return column(row)
    value = row
    for name in column.split("."):
        value = getattr(value, name)
        if value is None:
            return None
    return value() if callable(value) else value
