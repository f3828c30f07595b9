"""The one clock: PostgreSQL's, moved ahead in a demo. Nothing else in the platform asks what time it is."""

from datetime import datetime, timedelta
from typing import Any, cast

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import connection

from pingzhun.regimes.models import LONGEST_SHIFT, ClockShift


class NotADemoError(Exception):
    """The clock was to be moved in a database that is not a demo."""


def now() -> datetime:
    """Return the database's time, aware, in one query; it moves on within a transaction."""
    return cast(datetime, _scalar("SELECT pingzhun_clock()"))


def is_demo() -> bool:
    """Whether this database has been made a demo by `enable_demo_clock`."""
    return cast(bool, _scalar("SELECT pingzhun_demo()"))


def shift() -> ClockShift | None:
    """Return how far the clock is ahead, who moved it last and when; None while it shows the real time."""
    return ClockShift.objects.first() if is_demo() else None


def shift_forward(by: timedelta, *, actor_user: AbstractBaseUser) -> datetime:
    """Move the clock of a demo ahead for everyone and return the new time.

    Raises NotADemoError outside a demo database, ValueError unless `by` is positive and the sum at most
    `LONGEST_SHIFT`.
    """
    if not is_demo():
        raise NotADemoError("演示时钟只能在演示环境中使用。")
    if by <= timedelta(0):
        raise ValueError("演示时钟只能向前拨动。")
    values: dict[str, Any] = {"by": by, "who": actor_user.get_username(), "longest": LONGEST_SHIFT}
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO regimes_clockshift AS clock (id, shift, moved_at, moved_by)
            SELECT 1, %(by)s, pingzhun_clock(), %(who)s WHERE %(by)s <= %(longest)s
            ON CONFLICT (id) DO UPDATE
                SET shift = clock.shift + excluded.shift,
                    moved_at = excluded.moved_at,
                    moved_by = excluded.moved_by
                WHERE clock.shift + excluded.shift <= %(longest)s
            """,
            values,
        )
        if not cursor.rowcount:
            raise ValueError(f"演示时钟累计最多快进 {LONGEST_SHIFT.days} 天。")
    return now()


def enable_demo_clock() -> None:
    """Make this database a demo, for good. Needs the right to ALTER DATABASE."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_database()")
        name = connection.ops.quote_name(cursor.fetchone()[0])
        cursor.execute(f"ALTER DATABASE {name} SET pingzhun.demo = 'on'")


def _scalar(query: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchone()[0]
