from datetime import UTC, date, datetime, timedelta
from math import radians, sin
from typing import Any

import pytest
from chinese_calendar import get_solar_terms
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from pingzhun.base.localtime import SHANGHAI
from pingzhun.regimes import calendar
from pingzhun.regimes.calendar import Day, WorkCalendar, YearStatus, deadline_after
from pingzhun.regimes.festivals import FIRST_YEAR, LAST_YEAR, statutory_holidays
from pingzhun.regimes.models import CalendarDay, CalendarYear, DayKind

NOW = datetime(2029, 11, 21, 1, 0, tzinfo=UTC)
NOTICE = "国办发明电〔2029〕7号"
HOLIDAY, MAKEUP = DayKind.HOLIDAY, DayKind.MAKEUP_WORKDAY

# An arrangement for 2030 such as the State Council makes: the statutory days, a longer Spring Festival, two make-ups.
ARRANGEMENT_2030 = """
2030-01-01 放假 元旦
2030-02-02 至 2030-02-08 放假 春节

2030年2月9日 上班 春节
2030-04-05,放假,清明节
2030/5/1 ~ 2030/5/3 放假 劳动节
２０３０－０６－０５　放假　端午节
2030-09-12 放假 中秋节
2030-10-01 到 2030-10-07	放假	国庆节
2030-10-12 上班
"""


def beijing(*moment: int) -> datetime:
    return datetime(*moment, tzinfo=SHANGHAI)  # type: ignore[misc,arg-type]


def load_2030() -> list[date]:
    return calendar.load_year(2030, calendar.parse_days(ARRANGEMENT_2030), source=NOTICE, now=NOW)


@pytest.mark.covers("P11")
def test_a_published_year_follows_the_state_councils_notice() -> None:
    year = WorkCalendar().year(2026)
    assert (year.status, year.status.label) == (YearStatus.PUBLISHED, "已公布")
    worked = {
        date(2026, 2, 13): True,
        date(2026, 2, 14): True,  # Saturday, make-up
        date(2026, 2, 16): False,  # Monday, 除夕
        date(2026, 2, 28): True,  # Saturday, make-up
        date(2026, 3, 1): False,  # Sunday
        date(2026, 10, 8): True,
    }
    assert {day: year.is_workday(day) for day in worked} == worked
    assert Day(date(2026, 2, 14), MAKEUP, "春节") in year.days
    assert list(year.days) == sorted(year.days, key=lambda day: day.date)


@pytest.mark.covers("P11")
def test_a_year_not_yet_published_is_worked_out_from_the_statutory_holidays_and_said_to_be_provisional() -> (
    None
):
    year = WorkCalendar().year(2030)
    assert year.status.label == "暂定"
    assert [f"{day.date:%m-%d} {day.name}" for day in year.days] == [
        "01-01 元旦",
        "02-02 春节",
        "02-03 春节",
        "02-04 春节",
        "02-05 春节",
        "04-05 清明节",
        "05-01 劳动节",
        "05-02 劳动节",
        "06-05 端午节",
        "09-12 中秋节",
        "10-01 国庆节",
        "10-02 国庆节",
        "10-03 国庆节",
    ]
    assert {day.kind for day in year.days} == {HOLIDAY}
    assert year.is_workday(date(2030, 10, 4))
    assert not year.is_workday(date(2030, 10, 5))


def test_the_table_of_festivals_agrees_with_the_year_that_is_published() -> None:
    published = {day.date: day.name[:2] for day in WorkCalendar().year(2026).days if day.kind == HOLIDAY}
    statutory = statutory_holidays(2026)
    assert {day: published.get(day) for day in statutory} == {
        day: name[:2] for day, name in statutory.items()
    }


def new_moon(lunation: int) -> float:
    """When a new moon falls, in days of Beijing since 2000-01-01 00:00, to a few minutes (Meeus, chapter 49)."""
    sun, moon, node = (
        radians(start + step * lunation)
        for start, step in ((2.5534, 29.10535670), (201.5643, 385.81693528), (160.7108, 390.67050284))
    )
    return (
        (5.59766 + 8 / 24 - 75 / 86400)
        + 29.530588861 * lunation
        - 0.40720 * sin(moon)
        + 0.17241 * sin(sun)
        + 0.01608 * sin(2 * moon)
        + 0.01039 * sin(2 * node)
        + 0.00739 * sin(moon - sun)
        - 0.00514 * sin(moon + sun)
        + 0.00208 * sin(2 * sun)
    )


