from datetime import date, timedelta

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pingzhun.notices import search as searching
from pingzhun.notices.lookups import folded
from pingzhun.notices.models import Notice
from pingzhun.notices.search import Found, holding, page, passing, terms
from pingzhun.notices.tests.conftest import NOON

# Few letters, so that words are often found; among them what LIKE, case and width make special.
LETTERS = st.sampled_from(list("中介超市采购公告服务%_\\aAbＢ１1 \n，。İß"))
WORDS = st.text(LETTERS, max_size=4)
BODIES = st.lists(st.text(LETTERS, max_size=40), min_size=1, max_size=6)


def like_pattern(term):
    escaped = term.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")
    return f"%{escaped}%"


def search(text="", **filters) -> Found:
    return holding(passing(**filters), terms(text))


def titles(found):
    return [notice.title for notice in found]


WAYS = {
    "all of them read": {},
    "frequent": {"WINDOW": 1, "FREQUENT": 0},
    "rare": {"WINDOW": 1, "FREQUENT": 2},
    "too many to list": {"WINDOW": 1, "FREQUENT": 2, "MOST_COUNTED": 0},
}
"""How words are looked for, by what makes even a small table be searched in that way."""


@pytest.fixture(params=WAYS)
def way(request, monkeypatch):
    for name, value in WAYS[request.param].items():
        monkeypatch.setattr(searching, name, value)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(bodies=BODIES, words=st.lists(WORDS, min_size=1, max_size=3))
def test_a_search_finds_exactly_what_ilike_finds(announce, way, bodies, words):
    for number, body in enumerate(bodies):
        announce(title=f"公告 {number}", body=f"<p>{body.replace('<', '')}</p>")
    asked = folded(" ".join(words)).split()
    if not asked or max(map(len, asked)) < 2:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM notices_notice WHERE search_text ILIKE ALL(%s) ORDER BY published_at DESC, id DESC",
            [list(map(like_pattern, asked))],
        )
        expected = [pk for (pk,) in cursor.fetchall()]
    found = search(" ".join(words))
    assert [notice.pk for notice in found.rows] == expected
    assert found.total == min(len(expected), searching.MOST_COUNTED + 1)


def test_words_are_looked_for_as_frequent_as_they_are(announce, monkeypatch):
    """Three notices hold the frequent word, one the rare one; two of the newest are read to tell them apart."""
    monkeypatch.setattr(searching, "WINDOW", 2)
    monkeypatch.setattr(searching, "FREQUENT", 2)
    for body in ("水闸启闭", "水闸", "水闸"):
        announce(body=f"<p>{body}</p>")
    frequent, rare = search("水闸").rows, search("启闭").rows
    assert "strpos" in str(frequent.query)
    assert "strpos" not in str(rare.query)
    assert [len(frequent), len(rare)] == [3, 1]


@pytest.mark.parametrize(
    "words",
    ["水土保持", "ZJ-2026", "cscg-2026-000001", "水务局", "３２０", "竞价 报名", "报 欢迎", "灌区改造"],
)
def test_title_number_publisher_facts_and_body_are_searched(announce, words):
    notice = announce(body="<p>欢迎报名：<b>水土</b>保持，见 ZJ-2026-000009。</p>")
    assert list(search(words).rows) == [notice]


def test_text_of_the_markup_is_not_searched(announce):
    announce(body="<blockquote><p>正文</p></blockquote>")
    assert list(search("blockquote").rows) == []


def test_one_character_is_not_searched_for(announce):
    with pytest.raises(ValueError, match="请至少输入两个字"):
        search("水")


def test_a_search_goes_through_the_index(announce):
    announce()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off")
        assert "notice_bigrams" in Notice.objects.filter(search_text__holds="灌区").explain()


@pytest.fixture
def three(announce, city, county):
    return [
        announce(title="前天的", jurisdiction=city, now=NOON - timedelta(days=2)),
        announce(title="昨天的", now=NOON - timedelta(days=1), closes_at=NOON + timedelta(days=1)),
        announce(title="今天的"),
    ]


def test_the_newest_notice_comes_first(three):
    assert titles(search().rows) == ["今天的", "昨天的", "前天的"]


def test_a_jurisdiction_includes_what_lies_below_it(three, city, county):
    assert titles(search(jurisdiction=city).rows) == ["今天的", "昨天的", "前天的"]
    assert titles(search(jurisdiction=county).rows) == ["今天的", "昨天的"]


def test_both_days_of_a_period_count_whole_in_the_time_of_shanghai(announce):
    midnight = NOON - timedelta(hours=12)
    for title, moment in [("早", midnight), ("晚", midnight + timedelta(hours=24, seconds=-1))]:
        announce(title=title, now=moment)
    announce(title="次日", now=midnight + timedelta(hours=24))
    assert titles(search(since=date(2026, 11, 20), until=date(2026, 11, 20)).rows) == ["晚", "早"]


def test_the_first_and_the_last_day_of_time_are_no_error(three):
    assert titles(search(since=date.min, until=date.max).rows) == ["今天的", "昨天的", "前天的"]


def test_only_open_notices_are_found_until_they_close(three):
    assert titles(search(open_at=NOON).rows) == ["昨天的"]
    assert titles(search(open_at=NOON + timedelta(days=1)).rows) == []


def test_a_kind_and_a_market_narrow_the_search(three, announce, correction):
    announce(title="更正的", kind=correction)
    assert titles(search(kind="tests.correction").rows) == ["更正的"]
    assert titles(search(market="tests").rows) == []


def test_counting_stops_after_the_most_that_is_shown(three, monkeypatch):
    monkeypatch.setattr(searching, "MOST_COUNTED", 1)
    assert search().total == 2


def test_pages_follow_each_other_forwards_and_backwards(announce):
    for number in range(7):  # some at one moment, so that the key must break the tie
        announce(title=str(number), now=NOON + timedelta(minutes=number // 3))
    first = page(passing(), size=3)
    second = page(passing(), cursor=first.older, size=3)
    third = page(passing(), cursor=second.older, size=3)
    assert [titles(each.rows) for each in (first, second, third)] == [["6", "5", "4"], ["3", "2", "1"], ["0"]]
    assert (first.newer, third.older) == (None, None)
    back = page(passing(), cursor=third.newer, size=3)
    assert titles(back.rows) == ["3", "2", "1"]
    start = page(passing(), cursor=back.newer, size=3)
    assert (titles(start.rows), start.newer) == (["6", "5", "4"], None)


def test_a_notice_published_meanwhile_does_not_shift_the_next_page(three, announce):
    first = page(passing(), size=2)
    announce(title="新的", now=NOON + timedelta(hours=1))
    assert titles(page(passing(), cursor=first.older, size=2).rows) == ["前天的"]


@pytest.mark.parametrize(
    "cursor", ["x", "older-1-2", "older-20261120040000000000-x", "sideways-20261120040000000000-1"]
)
def test_a_made_up_cursor_is_refused(db, cursor):
    with pytest.raises(ValueError, match=r"."):
        page(passing(), cursor=cursor)
