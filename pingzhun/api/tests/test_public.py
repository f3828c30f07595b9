from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pingzhun import ledger
from pingzhun.api.urls import urlpatterns
from pingzhun.base.access import Access
from pingzhun.notices.tests.conftest import NOON
from tools import verify_ledger


def test_every_path_declares_that_it_is_public():
    assert {pattern.callback.access for pattern in urlpatterns} == {Access("public")}


def test_the_description_is_openapi_3_1_and_names_every_path(client, db):
    description = client.get("/api/v1/openapi.json").json()
    assert description["openapi"].startswith("3.1")
    assert sorted(description["paths"]) == [
        "/api/v1/ledger/consistency",
        "/api/v1/ledger/entries/{position}/proof",
        "/api/v1/ledger/head",
        "/api/v1/ledger/heads",
        "/api/v1/notices",
        "/api/v1/notices/{number}",
        "/api/v1/notices/{number}/proof",
        "/api/v1/organisations",
        "/api/v1/organisations/{credit_code}",
    ]


def test_a_notice_says_all_that_was_published(client, announce, correction):
    first = announce(closes_at=NOON + timedelta(days=1))
    second = announce(kind=correction, corrects=first)
    said = client.get(f"/api/v1/notices/{first.number}").json()
    assert said == {
        "number": "CSCG-2026-000001",
        "kind": "tests.call",
        "kind_title": "测试采购公告",
        "market": None,
        "title": "灌区改造可行性研究报告编制采购公告",
        "publisher": "玉门市水务局",
        "jurisdiction": {"code": "620981", "name": "玉门市"},
        "published_at": "2026-11-20T04:00:00Z",
        "closes_at": "2026-11-21T04:00:00Z",
        "state": "已更正",
        "url": "http://testserver/notices/CSCG-2026-000001/",
        "case": None,
        "facts": [["控制价", "320,000.00 元"], ["选取方式", "竞价"]],
        "body_html": "<p>欢迎报名。</p>",
        "publisher_code": "11620981013955217K",
        "corrects": None,
        "corrected_by": second.number,
        "attachments": [],
        "sha256": first.sha256,
    }


def test_the_list_takes_the_filters_of_the_page(client, announce, correction):
    announce(title="甲公告")
    announce(title="乙公告", kind=correction, closes_at=NOON + timedelta(days=1))

    def titles(**query):
        return [line["title"] for line in client.get("/api/v1/notices", query).json()["results"]]

    assert titles() == ["乙公告", "甲公告"]
    assert titles(q="甲公告") == ["甲公告"]
    assert titles(kind="tests.correction") == titles(open="true") == ["乙公告"]
    assert titles(jurisdiction="620900", since="2026-11-20", until="2026-11-20") == ["乙公告", "甲公告"]
    assert titles(until="2026-11-19") == []


def test_the_cursor_leads_through_all_notices_once(client, announce):
    numbers = [announce(now=NOON + timedelta(minutes=minute)).number for minute in range(45)]
    seen, cursor = [], None
    while True:
        said = client.get("/api/v1/notices", {"cursor": cursor} if cursor else {}).json()
        seen += [line["number"] for line in said["results"]]
        cursor = said["next"]
        if cursor is None:
            break
    assert seen == numbers[::-1]


