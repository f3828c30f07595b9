from datetime import datetime

import pytest

from pingzhun.markets.intermediary.demo.cast import Cast
from pingzhun.regimes import clock
from tests.storages import stored_in


@pytest.fixture(autouse=True)
def disk(settings, tmp_path) -> None:
    """Attachments of one test in a directory of its own."""
    settings.STORAGES = stored_in(tmp_path / "documents")


@pytest.fixture
def now(db) -> datetime:
    return clock.now()


@pytest.fixture
def own_keys() -> None:
    """Those of the module, under which its quotes are sealed."""


@pytest.fixture
def cast(company: Cast, db: None) -> Cast:
    return company


@pytest.fixture
def demo_clock(db) -> None:
    """The platform's clock can be moved forward, as on a demonstration site."""
    clock.enable_demo_clock()
