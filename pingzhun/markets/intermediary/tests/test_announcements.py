"""基础数据/通知公告."""

from django.test import Client
from django.urls import reverse

from pingzhun.filings.driving import submit
from pingzhun.filings.models import Filing
from pingzhun.markets.intermediary.demo.cast import scan
from pingzhun.markets.intermediary.desks.announcements import AnnouncementDesk
from pingzhun.notices.models import Notice

TEXT = "各中介机构：\n\n请于月底前核对本单位资质。<script>alert(1)</script>"


def test_an_announcement_is_public_at_once_with_its_attachments(cast, client):
    submit(
        AnnouncementDesk,
        cast.administrator.files,
        {"heading": "关于核对资质信息的通知", "text": TEXT},
        files={"attachments": [("核对表.pdf", scan())]},
    )
    notice = Notice.objects.get()
    assert (notice.kind, notice.title, notice.organisation) == (
        "intermediary.announcement",
        "关于核对资质信息的通知",
        cast.administrator.organisation,
    )
    assert [each.name for each in notice.folder.attachments.all()] == ["核对表.pdf"]
    shown = client.get(notice.get_absolute_url()).content.decode()
    assert "请于月底前核对本单位资质。" in shown
    assert "<script>alert" not in shown, "what is typed is inert"


def test_the_administrator_publishes_from_the_page_and_nobody_else_may(cast):
    client = Client()
    client.force_login(cast.entity.filer)
    begin = reverse("desks:intermediary.announcement.begin")
    assert client.post(begin).status_code == 403
    client.force_login(cast.administrator.filer)
    client.post(begin)
    page = reverse("desks:intermediary.announcement.page", args=[Filing.objects.get().pk])
    client.post(page, {"heading": "放假安排", "text": "春节放假。", "action": "save"})
    assert not Notice.objects.exists(), "a draft is not published"
    client.post(page, {"heading": "放假安排", "text": "春节放假。", "action": "submit"})
    assert Notice.objects.get().title == "放假安排"
