"""ISO weeks in Beijing time: 本周, 上周."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from pingzhun.base.localtime import SHANGHAI, local_date

WEEK = timedelta(weeks=1)


@dataclass(frozen=True, order=True)
class Week:
    """From Monday 00:00 to the next, in Beijing. str() is its ISO name: 2026-W48."""

    monday: date

    @classmethod
    def of(cls, moment: datetime | date) -> Week:
        day = local_date(moment) if isinstance(moment, datetime) else moment
        return cls(day - timedelta(days=day.weekday()))

    @classmethod
    def named(cls, name: str) -> Week:
        """The week of an ISO name. Raises ValueError for anything else."""
        if not re.fullmatch(r"\d{4}-W\d{2}", name, re.ASCII):
            raise ValueError(f"not a week: {name!r}")
        return cls(date.fromisocalendar(int(name[:4]), int(name[6:]), 1))

    @property
    def starts(self) -> datetime:
        return datetime.combine(self.monday, time.min, SHANGHAI)

    @property
    def ends(self) -> datetime:
        """The first moment after it."""
        return (self + 1).starts

    @property
    def sunday(self) -> date:
        return self.monday + timedelta(days=6)

    def __add__(self, weeks: int) -> Week:
        return Week(self.monday + weeks * WEEK)

    def __sub__(self, weeks: int) -> Week:
        return self + -weeks

    def __str__(self) -> str:
        year, week, _ = self.monday.isocalendar()
        return f"{year}-W{week:02}"


def weeks_until(last: Week, number: int) -> list[Week]:
    """So many weeks, `last` the last of them."""
    return [last - back for back in reversed(range(number))]
