"""What takes longest begins first: at the end of a run it would keep one processor waiting for the other."""

import pytest

FIRST = "test_the_demo_has_something_in_every_menu_of_every_role"


@pytest.hookimpl(trylast=True)  # after the shuffling
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: item.name != FIRST)
