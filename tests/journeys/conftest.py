"""A demonstration site for the stories: the cast, an empty disk, a clock that can be moved, a worker to call."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
from django.core.cache import cache
from playwright.sync_api import Page

from pingzhun.markets.intermediary.demo.cast import Cast, build
from pingzhun.markets.tendering.demo import cast as tendering
from pingzhun.regimes import clock
from tests.browser import SIZES
from tests.database import end_demo
from tests.storages import stored_in


@pytest.fixture(autouse=True)
def demo(settings: Any, tmp_path: Any, transactional_db: None) -> Iterator[None]:
    """The site as `PINGZHUN_DEMO=1` starts it, with files of its own."""
    settings.DEMO = True
    settings.STORAGES = stored_in(tmp_path / "documents")
    cache.clear()
    clock.enable_demo_clock()
    yield
    end_demo()


@pytest.fixture
def cast(demo: None) -> Cast:
    return build(clock.now())


@pytest.fixture
def city(demo: None) -> tendering.Cast:
    """The cast of 政府采购."""
    return tendering.build(clock.now())


@pytest.fixture(params=SIZES)
def visit(request: pytest.FixtureRequest, open_page: Callable[..., Page]) -> Callable[..., Page]:
    """`visit(user)`: a page of somebody who has signed in, `visit()`: of anybody; once on a desktop and once on a phone."""
    return partial(open_page, size=request.param)
