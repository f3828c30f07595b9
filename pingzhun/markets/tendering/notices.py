"""The notices of 政府采购 up to the opening, and those of a lot that is interrupted or fails: their kinds, and what each says."""

from datetime import date, datetime
from typing import Protocol

from django.db.models import Q
from django.urls import reverse
from django.utils.safestring import SafeString

from pingzhun.base.localtime import moment
from pingzhun.base.money import format_yuan
from pingzhun.directory.models import Organisation
from pingzhun.documents.folders import copy_folder
from pingzhun.documents.models import Folder
from pingzhun.filings.models import Deed
from pingzhun.markets.tendering.models import Lot
from pingzhun.notices.body import section
from pingzhun.notices.kinds import Call, NoticeKind, register
from pingzhun.notices.models import Notice
from pingzhun.notices.pdf import Wording
from pingzhun.notices.publication import publish

PLACE = "本平台（在线获取）"
MANNER = "供应商登录平台，在本分包的项目页面在线获取"
FREE = "免费"


def case_url(notice: Notice) -> str:
    return reverse("console:case", args=[notice.case_id])


OBTAIN = Call("获取招标文件", case_url, "投标中")
INVITATION = register(NoticeKind("tendering.invitation", "招标公告", "ZCZB", "tendering", call=OBTAIN))
CHANGE = register(NoticeKind("tendering.change", "变更公告", "ZCBG", "tendering", call=OBTAIN))
SUSPENSION = register(NoticeKind("tendering.suspension", "变更公告（项目暂停）", "ZCZT", "tendering"))
CANCELLATION = register(NoticeKind("tendering.cancellation", "变更公告（项目取消）", "ZCQX", "tendering"))
FAILURE = register(NoticeKind("tendering.failure", "废标公告", "ZCFB", "tendering"))


class Terms(Protocol):
    """What a 招标公告 says besides the lot; a submitted `BidInvitation`, or the instance of its valid form."""

    requirement: str
    qualifications: str
    notice_workdays: int
    offered_from: date
    other: str | None


def terms_of(lot: Lot) -> list[tuple[str, str]]:
    """What every notice about a lot says of it."""
    return [
        ("项目编号", lot.tender.code),
        ("项目名称", lot.tender.name),
        ("分包编号", lot.code),
        ("分包名称", lot.title),
        ("采购人", lot.procuring_entity.name),
        ("采购代理机构", lot.tender.agent.name),
    ]


def _reached(who: str, organisation: Organisation) -> list[tuple[str, str]]:
    return [
        (f"{who}地址", organisation.address),
        (f"{who}联系方式", f"{organisation.contact_name} {organisation.contact_mobile}"),
    ]


def invitation_facts(
    lot: Lot, terms: Terms, *, offered_until: date, opens_at: datetime
) -> list[tuple[str, str]]:
    """第十三条 of 87号令, with the times as they stand."""
    return [
        *terms_of(lot),
        ("采购方式", "公开招标"),
        ("采购目录", lot.category.name),
        ("预算金额", f"{format_yuan(lot.tender.budget)} 元"),
        ("最高限价", f"{format_yuan(lot.ceiling)} 元"),
        ("评标办法", lot.get_evaluating_display()),
        ("投标保证金", f"{format_yuan(lot.bond)} 元"),
        ("获取招标文件时间", f"{terms.offered_from} 至 {offered_until}"),
        ("获取招标文件地点", PLACE),
        ("获取招标文件方式", MANNER),
        ("招标文件售价", FREE),
        ("公告期限", f"自本公告发布之日起 {terms.notice_workdays} 个工作日"),
        ("投标截止时间", moment(opens_at)),
        ("开标时间", moment(opens_at)),
        ("开标地点", lot.opening_room.name),
        *_reached("采购人", lot.procuring_entity),
        *_reached("代理机构", lot.tender.agent),
        ("项目联系人", lot.tender.contact_name),
        ("项目联系电话", lot.tender.contact_phone),
    ]


def _invitation_body(terms: Terms) -> SafeString:
    parts = [("采购需求", terms.requirement), ("投标人的资格要求", terms.qualifications)]
    if terms.other:
        parts.append(("其他补充事宜", terms.other))
    return SafeString().join(section(*part) for part in parts)


def invitation_wording(lot: Lot, terms: Terms, *, offered_until: date, opens_at: datetime) -> Wording:
    again = f"（第{lot.round}次）" if lot.round > 1 else ""
    facts = invitation_facts(lot, terms, offered_until=offered_until, opens_at=opens_at)
    return Wording(f"{lot.title}招标公告{again}", facts, _invitation_body(terms))


def change_wording(
    lot: Lot,
    terms: Terms,
    *,
    explanation: str,
    has_clarification: bool,
    resumes: bool,
    offered_until: date,
    opens_at: datetime,
) -> Wording:
    """The whole 招标公告 anew, with what was changed. terms: of the invitation that it changes."""
    facts = invitation_facts(lot, terms, offered_until=offered_until, opens_at=opens_at)
    facts.append(("答疑澄清文件", "有，请登录平台在项目页面下载" if has_clarification else "无"))
    title = f"{lot.title}变更公告{'（恢复交易）' if resumes else ''}"
    return Wording(title, facts, section("更正事项", explanation) + _invitation_body(terms))


def end_wording(lot: Lot, kind: NoticeKind, *, reason: str) -> Wording:
    """变更公告（项目暂停）, 变更公告（项目取消）, 废标公告."""
    contact = [
        *_reached("代理机构", lot.tender.agent),
        ("项目联系人", lot.tender.contact_name),
        ("项目联系电话", lot.tender.contact_phone),
    ]
    heading = "废标理由" if kind == FAILURE else "原因"
    return Wording(f"{lot.title}{kind.title}", [*terms_of(lot), *contact], section(heading, reason))


def publish_about(
    lot: Lot,
    kind: NoticeKind,
    wording: Wording,
    *,
    deed: Deed | None,
    now: datetime,
    folder: Folder | None = None,
    closes_at: datetime | None = None,
    corrects: Notice | None = None,
) -> Notice:
    """Published by the agent. folder: whose files are copied."""
    return publish(
        kind=kind,
        title=wording.title,
        facts=wording.facts,
        body=wording.body,
        case=lot,
        jurisdiction=lot.jurisdiction,
        organisation=lot.tender.agent,
        folder=copy_folder(folder, now=now) if folder else None,
        closes_at=closes_at,
        corrects=corrects,
        deed=deed,
        now=now,
    )


def last_of(lot: Lot) -> Notice | None:
    """The last notice of this round before the opening that no other has corrected; None before the 招标公告."""
    if lot.published_at is None:
        return None
    kinds = Q(kind__in=(INVITATION.key, CHANGE.key, SUSPENSION.key))
    mine = Notice.objects.filter(kinds, case_id=lot.pk, corrected_by=None, published_at__gte=lot.published_at)
    return mine.order_by("-published_at", "-pk").first()
