from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pingzhun.base.workdays import add_days, add_workdays, days_before, workdays_before, workdays_between


class Weeks:
    """Weekends off, besides `off`; `on` are make-up workdays."""

    def __init__(self, off: set[date] = frozenset(), on: set[date] = frozenset()) -> None:  # type: ignore[assignment]
        self.off, self.on = off, on

    def is_workday(self, day: date, /) -> bool:
        return day in self.on or (day.weekday() < 5 and day not in self.off)


FRIDAY, SATURDAY, SUNDAY, MONDAY = (date(2026, 11, day) for day in (20, 21, 22, 23))
WEEKS = Weeks()

days = st.dates(min_value=date(2026, 1, 1), max_value=date(2026, 12, 31))
calendars = st.builds(Weeks, st.sets(days, max_size=40), st.sets(days, max_size=20))
counts = st.integers(min_value=0, max_value=60)


@pytest.mark.covers("P11")
def test_the_start_day_is_not_counted() -> None:
    assert add_days(MONDAY, 1, calendar=WEEKS) == MONDAY + timedelta(days=1)
    assert add_workdays(MONDAY, 1, calendar=WEEKS) == MONDAY + timedelta(days=1)
    assert add_workdays(SATURDAY, 1, calendar=WEEKS) == MONDAY


@pytest.mark.covers("P11")
def test_a_period_of_days_that_ends_on_a_day_of_rest_rolls_over() -> None:
    assert add_days(FRIDAY, 1, calendar=WEEKS) == MONDAY
    assert add_days(FRIDAY, 1, calendar=WEEKS, roll=False) == SATURDAY
    assert add_days(FRIDAY, 1, calendar=Weeks(off={MONDAY})) == MONDAY + timedelta(days=1)
    assert add_days(FRIDAY, 1, calendar=Weeks(on={SATURDAY})) == SATURDAY


@pytest.mark.covers("P11")
def test_a_day_of_rest_within_a_period_counts_among_days_and_not_among_workdays() -> None:
    assert add_days(FRIDAY, 5, calendar=WEEKS) == date(2026, 11, 25)
    assert add_workdays(FRIDAY, 5, calendar=WEEKS) == date(2026, 11, 27)
    assert add_workdays(FRIDAY, 1, calendar=Weeks(on={SUNDAY})) == SUNDAY


def test_five_workdays_before_a_monday_is_the_monday_before() -> None:
    assert workdays_before(MONDAY, 5, calendar=WEEKS) == MONDAY - timedelta(days=7)
    assert workdays_before(SUNDAY, 1, calendar=WEEKS) == FRIDAY - timedelta(days=1)
    assert workdays_before(SUNDAY, 0, calendar=WEEKS) == SUNDAY


def test_days_before_a_weekend_leave_no_room_for_rolling_over() -> None:
    assert days_before(SUNDAY, 20, calendar=WEEKS) == FRIDAY - timedelta(days=20)
    assert days_before(SUNDAY, 20, calendar=WEEKS, roll=False) == SUNDAY - timedelta(days=20)


def test_workdays_between_counts_the_end_and_not_the_start() -> None:
    assert workdays_between(FRIDAY, MONDAY, calendar=WEEKS) == 1
    assert workdays_between(MONDAY, FRIDAY, calendar=WEEKS) == -1
    assert workdays_between(MONDAY, MONDAY, calendar=WEEKS) == 0


@pytest.mark.parametrize("count", [add_days, add_workdays, days_before, workdays_before])
def test_a_negative_period_is_refused(count: object) -> None:
    with pytest.raises(ValueError, match="cannot have -1 days"):
        count(MONDAY, -1, calendar=WEEKS)  # type: ignore[operator]


@given(days, counts, calendars)
def test_the_nth_workday_is_reached_after_exactly_n_workdays(start: date, n: int, calendar: Weeks) -> None:
    last = add_workdays(start, n, calendar=calendar)
    assert workdays_between(start, last, calendar=calendar) == n
    assert n == 0 or calendar.is_workday(last)


@given(days, days, counts, calendars)
def test_counting_backwards_is_the_inverse_of_counting_forwards(
    start: date, end: date, n: int, calendar: Weeks
) -> None:
    fits = add_workdays(start, n, calendar=calendar) <= end
    assert fits == (start <= workdays_before(end, n, calendar=calendar))
    fits = add_days(start, n, calendar=calendar) <= end
    assert fits == (start <= days_before(end, n, calendar=calendar))


@given(days, counts, calendars)
def test_rolling_over_lands_on_the_first_workday_from_the_last_day_on(
    start: date, n: int, calendar: Weeks
) -> None:
    counted, rolled = (add_days(start, n, calendar=calendar, roll=roll) for roll in (False, True))
    assert counted == start + timedelta(days=n)
    assert calendar.is_workday(rolled)
    assert workdays_between(counted - timedelta(days=1), rolled, calendar=calendar) == 1
