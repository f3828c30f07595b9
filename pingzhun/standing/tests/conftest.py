from datetime import datetime

import pytest

from pingzhun.markets.intermediary.demo.cast import Cast
from pingzhun.regimes import clock


@pytest.fixture
def now(db) -> datetime:
    return clock.now()


@pytest.fixture
def cast(company: Cast, db: None) -> Cast:
    return company
