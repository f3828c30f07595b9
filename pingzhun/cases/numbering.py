"""Numbers that people read out on the telephone: ZJ-2026-000123."""

from datetime import datetime

from django.db import connection
from django.utils.timezone import localtime

NEXT = """
INSERT INTO cases_codecounter (prefix, year, last) VALUES (%s, %s, 1)
ON CONFLICT ON CONSTRAINT one_counter_per_prefix_and_year DO UPDATE SET last = cases_codecounter.last + 1
RETURNING last
"""


def given() -> int:
    """How many codes have been given since ever. It grows with every transaction that has given itself one, when it commits."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(sum(last), 0) FROM cases_codecounter")
        (number,) = cursor.fetchone()
    return int(number)


def next_code(prefix: str, *, now: datetime) -> str:
    """The next code under `prefix` in the year of `now` (Asia/Shanghai). Writers of one prefix wait for each other's commit,
    so that a year's codes have no gaps.
    """
    year = localtime(now).year
    with connection.cursor() as cursor:
        cursor.execute(NEXT, [prefix, year])
        (number,) = cursor.fetchone()
    return f"{prefix}-{year}-{number:06d}"
