"""Tables to which rows are only ever added, and the keys that sign them: what their tests need."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.db.backends.postgresql.operations import DatabaseOperations


def end_demo() -> None:
    """Take back `clock.enable_demo_clock`, which a test that commits leaves behind: no TRUNCATE does."""
    with connection.cursor() as cursor:
        name = connection.ops.quote_name(connection.settings_dict["NAME"])
        cursor.execute(f"ALTER DATABASE {name} RESET pingzhun.demo")


@pytest.fixture(autouse=True)
def own_keys(settings: Any, tmp_path: Path) -> None:
    """Keys and files of one test, in a directory of its own."""
    settings.DATA_DIR = tmp_path


@pytest.fixture(scope="session", autouse=True)
def emptying_between_tests_passes_the_triggers() -> Iterator[None]:
    """A test with `transaction=True` ends in TRUNCATE, which append-only tables refuse: there, triggers rest."""
    original = DatabaseOperations.sql_flush

    def sql_flush(self: Any, *args: Any, **options: Any) -> list[str]:
        statements = original(self, *args, **options)
        return ["SET LOCAL session_replication_role = replica", *statements] if statements else []

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "sql_flush", sql_flush)
        yield
