"""What many modules stand on is made once for a run: `standing_on`.

A database that is made by whoever needs it first, and copied by each process; its files and keys; and the objects that tests
know it by, pickled. A module works in its process's copy, in a transaction that is never committed. The copies are dropped at
the end; what they were copied from stays until the next run makes it anew.
"""

import fcntl
import os
import pickle
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

import pytest
from django.db import connection
from django.test import override_settings

from pingzhun.filings.walking import in_one_transaction, undone
from pingzhun.regimes import clock
from tests.storages import stored_in

Build = Callable[[datetime], Any]
WORKER = os.environ.get("PYTEST_XDIST_WORKER")


class StandingOn(Protocol):
    def __call__(self, name: str, build: Build) -> Any:
        """A context of whatever `build(now)` returns; `name` tells it from what others build. The clock can be moved there."""


@pytest.fixture(scope="session")
def standing_on(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[StandingOn]:
    copies: list[str] = []
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if WORKER else base

    @contextmanager
    def standing_on(name: str, build: Build) -> Iterator[Any]:
        with django_db_blocker.unblock():
            own, made = base / "standing" / name, shared / "standing" / f"{name}-made"
            copy = f"{_database()}_{name}"
            if not own.exists():
                _make_once(name, build, made)
                _copy_database(copy, of=_made_database(name))
                copies.append(copy)
                shutil.copytree(made, own)
            with _placed_in(own), _connected_to(copy), undone():
                clock.enable_demo_clock()  # a setting of the database, which its copies do not have
                yield pickle.loads((own / "objects").read_bytes())  # noqa: S301 -- our own

    yield standing_on
    with django_db_blocker.unblock():
        for copy in copies:
            _drop_database(copy)


def _make_once(name: str, build: Build, folder: Path) -> None:
    folder.parent.mkdir(exist_ok=True)
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if folder.exists():
            return
        arriving = folder.with_suffix(".arriving")
        arriving.mkdir()
        database = _made_database(name)
        _copy_database(database, of=connection.settings_dict["TEST"].get("TEMPLATE") or _database())
        with _placed_in(arriving), _connected_to(database), in_one_transaction():
            clock.enable_demo_clock()
            (arriving / "objects").write_bytes(pickle.dumps(build(clock.now())))
        arriving.rename(folder)


def _database() -> str:
    """The name of this process's test database."""
    return str(connection.settings_dict["TEST"]["NAME"])


def _made_database(name: str) -> str:
    return f"{_database().removesuffix(f'_{WORKER}')}_{name}_made"


def _copy_database(name: str, *, of: str) -> None:
    _drop_database(name)
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{of}"')


def _drop_database(name: str) -> None:
    connection.close()
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')


@contextmanager
def _connected_to(database: str) -> Iterator[None]:
    before = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = database
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before


def _placed_in(folder: Path) -> override_settings:
    return override_settings(DATA_DIR=folder / "data", STORAGES=stored_in(folder / "documents"))
