"""Beijing time: the law counts its days there, wherever the server or the reader is."""

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
