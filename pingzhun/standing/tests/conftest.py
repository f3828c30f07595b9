from datetime import datetime

import pytest

from pingzhun.regimes import clock


@pytest.fixture
def now(db) -> datetime:
    return clock.now()
