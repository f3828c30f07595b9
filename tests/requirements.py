"""`@pytest.mark.covers("Y9")`: the test proves a line of `docs/requirements-codes.txt`."""

from pathlib import Path

import pytest

CODES = Path(__file__).resolve().parent.parent / "docs" / "requirements-codes.txt"


def requirement_titles() -> dict[str, str]:
    """Return the title of every requirement code, in the file's order."""
    lines = (line.partition(" ") for line in CODES.read_text().splitlines() if line and line[0] != "#")
    return {code: title.strip() for code, _, title in lines}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    known = requirement_titles().keys()
    for item in items:
        for mark in item.iter_markers("covers"):
            unknown = set(mark.args) - known
            if unknown:
                raise pytest.UsageError(f"{item.nodeid} covers {sorted(unknown)}, unknown to {CODES.name}")
