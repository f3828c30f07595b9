from datetime import timedelta

import pytest

from pingzhun.cases.markets import Entrance, Market, markets
from pingzhun.directory.capacities import kinds as capacity_kinds
from pingzhun.notices.tests.conftest import NOON
from pingzhun.portal.views import home


def text_of(response):
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.covers("P2", "Y1")
def test_the_front_page_has_an_entrance_for_every_market(client, db, capacities, monkeypatch):
    agency = capacity_kinds.get("tests.agency")
    entrance = Entrance("测试机构", "入驻后可报名", agency, "tests.registration")
    market = Market("tests", "测试市场", "说明", "building-store", "CS", (agency,), (entrance,))
    monkeypatch.setattr(markets, "_entries", {"tests": market})
    monkeypatch.setattr(home, "_registration", lambda entrance: f"/register/{entrance.desk}/")
    page = text_of(client.get("/"))
    assert "测试市场" in page
    assert (
        '<a class="btn btn-primary" href="/register/tests.registration/" aria-label="测试机构入驻">入驻</a>'
        in page
    )
    assert "登录</a>" in page


@pytest.mark.covers("Y1")
def test_the_entrance_of_a_market_leads_to_its_registration_desk(client, db):
    page = text_of(client.get("/"))
    for market in markets:
        for entrance in market.entrances:
            desk = entrance.desk.replace(".", "%2F")
            assert f"register/?next=%2Fconsole%2F{desk}%2F" in page


def test_the_key_figures_are_counted(client, join, announce):
    join(1, "甲公司")
    join(2, "某局", kind="tests.office")
    announce(closes_at=NOON + timedelta(days=1))
    announce(closes_at=NOON - timedelta(hours=1), now=NOON - timedelta(days=1))
    announce()
    assert home.figures(now=NOON) == {"organisations": 1, "cases": 0, "open": 1, "notices": 3}


def test_a_tab_shows_the_latest_notices_of_its_kind(client, announce, correction):
    announce(title="甲公告")
    announce(title="乙公告", kind=correction)
    page = text_of(client.get("/", {"kind": "tests.correction"}))
    assert "乙公告" in page
    assert "甲公告" not in page
    assert "甲公告" in text_of(client.get("/", {"kind": "no.such"}))


@pytest.mark.covers("P2")
def test_the_search_box_finds_notices_and_organisations(client, announce, join):
    announce(title="造价咨询采购公告")
    join(1, "河西造价咨询有限公司")
    join(2, "河西测绘有限公司")
    page = text_of(client.get("/search/", {"q": "造价咨询"}))
    assert "<mark>造价咨询</mark>采购公告" in page
    assert "河西造价咨询有限公司" in page
    assert "河西测绘有限公司" not in page


@pytest.mark.parametrize(
    ("asked", "answer"), [("", "请输入要找的"), ("水", "请至少输入两个字"), ("没有的", "没有相关的公告")]
)
def test_a_search_that_finds_nothing_says_why(client, db, asked, answer):
    assert answer in text_of(client.get("/search/", {"q": asked}))


def test_the_section_one_is_in_is_marked(client, db):
    page = text_of(client.get("/organisations/"))
    assert '<a href="/organisations/" aria-current="page">机构名录</a>' in page
    assert page.count('aria-current="page">') == 2  # the navigation and the breadcrumbs
