"""Whom and what tests find there, each in a copy that is as it was made: `company`, the cast of 中介超市, and `world`, the casts
of all markets with a case in every state.
"""

from collections.abc import Iterator

import pytest
from django.test import override_settings

from pingzhun.markets.intermediary.demo.cast import Cast, build
from tests.architecture import world as worlds
from tests.standing import StandingOn


@pytest.fixture(scope="module")
def company(standing_on: StandingOn) -> Iterator[Cast]:
    """The cast, and a clock that can be moved. A module whose tests commit has a cast of its own instead."""
    with standing_on("intermediary", build) as cast:
        yield cast


@pytest.fixture
def cast(company: Cast, db: None) -> Cast:
    """The module's, to a test; where another market, or a commit, needs another, a conftest or a module says so."""
    return company


@pytest.fixture(scope="module")
def world(standing_on: StandingOn) -> Iterator[worlds.World]:
    """Each test works in a savepoint of it."""
    # Sessions in a cache that forgets none: by default it keeps 300, and whoever was dropped would be a stranger again.
    caches = {
        "default": {
            "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
            "LOCATION": "world",
            "OPTIONS": {"MAX_ENTRIES": 1_000_000},
        }
    }
    sessions = override_settings(
        DEMO=True, SESSION_ENGINE="django.contrib.sessions.backends.cache", CACHES=caches
    )
    with sessions, standing_on("world", worlds.build) as world:
        yield world
