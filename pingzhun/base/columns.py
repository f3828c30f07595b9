"""Columns that many tables have."""

from typing import Any

from django.db import models


def amount(label: str, **options: Any) -> models.DecimalField:
    """A sum in yuan."""
    return models.DecimalField(label, max_digits=16, decimal_places=2, **options)
