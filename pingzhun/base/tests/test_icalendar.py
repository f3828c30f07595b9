"""RFC 5545: what calendars of other programs read."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pingzhun.base.icalendar import Event, calendar, escaped, folded

NOW = datetime(2026, 12, 18, 1, 0, tzinfo=UTC)


def test_an_event_has_its_times_in_utc_and_its_text_escaped():
    event = Event(
        "7@x", NOW, NOW + timedelta(hours=1), "开标；台式, 计算机", "开标一室", "第一行\n第二行", True
    )
    assert calendar("场地", [event], now=NOW).decode().split("\r\n") == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Pingzhun//Pingzhun//ZH",
        "METHOD:PUBLISH",
        "X-WR-CALNAME:场地",
        "BEGIN:VEVENT",
        "UID:7@x",
        "DTSTAMP:20261218T010000Z",
        "DTSTART:20261218T010000Z",
        "DTEND:20261218T020000Z",
        "SUMMARY:开标；台式\\, 计算机",
        "LOCATION:开标一室",
        "DESCRIPTION:第一行\\n第二行",
        "STATUS:TENTATIVE",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]


def test_a_naive_time_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        calendar("场地", [Event("7@x", datetime(2026, 1, 1), NOW, "开标")], now=NOW)


@given(st.text())
def test_no_folded_line_is_longer_than_allowed_and_unfolding_gives_the_text_back(text):
    line = f"SUMMARY:{escaped(text)}"
    assert all(len(each.encode()) <= 75 for each in folded(line).split("\r\n"))
    assert folded(line).replace("\r\n ", "") == line


@given(st.text())
def test_escaped_text_cannot_begin_a_line_of_its_own(text):
    assert not {"\n", "\r"} & set(escaped(text))
