import json
from datetime import timedelta
from decimal import Decimal
from hashlib import sha256

import pytest
from django.db import transaction

from pingzhun import ledger
from pingzhun.ledger.models import LedgerEntry
from pingzhun.notices.tests.conftest import NOON
from pingzhun.portal.views import help as help_pages
from pingzhun.portal.views.rules import SUBJECTS
from pingzhun.regimes.figures import FIGURES
from pingzhun.regimes.models import FigureOverride


@pytest.fixture(autouse=True)
def own_keys(settings, tmp_path):
    settings.DATA_DIR = tmp_path


def text_of(response):
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.covers("P2")
def test_every_legal_figure_is_shown_with_its_article_and_status(client, db):
    page = text_of(client.get("/policies/"))
    for figure in FIGURES:
        for words in (figure.title, str(figure), figure.article, figure.status.label):
            assert words in page


def test_every_figure_belongs_to_a_subject():
    assert {figure.key.partition(".")[0] for figure in FIGURES} <= set(SUBJECTS)


def test_what_a_jurisdiction_has_set_is_shown_beside_the_rest(client, county):
    FigureOverride.objects.create(
        jurisdiction_code="620981",
        key="intermediary.direct_ceiling",
        value=Decimal("50000"),
        article="玉政办发〔2026〕12号",
        effective_from=NOON + timedelta(days=5),
    )
    page = text_of(client.get("/policies/"))
    for words in ("玉门市", "50,000 元", "玉政办发〔2026〕12号", "2026-11-25"):
        assert words in page


def test_the_calendar_marks_holidays_and_a_year_not_yet_published(client, db):
    page = text_of(client.get("/calendar/"))
    assert "2026 年工作日历" in page
    assert '<td data-state="holiday">1<small>国庆节</small></td>' in page
    assert '<td aria-current="date">20</td>' in page
    assert "暂定" not in page
    page = text_of(client.get("/calendar/", {"year": "2027"}))
    assert "暂定" in page
    assert "放假安排尚未公布" in page
    assert client.get("/calendar/", {"year": "1999"}).status_code == 404


def test_an_entry_is_found_by_the_number_of_its_notice(client, announce):
    notice = announce()
    announce(title="另一条")
    page = text_of(client.get("/ledger/", {"q": notice.number.lower()}))
    assert f"notice/{notice.number}" in page
    assert "CSCG-2026-000002" not in page
    assert "没有找到" in text_of(client.get("/ledger/", {"q": "CSCG-2026-000009"}))


@pytest.mark.covers("P12")
def test_an_outsider_can_check_the_downloaded_proof_of_an_entry(client, announce):
    for number in range(5):
        announce(title=f"公告 {number}")
    entry = LedgerEntry.objects.order_by("pk")[2]
    assert "待编入" in text_of(client.get(f"/ledger/{entry.pk}/"))
    assert client.get(f"/ledger/{entry.pk}/proof.json").status_code == 404
    ledger.sequence(now=NOON)
    assert "公告发布" in text_of(client.get(f"/ledger/{entry.pk}/"))
    proof = client.get(f"/ledger/{entry.pk}/proof.json").json()
    assert root_of(proof) == proof["head"]["root"] == client.get("/ledger/head.json").json()["root"]
    assert (
        root_of(proof | {"statement": proof["statement"].replace("公告", "公吿", 1)}) != proof["head"]["root"]
    )


def root_of(proof):
    """RFC 9162 §2.1.3.2, written from the standard and not from the code under test."""
    digest = sha256(b"\x00" + proof["statement"].encode()).digest()
    position, last = proof["position"], proof["head"]["size"] - 1
    for step in map(bytes.fromhex, proof["path"]):
        if position & 1 or position == last:
            digest = sha256(b"\x01" + step + digest).digest()
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            digest = sha256(b"\x01" + digest + step).digest()
        position, last = position >> 1, last >> 1
    return digest.hex()


def test_who_kept_an_older_head_gets_a_proof_of_consistency(client, announce):
    assert client.get("/ledger/consistency.json", {"old": "1"}).status_code == 404
    announce()
    ledger.sequence(now=NOON)
    announce()
    ledger.sequence(now=NOON)
    proof = client.get("/ledger/consistency.json", {"old": "1"}).json()
    leaf = LedgerEntry.objects.get(position=1).leaf_hash
    assert (proof["old"]["size"], proof["new"]["size"], proof["path"]) == (1, 2, [bytes(leaf).hex()])
    for nonsense in ("", "x", "9" * 30, "-1"):
        assert client.get("/ledger/consistency.json", {"old": nonsense}).status_code == 404


def test_the_ledger_is_read_page_by_page(client, announce):
    with transaction.atomic():
        for number in range(31):
            ledger.append(kind="tests.kind", subject=f"tests/{number}", data={}, now=NOON)
    ledger.sequence(now=NOON)
    page = text_of(client.get("/ledger/"))
    assert "tests/30" in page
    assert ">tests/0<" not in page
    assert 'href="?before=1"' in page
    assert ">tests/0<" in text_of(client.get("/ledger/", {"before": "1"}))


@pytest.mark.covers("P2")
def test_the_handbook_is_the_help(client, db, tmp_path, monkeypatch):
    (tmp_path / "clerk.md").write_text("# 经办手册\n\n## 报名\n\n打开**采购公告**。\n", encoding="utf-8")
    (tmp_path / "ui.md").write_text("# For developers\n", encoding="utf-8")
    chapters = help_pages.chapters.__wrapped__(tmp_path)
    monkeypatch.setattr(help_pages, "chapters", lambda: chapters)
    assert '<a href="/help/clerk/">经办手册</a>' in text_of(client.get("/help/"))
    page = text_of(client.get("/help/clerk/"))
    assert "<h2>报名</h2>" in page
    assert "<strong>采购公告</strong>" in page
    assert client.get("/help/ui/").status_code == 404


def test_the_statement_of_an_entry_is_shown_whole(client, announce):
    notice = announce()
    (entry,) = ledger.find(f"notice/{notice.number}")
    page = text_of(client.get(f"/ledger/{entry.pk}/"))
    assert json.loads(entry.data)["sha256"] in page
    assert bytes(entry.leaf_hash).hex() in page
