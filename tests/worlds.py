"""`world`: the cast with a job in every state, built once for a module that asks for it."""

from collections.abc import Iterator

import pytest
from django.conf import settings as django_settings
from django.db import transaction
from django.test import override_settings

from pingzhun.regimes import clock
from tests.architecture import world as worlds


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[worlds.World]:
    """Inside a transaction that is never committed; each test works in a savepoint of it."""
    storages = django_settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path_factory.mktemp("documents")},
        }
    }
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
    with changed, django_db_blocker.unblock():
        whole = transaction.atomic()
        whole._from_testcase = True  # as in django.test.TestCase: a durable block may stand within it
        with whole:
            clock.enable_demo_clock()
            yield worlds.build()
            transaction.set_rollback(True)
