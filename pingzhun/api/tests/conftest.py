import pytest

from pingzhun.notices.tests.conftest import *  # noqa: F403 -- the same story
from pingzhun.notices.tests.conftest import NOON
from pingzhun.regimes import clock


@pytest.fixture(autouse=True)
def noon(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOON)
