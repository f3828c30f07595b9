"""The page about ASVS has a line for every requirement, and what it names is there."""

import re
from pathlib import Path

from tests.test_threat_model import ROOT, missing

LINE = re.compile(r"^\| (V[\d.]+(?: V[\d.]+)*) \| ([^|]+) \| (.+) \|$", re.MULTILINE)
STATES = {"met", "partly", "not met", "operator", "n/a"}
FILE = re.compile(
    r"`((?:docs|deploy|config|pingzhun|requirements|tests)/[\w./-]+|pyproject\.toml|package-lock\.json)(?:::\w+)?`"
)


def page() -> str:
    return (ROOT / "docs" / "asvs.md").read_text("utf-8")


def absent(text: str) -> list[str]:
    """The files that `text` names and that are not there."""
    return [name for name in FILE.findall(text) if not (ROOT / name).exists()]


def test_every_requirement_of_both_levels_has_one_line():
    listed = Path(ROOT / "docs" / "asvs-requirements.txt").read_text("utf-8").splitlines()[1:]
    said = [requirement for ids, _, _ in LINE.findall(page()) for requirement in ids.split()]
    assert sorted(said) == sorted(listed)
    assert len(listed) == 253


def test_every_line_says_how_it_stands_and_what_is_met_names_what_meets_it():
    lines = LINE.findall(page())
    assert {state for _, state, _ in lines} == STATES
    assert len(lines) == sum(line.startswith("| V") for line in page().splitlines())
    unproved = {ids for ids, state, text in lines if state == "met" and "`" not in text}
    # By the server in front of us; by there being none; by the test of the line above; by there being nothing to name.
    assert unproved <= {"V4.2.1", "V6.4.2", "V3.3.3", "V3.3.4", "V15.3.6"}


def test_every_test_and_file_that_it_names_is_there():
    assert missing(page()) == []
    assert absent(page()) == []


def test_what_is_not_there_is_noticed():
    assert missing("`tests/test_headers.py::test_nothing_of_this_name`") != []
    assert absent("`docs/nothing-of-this-name.md`") == ["docs/nothing-of-this-name.md"]
