"""Where a secret could have left a trace: tables, the write-ahead log, a backup, files. With them tests look for a canary."""

import base64
import subprocess
from decimal import Decimal
from pathlib import Path

from django.db import connection

from tools.pg import find_binaries

WAL_SEGMENT = 16 * 1024 * 1024


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


def dump() -> str:
    """What a backup holds; bytes as hexadecimal."""
    where = connection.settings_dict
    command = [find_binaries() / "pg_dump", "-h", where["HOST"], "-U", where["USER"], where["NAME"]]
    done = subprocess.run(command, capture_output=True, check=True, text=True)
    assert "COPY public.sealing_sealedoffer" in done.stdout
    return done.stdout


def files_under(folder: Path) -> str:
    return "".join(
        each.read_bytes().decode("utf-8", "ignore") for each in folder.rglob("*") if each.is_file()
    )


def hits(canary: str, places: dict[str, str]) -> set[str]:
    """Where it stands, as it was typed, as pages show an amount, or in bytes."""
    shown = f"{Decimal(canary):,.2f}" if canary.replace(".", "").isdigit() else canary
    forms = [*disguises(canary), *disguises(shown)]
    return {place for place, text in places.items() if any(each in text for each in forms)}
