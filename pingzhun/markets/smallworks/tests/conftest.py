from collections.abc import Iterator
from datetime import datetime

import pytest
from django.core.cache import cache

from pingzhun.markets.smallworks.demo.cast import Cast, build
from pingzhun.regimes import clock
from tests.database import end_demo
from tests.standing import StandingOn
from tests.storages import stored_in


@pytest.fixture(autouse=True)
def disk(settings, tmp_path) -> None:
    """Attachments of one test in a directory of its own."""
    settings.STORAGES = stored_in(tmp_path / "documents")


@pytest.fixture(scope="module")
def company(standing_on: StandingOn) -> Iterator[Cast]:
    """The cast and a clock that can be moved, for a module whose tests do not commit."""
    with standing_on("smallworks", build) as cast:
        yield cast


@pytest.fixture
def cast(company: Cast, db: None) -> Cast:
    """The module's; for a browser, which sees only what is committed, a module takes `site` instead."""
    return company


@pytest.fixture
def now(cast: Cast) -> datetime:
    return clock.now()


@pytest.fixture
def site(transactional_db: None) -> Iterator[Cast]:
    """A demonstration for a browser: what is done is committed, and the clock can be moved."""
    cache.clear()
    clock.enable_demo_clock()
    yield build(clock.now())
    end_demo()
