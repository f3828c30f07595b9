"""Time in the demonstration."""

from datetime import datetime, timedelta

import pytest

from pingzhun.base.localtime import to_local
from pingzhun.filings.diary import Act, Diary
from pingzhun.regimes import clock
from pingzhun.regimes.calendar import in_force


@pytest.fixture
def mover(newcomer):
    clock.enable_demo_clock()
    return newcomer


@pytest.mark.parametrize(
    ("weekday", "hour"), [(0, 10), (4, 18), (6, 3)], ids=["周一上午", "周五傍晚", "周日夜里"]
)
def test_a_demonstration_begins_on_the_next_monday_that_is_worked(mover, weekday, hour):
    day = to_local(clock.now()) + timedelta(days=1)
    day += timedelta(days=(weekday - day.weekday()) % 7)
    moment = day.replace(hour=hour, minute=0)
    clock.shift_forward(moment - clock.now(), actor_user=mover)
    diary = Diary(mover=mover)
    diary.begin_on_monday()
    now = to_local(diary.began)
    assert (now.weekday(), now.hour, now.minute) == (0, 9, 0)
    assert in_force().is_workday(now.date())
    assert timedelta(0) < diary.began - moment < timedelta(days=15)
    assert clock.now() - diary.began < timedelta(minutes=1)


def test_acts_take_place_in_the_order_of_the_calendar_and_in_office_hours(mover):
    seen: list[tuple[str, datetime]] = []

    def act(name: str, *waits: timedelta) -> Act:
        for wait in waits:
            seen.append((name, to_local(clock.now())))
            yield wait

    diary = Diary(mover=mover)
    diary.begin_on_monday()
    diary.plan(act("a", timedelta(hours=12), timedelta(days=1)), after=timedelta(hours=2))
    diary.plan(act("b", timedelta(hours=1), timedelta(days=1)), after=timedelta(hours=1))
    diary.play()
    assert [name for name, _ in seen] == ["b", "a", "b", "a"]
    assert all(9 <= moment.hour < 18 and in_force().is_workday(moment.date()) for _, moment in seen)
    assert seen[3][1].date() > seen[1][1].date(), "twelve hours later nobody works"
