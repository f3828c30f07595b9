"""A canary price is looked for wherever a database administrator could look."""

import base64
import secrets
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pingzhun.sealing import box

from .conftest import OPENS

CLOSES = OPENS + timedelta(days=3)
WAL_SEGMENT = 16 * 1024 * 1024


@pytest.fixture
def canary() -> str:
    """A price that stands in no other test's traces."""
    return f"{secrets.randbelow(10**11) + 10**11}.80"


def disguises(text: str) -> list[str]:
    data = text.encode()
    return [text, data.hex(), base64.b64encode(data).decode().rstrip("=")[:-1]]


def tables_showing(text: str) -> list[str]:
    """Search every column of every row of every table of this database, whatever its type."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_stat_user_tables ORDER BY relname")
        tables = [name for (name,) in cursor.fetchall()]
        assert len(tables) > 10
        showing = []
        for table in tables:
            cursor.execute(
                f'SELECT count(*) FROM "{table}" AS t WHERE t::text LIKE ANY (%s)',
                [[f"%{each}%" for each in disguises(text)]],
            )
            if cursor.fetchone() != (0,):
                showing.append(table)
    return showing


def wal_position() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_wal_insert_lsn() - '0/0'::pg_lsn")
        return int(cursor.fetchone()[0])


def wal_shows(text: str, since: int) -> bool:
    """Search the write-ahead log from `since` on: what replicas and backups receive."""
    with connection.cursor() as cursor:
        for position in range(since, wal_position() + WAL_SEGMENT, WAL_SEGMENT):
            cursor.execute(
                "SELECT position(%s::bytea IN pg_read_binary_file('pg_wal/' || pg_walfile_name('0/0'::pg_lsn + %s),"
                " 0, %s, true)) > 0",
                [text.encode(), position, WAL_SEGMENT],
            )
            if cursor.fetchone() == (True,):
                return True
    return False


def seal(case, organisation, user, price, key):
    return box.seal(
        case=case,
        organisation=organisation,
        payload={"price": price},
        closes_at=CLOSES,
        user=user,
        now=OPENS,
        idempotency_key=key,
    )


@pytest.mark.covers("Y10", "H37")
@pytest.mark.django_db(transaction=True)
def test_a_sealed_price_is_nowhere_before_the_opening_and_is_found_after_it(case, jia, user, clock, canary):
    since = wal_position()
    with CaptureQueriesContext(connection) as queries:
        seal(case, jia, user, "1.00", "first")
        seal(case, jia, user, canary, "second")
    assert len(queries) > 5
    assert [query for query in queries if any(each in query["sql"] for each in disguises(canary))] == []
    assert tables_showing(canary) == []
    assert wal_shows(canary, since) is False

    clock(CLOSES)
    box.open_box(case=case, now=CLOSES, actor_label="系统")
    assert tables_showing(canary) == ["sealing_openedoffer"]
    assert wal_shows(canary, since) is True


@pytest.mark.django_db
def test_the_search_finds_a_price_that_was_stored_in_clear_or_in_bytes(
    case, jia, user, clock, canary, monkeypatch
):
    """The control: if sealing forgot to encrypt, the test above would fail."""
    case.title = f"预算 {canary}"
    case.save()
    assert tables_showing(canary) == ["cases_case"]
    with connection.cursor() as cursor:
        cursor.execute("UPDATE cases_case SET title = encode(%s, 'base64')", [canary.encode()])
    assert tables_showing(canary) == ["cases_case"]
    monkeypatch.setattr(box, "encrypt", lambda key, data, *, context: data)
    monkeypatch.setattr(box, "decrypt", lambda key, data, *, context: data)
    seal(case, jia, user, canary, "k")
    assert tables_showing(canary) == ["cases_case", "sealing_sealedoffer"]
