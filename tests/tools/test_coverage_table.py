"""The table of requirements and tests."""

from tests.requirements import requirement_titles
from tools.coverage_table import table


def test_every_code_of_every_manual_is_listed_once_and_in_order():
    codes = list(requirement_titles())
    expected = {"P": 12, "Y": 29, "H": 39, "R": 38, "X": 16, "S": 21}
    assert codes == [f"{letter}{number + 1}" for letter, count in expected.items() for number in range(count)]


def test_the_table_names_the_tests_of_a_code_and_says_none_where_there_is_none():
    rows = table(
        {"Y9": {"tests/test_y.py::TestEnrolment::test_an_agency_without_the_scope_is_refused"}}
    ).splitlines()
    row = next(row for row in rows if row.startswith("| Y9 |"))
    assert row.endswith("| [an agency without the scope is refused](../tests/test_y.py) |")
    assert next(row for row in rows if row.startswith("| Y10 |")).endswith("| none |")
    assert "1 of 155 codes have a test." in rows
