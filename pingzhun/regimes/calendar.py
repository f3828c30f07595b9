"""The 工作日历: which days are worked, where that is known from, and the end of a legal period.

A year an administrator has loaded goes first, then what is published with `chinesecalendar`, then a
provisional year worked out from the statutory holidays and weekends alone.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property, lru_cache
from typing import Literal

import chinese_calendar
from chinese_calendar.constants import holidays as published_holidays
from chinese_calendar.constants import workdays as published_makeups
from django.core.exceptions import ValidationError
from django.db import models, transaction

from pingzhun.base.identifiers import normalise
from pingzhun.base.localtime import SHANGHAI, local_date, to_local
from pingzhun.base.workdays import Calendar, add_days, add_workdays
from pingzhun.regimes.festivals import FIRST_YEAR, LAST_YEAR, statutory_holidays
from pingzhun.regimes.models import CalendarDay, CalendarYear, DayKind


class YearStatus(models.TextChoices):
    PUBLISHED = "published", "已公布"
    LOADED = "loaded", "已加载"
    PROVISIONAL = "provisional", "暂定"


@dataclass(frozen=True, slots=True)
class Day:
    """A day that differs from its weekday."""

    date: date
    kind: DayKind
    name: str


@dataclass(frozen=True)
class Year:
    """One year of the calendar, as the 工作日历 page shows it."""

    year: int
    status: YearStatus
    source: str
    days: tuple[Day, ...]
    loaded_at: datetime | None = None

    @cached_property
    def kinds(self) -> Mapping[date, DayKind]:
        return {day.date: day.kind for day in self.days}

    def is_workday(self, day: date) -> bool:
        kind = self.kinds.get(day)
        return day.weekday() < 5 if kind is None else kind == DayKind.MAKEUP_WORKDAY


class WorkCalendar:
    """The calendar in force; pure once made. Raises ValueError for a year that cannot be worked out."""

    def __init__(self, loaded: Iterable[Year] = ()) -> None:
        self._loaded = {year.year: year for year in loaded}

    def year(self, year: int) -> Year:
        return self._loaded.get(year) or shipped_year(year)

    def is_workday(self, day: date, /) -> bool:
        return self.year(day.year).is_workday(day)

    def is_provisional(self, start: date, end: date) -> bool:
        """Whether a period between these days may still move, because one of its years is 暂定."""
        return any(self.year(y).status == YearStatus.PROVISIONAL for y in range(start.year, end.year + 1))


@lru_cache
def shipped_year(year: int) -> Year:
    """Return the year as it is without anything loaded: published if the package has it, else provisional."""
    if year in _published_years():
        days = [
            Day(day, DayKind.HOLIDAY, chinese_calendar.Holiday(name).chinese)
            for day, name in published_holidays.items()
            if day.year == year
        ]
        days += [
            Day(day, DayKind.MAKEUP_WORKDAY, chinese_calendar.Holiday(name).chinese)
            for day, name in published_makeups.items()
            if day.year == year
        ]
        return Year(year, YearStatus.PUBLISHED, "国务院办公厅节假日安排通知", _in_order(days))
    return Year(
        year,
        YearStatus.PROVISIONAL,
        "按《全国年节及纪念日放假办法》推算",
        tuple(Day(day, DayKind.HOLIDAY, name) for day, name in statutory_holidays(year).items()),
    )


@lru_cache
def _published_years() -> frozenset[int]:
    return frozenset(day.year for day in published_holidays)


def in_force() -> WorkCalendar:
    """Return the calendar in force: one query. Use one calendar for all the counting of a request."""
    days: dict[CalendarYear, list[Day]] = {}
    for row in CalendarDay.objects.select_related("year"):
        days.setdefault(row.year, []).append(Day(row.date, DayKind(row.kind), row.name))
    return WorkCalendar(
        Year(row.year, YearStatus.LOADED, row.source, _in_order(listed), row.loaded_at)
        for row, listed in days.items()
    )


def calendar_years(now: datetime) -> list[Year]:
    """Return last year, this one and the next two, for the 工作日历 page."""
    this_year = local_date(now).year
    calendar = in_force()
    return [calendar.year(year) for year in range(this_year - 1, min(this_year + 2, LAST_YEAR) + 1)]


def load_year(year: int, rows: Iterable[Day], *, source: str, now: datetime) -> list[date]:
    """Put the arrangement of `year` in force and return the days that changed sides.

    The caller recomputes every open deadline whose period touches one of them, and tells the people.
    `source` is the notice, such as "国办发明电〔2026〕7号". Loading a year again replaces it.
    Raises ValidationError with one Chinese sentence for each fault: a day of another year or given twice, a
    make-up workday on a weekday, a statutory holiday left out, no holiday at all, no source.
    """
    days = _in_order(rows)
    faults = _faults(year, days)
    if not source.strip():
        faults.append("请填写来源，如国务院办公厅通知的文号。")
    if faults:
        raise ValidationError(faults)
    with transaction.atomic():
        row, _ = CalendarYear.objects.update_or_create(
            year=year, defaults={"source": source.strip(), "loaded_at": now}
        )
        before = in_force()
        row.days.all().delete()
        CalendarDay.objects.bulk_create(
            CalendarDay(date=d.date, year=row, kind=d.kind, name=d.name) for d in days
        )
        after = in_force()
    first = date(year, 1, 1)
    every_day = [first + timedelta(days=n) for n in range((date(year + 1, 1, 1) - first).days)]
    return [day for day in every_day if before.is_workday(day) != after.is_workday(day)]


def _faults(year: int, days: tuple[Day, ...]) -> list[str]:
    faults = []
    if not 2004 <= year <= LAST_YEAR:
        return [f"年份须在 2004 至 {LAST_YEAR} 之间，现为 {year}。"]
    seen: set[date] = set()
    for day in days:
        if day.date.year != year:
            faults.append(f"{day.date} 不在 {year} 年内。")
        if day.date in seen:
            faults.append(f"{day.date} 重复。")
        if day.kind == DayKind.MAKEUP_WORKDAY and day.date.weekday() < 5:
            faults.append(f"{day.date} 不是周末，不能设为调休上班。")
        seen.add(day.date)
    resting = {day.date for day in days if day.kind == DayKind.HOLIDAY}
    if not resting:
        faults.append(f"{year} 年没有任何放假日。")
    elif year >= FIRST_YEAR:
        missing = {day: name for day, name in statutory_holidays(year).items() if day not in resting}
        faults += [f"缺少法定节假日：{day}（{name}）。" for day, name in missing.items()]
    return faults


def _in_order(days: Iterable[Day]) -> tuple[Day, ...]:
    return tuple(sorted(days, key=lambda day: day.date))


_DATE = r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?"
_LINE = re.compile(rf"{_DATE}(?:\s*(?:至|到|~)\s*{_DATE})?[\s,]+(放假|上班)(?:[\s,]+(.{{1,40}}))?")
_KINDS = {"放假": DayKind.HOLIDAY, "上班": DayKind.MAKEUP_WORKDAY}
_LONGEST_RUN = 31


def parse_days(text: str) -> list[Day]:
    """Return the days in what an administrator pasted, one line for a day or a run of days.

    "2027-02-05 至 2027-02-11 放假 春节", "2027年2月14日 上班 春节"; spaces, commas or tabs between, empty
    lines skipped.
    Raises ValidationError with one Chinese sentence for each line that cannot be read.
    """
    days: list[Day] = []
    faults: list[str] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not normalise(line):
            continue
        try:
            days += _parse_line(normalise(line))
        except ValueError:
            faults.append(f"第 {number} 行无法识别，应如“2027-02-05 至 2027-02-11 放假 春节”。")
    if faults:
        raise ValidationError(faults)
    return days


def _parse_line(line: str) -> list[Day]:
    match = _LINE.fullmatch(line)
    if match is None:
        raise ValueError(line)
    y, m, d, last_y, last_m, last_d, kind, name = match.groups()
    first = date(int(y), int(m), int(d))
    last = date(int(last_y), int(last_m), int(last_d)) if last_y else first
    length = (last - first).days + 1
    if not 1 <= length <= _LONGEST_RUN:
        raise ValueError(line)
    return [
        Day(first + timedelta(days=offset), _KINDS[kind], (name or kind).strip()) for offset in range(length)
    ]


def deadline_after(
    start: datetime,
    *,
    days: int | None = None,
    workdays: int | None = None,
    until: Literal["end_of_day", "same_time"],
    calendar: Calendar | None = None,
) -> datetime:
    """Return when a period of `days` 日 or `workdays` 工作日 that begins at `start` ends, in Beijing time.

    "end_of_day" is 24:00 of the last day, that is 00:00 of the next; "same_time" is the clock time of
    `start` on the last day. Without `calendar` the one in force is read.
    Raises TypeError unless exactly one of the two is given, ValueError if `start` is naive.
    """
    local = to_local(start)
    calendar = calendar or in_force()
    if days is not None and workdays is None:
        last = add_days(local.date(), days, calendar=calendar)
    elif workdays is not None and days is None:
        last = add_workdays(local.date(), workdays, calendar=calendar)
    else:
        raise TypeError("a period is counted either in days or in workdays")
    if until == "same_time":
        return datetime.combine(last, local.timetz())
    return datetime.combine(last + timedelta(days=1), time(), SHANGHAI)
