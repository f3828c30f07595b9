"""Counting legal periods in 日 and 工作日: pure functions over a calendar.

The start day is never counted, and a period of 日 whose last day is not a working day ends on the next one
that is (87号令 第八十五条, 94号令 第四十二条; 法定节假日 is read with weekends, as in 民法典 第二百零三条).
日 and 工作日 are never mixed.
"""

from datetime import date, timedelta
from typing import Protocol

_DAY = timedelta(days=1)


class Calendar(Protocol):
    def is_workday(self, day: date, /) -> bool: ...


def add_days(start: date, n: int, *, calendar: Calendar, roll: bool = True) -> date:
    """Return the last day of a period of `n` 日 that begins after `start`; with `roll`, never a day of rest.

    Raises ValueError if `n` is negative.
    """
    last = start + timedelta(days=_checked(n))
    while roll and not calendar.is_workday(last):
        last += _DAY
    return last


def add_workdays(start: date, n: int, *, calendar: Calendar) -> date:
    """Return the `n`-th 工作日 after `start`, or `start` if n = 0. Raises ValueError if `n` is negative."""
    day, left = start, _checked(n)
    while left:
        day += _DAY
        left -= calendar.is_workday(day)
    return day


def days_before(end: date, n: int, *, calendar: Calendar, roll: bool = True) -> date:
    """Return the latest day on which a period of `n` 日 can begin and be over by the end of `end`.

    The inverse of add_days: add_days(s, n) <= end exactly when s <= days_before(end, n).
    Raises ValueError if `n` is negative.
    """
    last = end
    while roll and not calendar.is_workday(last):
        last -= _DAY
    return last - timedelta(days=_checked(n))


def workdays_before(end: date, n: int, *, calendar: Calendar) -> date:
    """Return the latest day that is at least `n` 工作日 before `end`, `end` counted and the day itself not.

    The inverse of add_workdays: add_workdays(s, n) <= end exactly when s <= workdays_before(end, n).
    Raises ValueError if `n` is negative.
    """
    day, left = end, _checked(n)
    while left:
        left -= calendar.is_workday(day)
        day -= _DAY
    return day


def workdays_between(start: date, end: date, *, calendar: Calendar) -> int:
    """Return how many 工作日 lie after `start` up to and including `end`; negative if `end` comes first."""
    if end < start:
        return -workdays_between(end, start, calendar=calendar)
    return sum(
        calendar.is_workday(start + timedelta(days=offset)) for offset in range(1, (end - start).days + 1)
    )


def _checked(n: int) -> int:
    if n < 0:
        raise ValueError(f"a period cannot have {n} days")
    return n
