"""The tables of filings: what is filed, its versions and decisions (`filings`), and the papers sealed in it (`deeds`)."""

from pingzhun.filings.models.deeds import Deed, SealPlace
from pingzhun.filings.models.filings import (
    Decision,
    Filing,
    Reasoned,
    Reminder,
    Review,
    Submission,
    final_once_submitted,
)

__all__ = [
    "Decision",
    "Deed",
    "Filing",
    "Reasoned",
    "Reminder",
    "Review",
    "SealPlace",
    "Submission",
    "final_once_submitted",
]