@pytest.mark.parametrize(
    ("path", "status", "sentence"),
    [
        ("notices?q=水", 400, "请至少输入两个字：单个字几乎出现在每一条公告里。"),
        ("notices?since=昨天", 400, "参数有误：since。"),
        ("notices?kind=no.such", 400, "没有名为“no.such”的公告类型。"),
        ("notices?market=no", 400, "没有名为“no”的业务。"),
        ("notices?jurisdiction=9", 400, "没有代码为“9”的辖区。"),
        ("notices?cursor=x", 400, "游标无效：请使用上一页返回的 next。"),
        ("notices?q=a%00b", 400, "请求无法处理，请检查参数。"),
        ("notices/CSCG-2026-000001", 404, "没有找到。"),
        ("organisations?service=9", 400, "没有编码为“9”的服务类型。"),
        ("organisations?kind=tests.office", 400, "没有名为“tests.office”的主体角色。"),
        ("organisations/91620981000000009X", 404, "没有找到。"),
        ("notices/CSCG-2026-000001/proof", 404, "没有找到。"),
        ("ledger/head", 404, "没有签署过这样的树头。"),
        ("ledger/entries/7/proof", 404, "没有找到。"),
        ("ledger/entries/-7/proof", 400, "参数有误：position。"),
        (f"ledger/entries/{10**30}/proof", 400, "参数有误：position。"),
        ("ledger/consistency?old=1", 404, "没有签署过这样的树头。"),
        ("ledger/consistency", 400, "参数有误：old。"),
        ("nowhere", 404, "没有这个接口。"),
    ],
)
def test_a_refusal_is_a_sentence(client, capacities, db, path, status, sentence):
    response = client.get(f"/api/v1/{path}")
    assert (response.status_code, response.json()) == (status, {"detail": sentence})


def test_the_roster_says_what_the_page_shows_and_no_more(client, join):
    join(2, "某局", kind="tests.office")
    organisation = join(1, "甲公司")
    said = client.get("/api/v1/organisations").json()
    line = {
        "credit_code": organisation.credit_code,
        "name": "甲公司",
        "jurisdiction": {"code": "620981", "name": "玉门市"},
        "capacities": ["测试机构"],
        "services": [],
        "suspended": False,
        "url": f"http://testserver/organisations/{organisation.credit_code}/",
    }
    assert said == {"results": [line], "next": None}
    assert client.get(f"/api/v1/organisations/{organisation.credit_code}").json() == line | {
        "legal_representative": "李海燕",
        "address": "玉门市北坪路 20 号",
        "qualifications": [],
    }


def test_twenty_notices_cost_as_many_queries_as_one(client, announce):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            client.get("/api/v1/notices")
        return len(captured)

    announce()
    one = queries()
    for number in range(19):
        announce(title=f"公告 {number}")
    assert queries() == one


@pytest.mark.covers("P12")
def test_heads_and_proofs_are_there_for_whoever_checks_them(client, announce):
    def said(path, **query):
        response = client.get(f"/api/v1/{path}", query)
        assert response.status_code == 200, response.json()
        return response.json()

    numbers = []
    for _ in range(3):
        numbers += [announce().number for _ in range(3)]
        ledger.sequence(now=NOON)
    assert [each["size"] for each in said("ledger/heads")["results"]] == [9, 6, 3]
    assert [each["size"] for each in said("ledger/heads", before=6)["results"]] == [3]
    latest = said("ledger/head")
    assert latest == said("ledger/heads")["results"][0]
    for proof in (said(f"notices/{numbers[4]}/proof"), said("ledger/entries/4/proof")):
        assert verify_ledger.verify_proof(proof, key=latest["key"]).size == 9
        assert numbers[4] in proof["statement"]
    assert verify_ledger.verify_proof(said("ledger/entries/4/proof", size=6)).size == 6
    for query, sizes in (({"old": 3}, (3, 9)), ({"old": 3, "new": 6}, (3, 6)), ({"old": 9}, (9, 9))):
        old, new = verify_ledger.verify_consistency(said("ledger/consistency", **query))
        assert (old.size, new.size) == sizes
    assert client.get("/api/v1/ledger/entries/4/proof?size=3").status_code == 404
    assert client.get("/api/v1/ledger/consistency?old=9&new=3").status_code == 400


def test_an_entry_not_yet_placed_is_not_proved(client, announce):
    announce()
    ledger.sequence(now=NOON)
    notice = announce()
    response = client.get(f"/api/v1/notices/{notice.number}/proof")
    assert (response.status_code, response.json()["detail"][:6]) == (404, "存证尚未编入")


def test_heads_are_read_page_by_page(client, announce):
    for _ in range(51):
        announce()
        ledger.sequence(now=NOON)
    first = client.get("/api/v1/ledger/heads").json()
    second = client.get("/api/v1/ledger/heads", {"before": first["next"]}).json()
    assert [each["size"] for each in first["results"] + second["results"]] == list(range(51, 0, -1))
    assert second["next"] is None
