"""What the threat model names as its tests is there."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NAMED = re.compile(r"`((?:[\w/]+/)?test_\w+\.py)(?:::(test_\w+))?`")


def missing(text: str) -> list[str]:
    """The tests that `text` names and that are not there."""
    found = []
    for file, name in NAMED.findall(text):
        path = ROOT / file if file.startswith("tests/") else ROOT / "pingzhun" / file
        if not path.exists() or (name and f"def {name}(" not in path.read_text("utf-8")):
            found.append(f"{file}::{name}" if name else file)
    return found


def test_every_test_that_the_threat_model_names_is_there():
    text = (ROOT / "docs" / "threat-model.md").read_text("utf-8")
    assert len(NAMED.findall(text)) > 40, "the names were not recognised"
    assert missing(text) == []


def test_a_test_that_is_not_there_is_noticed():
    assert missing("`tests/test_threat_model.py::test_nothing_of_this_name`") == [
        "tests/test_threat_model.py::test_nothing_of_this_name"
    ]
