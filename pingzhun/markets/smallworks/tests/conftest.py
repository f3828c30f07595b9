from collections.abc import Iterator
from datetime import datetime

import pytest
from django.core.cache import cache
from django.db import connection

from pingzhun.markets.smallworks.demo.cast import Cast, build
from pingzhun.regimes import clock


@pytest.fixture(autouse=True)
def disk(settings, tmp_path) -> None:
    """Attachments of one test in a directory of its own."""
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path / "documents"},
        }
    }


@pytest.fixture
def site(transactional_db: None) -> Iterator[None]:
    """A demonstration, whose clock can be moved, for as long as the test."""
    cache.clear()
    clock.enable_demo_clock()
    yield
    with connection.cursor() as cursor:
        name = connection.ops.quote_name(connection.settings_dict["NAME"])
        cursor.execute(f"ALTER DATABASE {name} RESET pingzhun.demo")


@pytest.fixture
def now(db) -> datetime:
    """The platform's clock can be moved forward, as on a demonstration site."""
    clock.enable_demo_clock()
    return clock.now()


@pytest.fixture
def cast(now) -> Cast:
    return build(now)
