"""Columns of filings that rate."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

STARS = [(5, "5 很好"), (4, "4 好"), (3, "3 一般"), (2, "2 差"), (1, "1 很差")]


def stars(label: str) -> "models.PositiveSmallIntegerField[int, int]":
    """One to five of them."""
    return models.PositiveSmallIntegerField(
        label, choices=STARS, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
