from datetime import UTC, date, datetime
from itertools import pairwise

import pytest

from pingzhun.base.weeks import Week, weeks_until


def test_a_week_begins_on_monday_in_beijing():
    assert Week.of(datetime(2026, 11, 22, 15, 59, 59, tzinfo=UTC)) == Week(date(2026, 11, 16))
    assert Week.of(datetime(2026, 11, 22, 16, 0, tzinfo=UTC)) == Week(date(2026, 11, 23))
    week = Week(date(2026, 11, 23))
    assert week.starts == datetime(2026, 11, 22, 16, 0, tzinfo=UTC)
    assert week.ends == datetime(2026, 11, 29, 16, 0, tzinfo=UTC)
    assert week.sunday == date(2026, 11, 29)


def test_a_week_is_named_as_iso_names_it():
    assert str(Week.of(date(2027, 1, 1))) == "2026-W53"
    assert Week.named("2026-W53") == Week(date(2026, 12, 28))
    assert str(Week.of(date(2027, 1, 1)) + 1) == "2027-W01"


@pytest.mark.parametrize("name", ["", "2026", "2026-W54", "2026-W00", "2026-W1", "２０２６-W01", "2026-W01x"])
def test_what_names_no_week_is_refused(name: str):
    with pytest.raises(ValueError):
        Week.named(name)


def test_weeks_follow_each_other_without_a_gap():
    weeks = weeks_until(Week(date(2026, 11, 23)), 26)
    assert len(weeks) == 26
    assert weeks[-1] == Week(date(2026, 11, 23))
    assert all(earlier.ends == later.starts for earlier, later in pairwise(weeks))
