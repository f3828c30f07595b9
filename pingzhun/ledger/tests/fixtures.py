"""For every app with append-only tables; imported by their conftest."""

from collections.abc import Iterator

import pytest
from django.db.backends.postgresql.operations import DatabaseOperations


@pytest.fixture(autouse=True)
def own_keys(settings, tmp_path):
    settings.DATA_DIR = tmp_path


@pytest.fixture(scope="session", autouse=True)
def emptying_between_tests_passes_the_triggers() -> Iterator[None]:
    """A test with `transaction=True` ends in TRUNCATE, which append-only tables refuse: there, triggers rest."""
    original = DatabaseOperations.sql_flush

    def sql_flush(self, *args, **kwargs):
        statements = original(self, *args, **kwargs)
        return ["SET LOCAL session_replication_role = replica", *statements] if statements else []

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "sql_flush", sql_flush)
        yield
