import re
from datetime import timedelta
from hashlib import sha256
from xml.etree import ElementTree

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from pingzhun.accounts.models import User
from pingzhun.documents.models import Attachment, Blob, Folder
from pingzhun.notices.kinds import Call, NoticeKind, kinds
from pingzhun.notices.listing import marked
from pingzhun.notices.pdf import notice_pdf
from pingzhun.notices.tests.conftest import NOON
from pingzhun.regimes import clock
from tests.storages import stored_in

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(autouse=True)
def noon(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOON)


def text_of(response):
    return response.content.decode()


@pytest.mark.covers("P2")
def test_the_list_shows_kind_number_publisher_and_state(client, announce):
    announce(closes_at=NOON + timedelta(days=1), now=NOON - timedelta(days=1))
    page = text_of(client.get("/notices/"))
    for words in [
        "灌区改造可行性研究报告编制采购公告",
        "测试采购公告",
        "CSCG-2026-000001",
        "玉门市水务局",
        "应征中",
    ]:
        assert words in page
    assert '<a href="/notices/CSCG-2026-000001/">灌区改造可行性研究报告编制采购公告</a>' in page


@pytest.mark.covers("P2")
def test_the_list_is_searched_and_filtered_without_javascript(client, announce, correction):
    announce(title="甲公告")
    announce(title="乙公告", kind=correction, body="<p>水土保持方案</p>")
    page = text_of(client.get("/notices/", {"q": "水土保持", "kind": "tests.correction"}))
    assert "乙公告" in page
    assert "甲公告" not in page
    assert "<mark>水土保持</mark>方案" in page  # the excerpt says where the words stand


def test_a_box_that_is_ticked_is_a_chip_of_its_words_alone(client, announce):
    announce(closes_at=NOON + timedelta(days=1))
    page = text_of(client.get("/notices/", {"open": "on"}))
    chip = re.search(r'<a class="pz-chip" href="([^"]*)">(.*?)</a>', page, re.S)
    assert chip is not None
    assert (chip[1], re.sub(r"<[^>]+>|移除", "", chip[2]).strip()) == ("?", "只看未截止")


def test_one_character_gets_a_sentence_and_not_an_empty_list(client, announce):
    announce()
    page = text_of(client.get("/notices/", {"q": "水"}))
    assert "请至少输入两个字" in page
    assert "没有符合条件的公告" not in page


@pytest.mark.parametrize("query", [{"since": "明天"}, {"kind": "no.such"}, {"jurisdiction": "9"}])
def test_a_filter_that_makes_no_sense_is_explained(client, db, query):
    assert "请先改正上面标出的条件" in text_of(client.get("/notices/", query))


def test_a_page_that_does_not_exist_is_not_found(client, db):
    assert client.get("/notices/", {"cursor": "sideways"}).status_code == 404
    for name in ("page", "print", "pdf", "text"):
        assert client.get(reverse(f"notices:{name}", args=["CSCG-2026-999999"])).status_code == 404


def test_thirty_notices_cost_as_many_queries_as_one(client, announce):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            client.get("/notices/")
        return len(captured)

    announce()
    one = queries()
    for number in range(29):
        announce(title=f"公告 {number}")
    assert queries() == one


@pytest.mark.covers("P2")
def test_a_corrected_notice_says_so_and_shows_what_changed(client, announce, correction):
    first = announce()
    second = announce(
        kind=correction,
        title="更正公告",
        corrects=first,
        facts=[("控制价", "300,000.00 元"), ("选取方式", "竞价")],
    )
    page = text_of(client.get(first.get_absolute_url()))
    assert "本公告已被更正" in page
    for notice in (first, second):
        page = text_of(client.get(notice.get_absolute_url()))
        assert "<del>320,000.00 元</del>" in page
        assert "<ins>300,000.00 元</ins>" in page
    assert "本公告已被更正" not in page


@pytest.fixture
def attached(settings, tmp_path, announce):
    settings.STORAGES = stored_in(tmp_path)
    (tmp_path / "x").write_bytes(b"%PDF-1.7")
    user = User.objects.create_user("zhoujie", name="周洁", mobile="13800000000")
    blob = Blob.objects.create(
        sha256=sha256(b"%PDF-1.7").hexdigest(),
        size=8,
        media_type="application/pdf",
        storage_name="x",
        created_at=NOON,
    )
    folder = Folder.objects.create(created_at=NOON)
    Attachment.objects.create(
        folder=folder, slot="main", name="说明书.pdf", blob=blob, uploaded_by=user, created_at=NOON
    )
    return announce(folder=folder)


@pytest.mark.covers("P2")
def test_the_attachments_of_a_notice_are_downloaded_from_its_page(client, attached):
    (file,) = attached.attachments
    url = reverse("notices:attachment", args=[attached.number, file.pk])
    assert url in text_of(client.get(attached.get_absolute_url()))
    response = client.get(url)
    assert b"".join(response.streaming_content) == b"%PDF-1.7"
    assert response["Content-Disposition"].startswith("attachment")


def test_an_attachment_is_not_found_under_another_notice(client, attached, announce):
    (file,) = attached.attachments
    assert client.get(reverse("notices:attachment", args=[announce().number, file.pk])).status_code == 404