def test_the_table_of_festivals_keeps_step_with_the_sun_and_the_moon() -> None:
    for year in range(FIRST_YEAR, LAST_YEAR + 1):
        first_day = {name: day for day, name in reversed(statutory_holidays(year).items())}
        terms = {name: day for day, name in get_solar_terms(date(year, 4, 1), date(year, 4, 10))}
        assert first_day["清明节"] == terms["清明"]
        first_of_year = first_day["春节"] + timedelta(days=1)
        assert date(year, 1, 21) <= first_of_year <= date(year, 2, 20)
        months = [first_of_year, first_day["端午节"] - timedelta(days=4)]
        if "中秋节" in first_day:  # in 2028 and 2031 it falls within 国庆
            months.append(first_day["中秋节"] - timedelta(days=14))
        for first_of_month in months:
            day = (first_of_month - date(2000, 1, 1)).days
            lunation = round((day - 5.6) / 29.530588861)
            assert day <= new_moon(lunation) < day + 1, first_of_month


def test_a_year_that_nobody_can_work_out_is_refused() -> None:
    with pytest.raises(ValueError, match="2036 年须由管理员加载"):
        WorkCalendar().is_workday(date(2036, 1, 1))


@pytest.mark.covers("P11")
@pytest.mark.django_db
def test_loading_a_year_puts_it_in_force_and_names_the_days_that_changed() -> None:
    assert load_2030() == [
        date(2030, 2, 6),
        date(2030, 2, 7),
        date(2030, 2, 8),
        date(2030, 2, 9),
        date(2030, 5, 3),
        date(2030, 10, 4),
        date(2030, 10, 7),
        date(2030, 10, 12),
    ]
    year = calendar.in_force().year(2030)
    assert (year.status.label, year.source, year.loaded_at) == ("已加载", NOTICE, NOW)
    assert year.is_workday(date(2030, 2, 9))
    assert Day(date(2030, 10, 12), MAKEUP, "上班") in year.days
    assert load_2030() == []


@pytest.mark.covers("P11")
@pytest.mark.django_db
def test_a_deadline_counted_on_a_provisional_year_moves_when_the_real_one_is_loaded() -> None:
    start = beijing(2030, 9, 30, 10)
    before = deadline_after(start, workdays=2, until="same_time")
    assert before == beijing(2030, 10, 7, 10)
    assert calendar.in_force().is_provisional(start.date(), before.date())
    assert before.date() in load_2030()
    after = deadline_after(start, workdays=2, until="same_time")
    assert after == beijing(2030, 10, 9, 10)
    assert not calendar.in_force().is_provisional(start.date(), after.date())


@pytest.mark.django_db
def test_a_loaded_year_goes_before_the_published_one_and_leaves_other_years_alone() -> None:
    published = WorkCalendar().year(2026)
    extra = Day(date(2026, 11, 23), HOLIDAY, "临时放假")
    assert calendar.load_year(2026, [*published.days, extra], source=NOTICE, now=NOW) == [extra.date]
    in_force = calendar.in_force()
    assert not in_force.is_workday(extra.date)
    assert in_force.year(2025).status == YearStatus.PUBLISHED


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("faulty", "sentence"),
    [
        (lambda days: [*days, Day(date(2031, 1, 1), HOLIDAY, "元旦")], "2031-01-01 不在 2030 年内。"),
        (lambda days: [*days, days[0]], "2030-01-01 重复。"),
        (lambda days: [*days, Day(date(2030, 3, 1), MAKEUP, "")], "2030-03-01 不是周末，不能设为调休上班。"),
        (lambda days: days[1:], "缺少法定节假日：2030-01-01（元旦）。"),
        (lambda days: [], "2030 年没有任何放假日。"),
    ],
)
def test_a_year_with_a_fault_is_refused_whole(faulty: Any, sentence: str) -> None:
    days = calendar.parse_days(ARRANGEMENT_2030)
    with pytest.raises(ValidationError) as refusal:
        calendar.load_year(2030, faulty(days), source=NOTICE, now=NOW)
    assert refusal.value.messages == [sentence]
    assert CalendarYear.objects.count() == 0


