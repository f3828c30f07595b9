"""The tests' own PostgreSQL cluster in `.data/test`, unless `DATABASE_URL` names another.

The migrations are run once, into a template from which the test database of each process is copied. Run as a program, this
makes the template; a run of tests does so itself where it is missing.
"""

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest
from django.conf import settings

from tools import pg

# Playwright's event loop runs in the test's thread, where Django would otherwise refuse the ORM.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

HOME = pg.ROOT / ".data" / "test" / "pg"
cluster_in_use = pytest.StashKey[ExitStack]()


def pytest_configure(config: pytest.Config) -> None:
    """Start the cluster; of the processes of a run that share it, the last one stops it."""
    config.stash[cluster_in_use] = stack = ExitStack()
    if not os.environ.get("DATABASE_URL"):
        cluster, name = stack.enter_context(cluster_with_template())
        default = settings.DATABASES["default"]
        default.update(HOST=str(cluster.socket_directory()), USER=pg.USER, NAME=pg.DATABASE)
        default["TEST"]["TEMPLATE"] = name


def pytest_unconfigure(config: pytest.Config) -> None:
    config.stash[cluster_in_use].close()


@contextmanager
def cluster_with_template() -> Iterator[tuple[pg.Cluster, str]]:
    """The running cluster, and the name of its database with all tables and no rows of anybody."""
    cluster, name = pg.Cluster(HOME), f"template_{fingerprint()}"
    with cluster.running():
        with cluster.locked("template.lock"):
            if not cluster.query(f"SELECT 1 FROM pg_database WHERE datname = '{name}'"):
                make_template(cluster, name)
        yield cluster, name


def make_template(cluster: pg.Cluster, name: str) -> None:
    """Under another name first, so that a half-made one is never taken for whole; those of older migrations go."""
    for old in cluster.query("SELECT datname FROM pg_database WHERE datname LIKE 'template\\_%'").split():
        cluster.query(f'DROP DATABASE "{old}"')
    arriving = f"{name}_arriving"
    cluster.query(f"CREATE DATABASE {arriving}")
    environment = os.environ | {
        "DATABASE_URL": f"postgresql://{pg.USER}@/{arriving}?host={cluster.socket_directory()}",
        "DJANGO_SETTINGS_MODULE": "config.settings_test",
    }
    migrate = [sys.executable, pg.ROOT / "manage.py", "migrate", "--verbosity=0"]
    subprocess.run(migrate, env=environment, check=True)
    cluster.query(f"ALTER DATABASE {arriving} RENAME TO {name}")


def fingerprint() -> str:
    """Of every migration of ours and of the packages' versions. Were it to miss one, `migrate` on the copy would run that."""
    migrations = sorted((pg.ROOT / "pingzhun").rglob("migrations/*.py"))
    contents = b"\0".join(path.read_bytes() for path in [pg.ROOT / "requirements" / "base.lock", *migrations])
    return hashlib.sha256(contents).hexdigest()[:12]


if __name__ == "__main__" and not os.environ.get("DATABASE_URL"):
    with cluster_with_template():
        pass