def test_the_downloaded_text_has_the_printed_hash(client, announce):
    notice = announce()
    response = client.get(reverse("notices:text", args=[notice.number]))
    assert sha256(response.content).hexdigest() == notice.sha256
    for name in ("page", "print"):
        assert notice.sha256 in text_of(client.get(reverse(f"notices:{name}", args=[notice.number])))


def test_a_notice_that_is_open_calls_to_the_desk_until_it_closes(client, announce, monkeypatch):
    call = Call("我要报名", lambda notice: f"/enrol/{notice.pk}", "报名中")
    kind = NoticeKind("tests.open", "公告", "CSKF", call=call)
    monkeypatch.setitem(kinds._entries, kind.key, kind)
    notice = announce(kind=kind, closes_at=NOON + timedelta(days=1))
    corrected = announce(kind=kind, closes_at=NOON + timedelta(days=1))
    announce(kind=kind, corrects=corrected)
    assert f'href="/enrol/{notice.pk}"' in text_of(client.get(notice.get_absolute_url()))
    assert "/enrol/" not in text_of(client.get(corrected.get_absolute_url()))
    monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(days=1))
    assert "/enrol/" not in text_of(client.get(notice.get_absolute_url()))


def test_a_page_that_has_not_changed_is_not_sent_again(client, announce, correction):
    notice = announce()
    first = client.get(notice.get_absolute_url())
    assert first["Last-Modified"] == "Fri, 20 Nov 2026 04:00:00 GMT"
    assert client.get(notice.get_absolute_url(), headers={"if-none-match": first["ETag"]}).status_code == 304
    announce(kind=correction, corrects=notice, now=NOON + timedelta(hours=1))
    again = client.get(notice.get_absolute_url(), headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again["Last-Modified"]) == (200, "Fri, 20 Nov 2026 05:00:00 GMT")


def test_the_passing_of_the_closing_time_changes_the_page(client, announce, monkeypatch):
    notice = announce(closes_at=NOON + timedelta(days=1))
    before = client.get(notice.get_absolute_url())
    monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(days=2))
    after = client.get(notice.get_absolute_url(), headers={"if-none-match": before["ETag"]})
    assert (after.status_code, after["Last-Modified"]) == (200, "Sat, 21 Nov 2026 04:00:00 GMT")


def test_the_pdf_is_the_same_bytes_every_time(client, announce):
    notice = announce(
        body='<h2>一、内容</h2><p>#panic() *粗* <a href="https://example.org/">链接</a></p>'
        "<ul><li>甲</li></ul><ol><li>乙</li></ol><table><tr><td colspan=3>丙</td></tr></table>"
    )
    response = client.get(reverse("notices:pdf", args=[notice.number]))
    url = f"http://testserver/verify/?number={notice.number}"
    assert response.content == notice_pdf(notice, url=url)
    assert response.content.startswith(b"%PDF-1.7")
    assert response["Content-Type"] == "application/pdf"


@pytest.mark.covers("H30")
def test_a_printed_notice_is_known_by_its_number_and_by_its_bytes(client, announce, correction):
    notice = announce()
    pdf = client.get(reverse("notices:pdf", args=[notice.number])).content
    document = client.get("/verify/", {"number": f" {notice.number.lower()} "}).context["document"]
    assert (document.title, document.sha256, document.warning) == (notice.title, notice.sha256, "")
    report = client.post("/verify/", {"pdf": ContentFile(pdf, "公告.pdf")}).context["report"]
    assert (report.known_as, report.tone) == ("平台发布的公告", "good")
    changed = client.post("/verify/", {"pdf": ContentFile(pdf + b"\n", "公告.pdf")}).context["report"]
    assert (changed.known_as, changed.document.number, changed.tone) == (None, notice.number, "warn")
    later = announce(kind=correction, corrects=notice)
    document = client.get("/verify/", {"number": notice.number}).context["document"]
    assert later.number in document.warning


def test_the_feed_holds_what_passes_the_filters(client, announce, correction):
    announce(title="甲公告")
    notice = announce(title="乙公告", kind=correction)
    feed = ElementTree.fromstring(client.get("/notices/feed.atom", {"kind": "tests.correction"}).content)  # noqa: S314
    (entry,) = feed.findall(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}title") == "乙公告"
    assert entry.findtext(f"{ATOM}id") == f"http://testserver{notice.get_absolute_url()}"
    assert entry.findtext(f"{ATOM}published") == "2026-11-20T04:00:00+00:00"
    assert client.get("/notices/feed.atom", {"q": "水"}).status_code == 404


def test_the_print_view_carries_number_hash_and_a_qr_code(client, announce):
    notice = announce()
    page = text_of(client.get(reverse("notices:print", args=[notice.number])))
    assert notice.number in page
    assert re.search(r"<svg [^>]*>.*</svg>", page, re.S)


@pytest.mark.parametrize(
    ("text", "words", "html"),
    [
        ("采购公告", ["采购", "公告"], "<mark>采购公告</mark>"),
        ("a<b>采购", ["采购"], "a&lt;b&gt;<mark>采购</mark>"),
        ("Ab ab", ["AB"], "<mark>Ab</mark> <mark>ab</mark>"),
        ("采购", [], "采购"),
    ],
)
def test_the_words_searched_for_are_marked(text, words, html):
    assert marked(text, words) == html
