"""Beijing time: the law counts its days there, wherever the server or the reader is."""

from calendar import monthrange
from datetime import date, datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


def local_date(moment: datetime) -> date:
    """Return the day in Beijing at `moment`. Raises ValueError if `moment` is naive."""
    return to_local(moment).date()


def to_local(moment: datetime) -> datetime:
    """Return `moment` as Beijing's clocks show it. Raises ValueError if `moment` is naive."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    return moment.astimezone(SHANGHAI)


def months_before(moment: datetime, months: int) -> datetime:
    """Return the same day and hour so many months earlier, or the last day of that month where it is shorter.

    Raises ValueError if `moment` is naive.
    """
    local = to_local(moment)
    year, month = divmod(local.year * 12 + local.month - 1 - months, 12)
    return local.replace(year=year, month=month + 1, day=min(local.day, monthrange(year, month + 1)[1]))


def moment(value: datetime) -> str:
    """A time as notices and papers say it: 2026-11-21 09:30, in Beijing. Raises ValueError if `value` is naive."""
    return f"{to_local(value):%Y-%m-%d %H:%M}"
