"""Tables to which rows are only ever added, and the keys that sign them: what their tests need."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from django.core.management.commands import flush
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.backends.postgresql.operations import DatabaseOperations

from pingzhun.regimes.apps import create_regimes

OF_DJANGO = ("django_content_type", "auth_permission")


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
def emptying_between_tests_is_quick_and_passes_the_triggers() -> Iterator[None]:
    """A test with `transaction=True` ends by emptying the database. Rows are deleted, where TRUNCATE would give three hundred
    tables and their indexes new files; under a lock, for requests that are still under way; without triggers, as append-only
    tables refuse it. What Django itself writes after migrations stays (`OF_DJANGO`).
    """

    def sql_flush(self: Any, style: Any, tables: Sequence[str], **options: Any) -> list[str]:
        names = [self.quote_name(table) for table in tables if table not in OF_DJANGO]
        return [
            "SET LOCAL session_replication_role = replica",
            f"LOCK TABLE {', '.join(names)} IN SHARE ROW EXCLUSIVE MODE",
            *(f"DELETE FROM {name}" for name in names),
        ]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "sql_flush", sql_flush)
        patch.setattr(flush, "emit_post_migrate_signal", write_regimes)
        yield


def write_regimes(*args: Any, **options: Any) -> None:
    """Of what follows a flush, the one thing that was emptied with the rest."""
    create_regimes(using=DEFAULT_DB_ALIAS)
