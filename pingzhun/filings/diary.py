"""Time in the demonstration: what many people do is told one act at a time, and takes place in the order of the calendar.

An act is a generator that does something and yields how long it waits before it does the next thing: a period, a moment, or
`TODAY`, the last days of the demonstration, which come when everything before them has happened. People act in office hours.
The demonstration clock is moved forward from one act to the next and stops at every deadline on the way.
"""

from collections.abc import Generator
from datetime import datetime, time, timedelta
from enum import Enum
from heapq import heappop, heappush
from itertools import count
from typing import Any

from pingzhun.accounts.models import User
from pingzhun.base.localtime import SHANGHAI, to_local
from pingzhun.deadlines.models import Deadline
from pingzhun.deadlines.worker import run_pending
from pingzhun.regimes import clock
from pingzhun.regimes.calendar import in_force

OPENS, CLOSES = time(9, 0), time(17, 30)
APART = timedelta(minutes=7)  # between the beginnings of the acts that wait for `TODAY`


class Wait(Enum):
    TODAY = "today"


TODAY = Wait.TODAY
Act = Generator[timedelta | datetime | Wait, None, Any]


class Diary:
    """mover: the account in whose name the clock is moved."""

    def __init__(self, *, mover: User) -> None:
        self.mover = mover
        self.began = clock.now()
        self._calendar = in_force()
        self._numbers = count()
        self._planned: list[tuple[datetime, int, Act]] = []
        self._kept_for_today: list[Act] = []

    def begin_on_monday(self) -> None:
        """Move the clock to the next Monday morning on which people work, so that what follows does not depend on the hour and
        the weekday of its making.
        """
        day = to_local(self.began).date() + timedelta(days=1)
        while day.weekday() != 0 or not self._calendar.is_workday(day):
            day += timedelta(days=1)
        self._advance(to=datetime.combine(day, OPENS, tzinfo=SHANGHAI))
        self.began = clock.now()

    def plan(self, act: Act, *, after: timedelta) -> None:
        """Let `act` begin so long after the diary began."""
        self._put(act, self.began + after)

    def play(self) -> None:
        """Let everything take place."""
        self._play_planned()
        today = clock.now()
        for number, act in enumerate(self._kept_for_today):
            self._put(act, today + number * APART)
        self._kept_for_today.clear()
        self._play_planned()
        run_pending(now=clock.now())

    def _play_planned(self) -> None:
        while self._planned:
            when, _, act = heappop(self._planned)
            self._pass_time(until=when)
            match next(act, None):
                case timedelta() as wait:
                    self._put(act, clock.now() + wait)
                case datetime() as moment:
                    self._put(act, moment)
                case Wait.TODAY:
                    self._kept_for_today.append(act)

    def _put(self, act: Act, when: datetime) -> None:
        number = next(self._numbers)
        heappush(self._planned, (self._in_office_hours(when, minutes=number * 7 % 53), number, act))

    def _in_office_hours(self, when: datetime, *, minutes: int) -> datetime:
        """`when`, or else so many minutes after the next opening."""
        local = to_local(when)
        if self._calendar.is_workday(local.date()) and OPENS <= local.time() <= CLOSES:
            return when
        day = local.date() if local.time() < OPENS else local.date() + timedelta(days=1)
        while not self._calendar.is_workday(day):
            day += timedelta(days=1)
        return datetime.combine(day, OPENS, tzinfo=SHANGHAI) + timedelta(minutes=minutes)

    def _pass_time(self, *, until: datetime) -> None:
        ahead = Deadline.objects.open().filter(next_try_at=None, due_at__lte=until).order_by("due_at", "pk")
        while due := ahead.first():
            self._advance(to=due.due_at + timedelta(seconds=1))
            run_pending(now=clock.now())
        self._advance(to=until)

    def _advance(self, *, to: datetime) -> None:
        left = to - clock.now()
        if left > timedelta(0):
            clock.shift_forward(left, actor_user=self.mover)
