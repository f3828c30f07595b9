"""基础数据/通知公告: what the 管理人员 tell the public."""

from datetime import datetime

from django import forms
from django.utils.html import linebreaks

from pingzhun.directory.actors import Actor
from pingzhun.documents.folders import copy_folder
from pingzhun.documents.slots import Slot
from pingzhun.filings.deeds import submitted
from pingzhun.filings.desks import Desk
from pingzhun.filings.forms import FilingForm
from pingzhun.markets.intermediary.market import ADMINISTRATOR
from pingzhun.markets.intermediary.models import Announcement
from pingzhun.notices.kinds import NoticeKind, register
from pingzhun.notices.pdf import Wording
from pingzhun.notices.publication import publish
from pingzhun.notices.sealed import sealed_notice

ANNOUNCEMENT = register(NoticeKind("intermediary.announcement", "通知公告", "ZJTZ", "intermediary"))


class AnnouncementForm(FilingForm):
    wide = {"heading"}

    class Meta:
        model = Announcement
        fields = ["heading", "text"]
        widgets = {"text": forms.Textarea(attrs={"rows": 12})}
        help_texts = {"text": "空一行即另起一段。"}


def wording(form: FilingForm) -> Wording:
    return wording_of(form.instance)


def wording_of(filing: Announcement) -> Wording:
    return Wording(filing.heading, (), linebreaks(filing.text, autoescape=True))


class AnnouncementDesk(Desk):
    """向社会发布通知公告，发布后立即在门户显示，不能修改。"""

    title = "通知公告"
    menu = "基础数据/通知公告"
    order = 92
    filing, form = Announcement, AnnouncementForm
    filed_by = ADMINISTRATOR
    slots = (Slot("attachments", "公告附件"),)
    deed = sealed_notice(wording)
    submit_label = "发布"
    confirm = "发布后立即公开，不能修改或撤下。"
    submitted_message = "已发布。"

    def label(self, form: FilingForm) -> str:
        return form.cleaned_data["heading"]

    def take_effect(self, filing: Announcement, *, actor: Actor, now: datetime) -> None:
        said = wording_of(filing)
        publish(
            kind=ANNOUNCEMENT,
            title=said.title,
            facts=said.facts,
            body=said.body,
            jurisdiction=filing.jurisdiction,
            organisation=filing.organisation,
            folder=copy_folder(filing.folder, now=now),
            deed=submitted(filing),
            now=now,
        )
