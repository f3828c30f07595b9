"""Whom and what tests find there, built once for a module that asks for it, in a transaction that is never committed:
`company`, the cast of 中介超市, and `world`, the casts of all markets with a case in every state.
"""

from collections.abc import Iterator

import pytest
from django.test import override_settings

from pingzhun.filings.walking import undone
from pingzhun.markets.intermediary.demo.cast import Cast, build
from pingzhun.regimes import clock
from tests.architecture import world as worlds
from tests.storages import stored_in


@pytest.fixture(scope="module")
def company(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[Cast]:
    """The cast, and a clock that can be moved. A module whose tests commit has a cast of its own instead."""
    changed = override_settings(DATA_DIR=tmp_path_factory.mktemp("data"))
    with changed, django_db_blocker.unblock(), undone():
        clock.enable_demo_clock()
        yield build(clock.now())


@pytest.fixture
def cast(company: Cast, db: None) -> Cast:
    """The module's, to a test; where another market, or a commit, needs another, a conftest or a module says so."""
    return company


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[worlds.World]:
    """Inside a transaction that is never committed; each test works in a savepoint of it."""
    storages = stored_in(tmp_path_factory.mktemp("documents"))
    # Sessions in a cache that forgets none: by default it keeps 300, and whoever was dropped would be a stranger again.
    caches = {
        "default": {
            "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
            "LOCATION": "world",
            "OPTIONS": {"MAX_ENTRIES": 1_000_000},
        }
    }
    changed = override_settings(
        DATA_DIR=tmp_path_factory.mktemp("data"),
        STORAGES=storages,
        DEMO=True,
        SESSION_ENGINE="django.contrib.sessions.backends.cache",
        CACHES=caches,
    )
    with changed, django_db_blocker.unblock(), undone():
        clock.enable_demo_clock()
        yield worlds.build()
