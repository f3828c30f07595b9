"""The tests' own PostgreSQL cluster in `.data/test`, unless `DATABASE_URL` names another."""

import os
from contextlib import ExitStack

import pytest
from django.conf import settings

from tools import pg

# Playwright's event loop runs in the test's thread, where Django would otherwise refuse the ORM.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

cluster_in_use = pytest.StashKey[ExitStack]()


def pytest_configure(config: pytest.Config) -> None:
    """Start the cluster; of the processes of a run that share it, the last one stops it."""
    config.stash[cluster_in_use] = stack = ExitStack()
    if not os.environ.get("DATABASE_URL"):
        cluster = pg.Cluster(pg.ROOT / ".data" / "test" / "pg")
        stack.enter_context(cluster.running())
        settings.DATABASES["default"].update(
            HOST=str(cluster.socket_directory()), USER=pg.USER, NAME=pg.DATABASE
        )


def pytest_unconfigure(config: pytest.Config) -> None:
    config.stash[cluster_in_use].close()