@pytest.mark.django_db
def test_a_year_is_loaded_only_with_its_source_and_within_reach() -> None:
    with pytest.raises(ValidationError, match="请填写来源"):
        calendar.load_year(2030, calendar.parse_days(ARRANGEMENT_2030), source=" ", now=NOW)
    with pytest.raises(ValidationError, match="年份须在 2004 至 2035 之间，现为 2036。"):
        calendar.load_year(2036, [], source=NOTICE, now=NOW)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("day", "constraint"),
    [
        (Day(date(2031, 1, 1), HOLIDAY, "元旦"), "regimes_calendar_day_in_its_year"),
        (Day(date(2030, 3, 1), MAKEUP, "调休"), "regimes_calendar_makeup_on_weekend"),
        (Day(date(2030, 1, 1), "feast", "元旦"), "regimes_calendar_day_kind"),  # type: ignore[arg-type]
    ],
)
def test_postgresql_refuses_a_day_that_makes_no_sense(day: Day, constraint: str) -> None:
    year = CalendarYear.objects.create(year=2030, source=NOTICE, loaded_at=NOW)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        CalendarDay.objects.create(date=day.date, year=year, kind=day.kind, name=day.name)
    CalendarDay.objects.create(date=date(2030, 1, 1), year=year, kind=HOLIDAY, name="元旦")


def test_lines_that_cannot_be_read_are_named() -> None:
    with pytest.raises(ValidationError) as refusal:
        calendar.parse_days("2030-01-01 放假 元旦\n元旦放假\n2030-02-30 放假\n2030-05-03 至 2030-05-01 放假")
    assert [message[:5] for message in refusal.value.messages] == ["第 2 行", "第 3 行", "第 4 行"]


@pytest.mark.covers("P11")
@pytest.mark.django_db
def test_the_calendar_page_shows_four_years_and_where_each_is_known_from(
    django_assert_num_queries: Any,
) -> None:
    load_2030()
    with django_assert_num_queries(1):
        years = calendar.calendar_years(datetime(2029, 12, 31, 16, 0, tzinfo=UTC))  # 2030 in Beijing
    assert [(year.year, year.status.label) for year in years] == [
        (2029, "暂定"),
        (2030, "已加载"),
        (2031, "暂定"),
        (2032, "暂定"),
    ]
    assert [year.year for year in calendar.calendar_years(datetime(2034, 6, 1, tzinfo=UTC))] == [
        2033,
        2034,
        2035,
    ]


PUBLISHED = WorkCalendar()


@pytest.mark.covers("P11")
@pytest.mark.parametrize(
    ("start", "period", "until", "end"),
    [
        # Friday noon: the same hour three working days on, over a weekend
        ((2026, 11, 20, 12), {"workdays": 3}, "same_time", (2026, 11, 25, 12)),
        # 24:00 of the last day is 00:00 of the next
        ((2026, 11, 20, 12), {"workdays": 3}, "end_of_day", (2026, 11, 26, 0)),
        # 20 日 from 11 September end on 1 October: the whole of the National Day holiday is passed over
        ((2026, 9, 11, 9), {"days": 20}, "end_of_day", (2026, 10, 9, 0)),
        ((2026, 9, 11, 9), {"days": 20}, "same_time", (2026, 10, 8, 9)),
        # a Saturday worked as a make-up day is a last day like any other
        ((2026, 2, 12, 9), {"days": 2}, "same_time", (2026, 2, 14, 9)),
        ((2026, 2, 13, 9), {"workdays": 2}, "same_time", (2026, 2, 24, 9)),
    ],
)
def test_a_deadline_is_counted_in_days_or_in_workdays(start: Any, period: Any, until: Any, end: Any) -> None:
    assert deadline_after(beijing(*start), **period, until=until, calendar=PUBLISHED) == beijing(*end)


@pytest.mark.covers("P11")
def test_the_start_day_is_the_day_in_beijing() -> None:
    late_evening_utc = datetime(2026, 11, 19, 16, 30, tzinfo=UTC)  # Friday the 20th, 00:30 in Beijing
    end = deadline_after(late_evening_utc, workdays=1, until="same_time", calendar=PUBLISHED)
    assert end == beijing(2026, 11, 23, 0, 30)


@pytest.mark.parametrize("period", [{}, {"days": 1, "workdays": 1}])
def test_a_period_is_counted_in_one_way_only(period: Any) -> None:
    with pytest.raises(TypeError, match="either in days or in workdays"):
        deadline_after(beijing(2026, 11, 20), **period, until="same_time", calendar=PUBLISHED)


def test_a_moment_without_its_time_zone_starts_no_period() -> None:
    with pytest.raises(ValueError, match="time zone"):
        deadline_after(datetime(2026, 11, 20), days=1, until="same_time", calendar=PUBLISHED)
