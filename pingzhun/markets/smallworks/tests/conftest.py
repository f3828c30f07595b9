from datetime import datetime

import pytest

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
def now(db) -> datetime:
    """The platform's clock can be moved forward, as on a demonstration site."""
    clock.enable_demo_clock()
    return clock.now()


@pytest.fixture
def cast(now) -> Cast:
    return build(now)
