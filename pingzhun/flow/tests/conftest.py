from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from django.db import connection, transaction

from . import lamps
from .lamps import NOW, Lamp, Somebody


@pytest.fixture
def shop(db) -> Iterator[None]:
    with lamps.table():
        yield


@pytest.fixture
def lamp(shop) -> Lamp:
    return lamps.course.start(Lamp(), actor=Somebody(), now=NOW)


@pytest.fixture
def execute() -> Callable[..., int]:
    """Run SQL as somebody with a psql prompt would; return how many rows it touched."""

    def execute(sql: str, *parameters: object) -> int:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, parameters)
            return cursor.rowcount

    return execute


@pytest.fixture
def triggers_at_rest() -> Callable[[], AbstractContextManager[None]]:
    """For negative controls: what would happen without the triggers. Only a superuser can do this."""

    @contextmanager
    def at_rest() -> Iterator[None]:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            yield
            cursor.execute("SET LOCAL session_replication_role = origin")

    return at_rest
