from datetime import datetime

import pytest

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
def demo_clock(db) -> None:
    """The platform's clock can be moved forward, as on a demonstration site."""
    clock.enable_demo_clock()
