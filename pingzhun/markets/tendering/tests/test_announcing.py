"""招标公告 and 变更公告 (manual 001 §3.7, §3.8; 87号令 第十三条, 第十六条)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from pingzhun.base.localtime import local_date, to_local
from pingzhun.cases.dossiers import subject
from pingzhun.deadlines.models import Deadline
from pingzhun.documents.seals.verifying import seals_of
from pingzhun.filings.desks import desk_of
from pingzhun.filings.driving import FormRefused, approve, reject, submit
from pingzhun.filings.models import Filing
from pingzhun.filings.tests import signers
from pingzhun.flow.guards import Refused
from pingzhun.markets.tendering import announcing as domain
from pingzhun.markets.tendering import course
from pingzhun.markets.tendering.course import LotState
from pingzhun.markets.tendering.demo import shortcuts, steps, steps_bids, steps_documents
from pingzhun.markets.tendering.demo import steps_notices as announcing
from pingzhun.markets.tendering.desks.announcing import BidInvitationDesk, InvitationChangeDesk
from pingzhun.markets.tendering.models import InvitationChange, Lot
from pingzhun.messages.models import Message
from pingzhun.notices.models import Notice
from pingzhun.regimes import clock


def ready(cast, **when) -> Lot:
    return shortcuts.to_announcing(cast, steps.register(cast)[0], **when)


def take_part(cast, lot: Lot, player, *, bids: bool = False) -> None:
    steps_bids.join(lot, player)
    if bids:
        steps_bids.bid(cast, lot, player, "560000")


def told(player, title: str) -> int:
    return Message.objects.filter(user=player.filer, title=title).count()


def closes_at(lot: Lot):
    (deadline,) = Deadline.objects.open().filter(subject=subject(lot.pk))
    return deadline.due_at


# ---- 招标公告 ------------------------------------------------------------------------------------------------------------


@pytest.mark.covers("H23", "H24", "H33")
def test_an_approved_invitation_is_published_by_itself_and_opens_the_bidding(cast, client):
    lot = ready(cast)
    filing = announcing.file_invitation(cast, lot)
    assert (filing.get_state_display(), Notice.objects.count()) == ("待审核", 0)
    approve(filing, cast.centre.reviews)
    lot = steps.again(lot)
    notice = Notice.objects.get(case=lot)
    assert (lot.state, notice.title, notice.closes_at) == (
        LotState.BIDDING,
        "台式计算机招标公告",
        lot.opens_at,
    )
    assert closes_at(lot) == lot.opens_at
    page = client.get(notice.get_absolute_url()).content.decode()
    assert "获取招标文件" in page
    assert reverse("console:case", args=[lot.pk]) in page
    assert told(cast.entity, "招标公告已发布") == 1


@pytest.mark.covers("H23")
def test_the_notice_says_all_that_the_order_asks_for(cast):
    lot = announcing.announce(cast, ready(cast))
    notice, agent, entity = Notice.objects.get(case=lot), cast.agent.organisation, cast.entity.organisation
    said = dict(notice.facts)
    assert {
        label: said[label]
        for label in (
            "采购人",
            "采购人地址",
            "采购人联系方式",
            "采购代理机构",
            "代理机构地址",
            "代理机构联系方式",
            "项目名称",
            "预算金额",
            "最高限价",
            "招标文件售价",
            "公告期限",
            "开标地点",
            "项目联系人",
            "项目联系电话",
        )
    } == {
        "采购人": entity.name,
        "采购人地址": entity.address,
        "采购人联系方式": f"{entity.contact_name} {entity.contact_mobile}",
        "采购代理机构": agent.name,
        "代理机构地址": agent.address,
        "代理机构联系方式": f"{agent.contact_name} {agent.contact_mobile}",
        "项目名称": "衡阳市第一中学计算机教室设备采购",
        "预算金额": "1,200,000.00 元",
        "最高限价": "600,000.00 元",
        "招标文件售价": "免费",
        "公告期限": "自本公告发布之日起 5 个工作日",
        "开标地点": "开标一室",
        "项目联系人": "欧阳明",
        "项目联系电话": "0734-8840001",
    }
    today = local_date(clock.now())
    assert said["获取招标文件时间"] == f"{today} 至 {today + timedelta(days=14)}"
    assert said["投标截止时间"] == said["开标时间"] == f"{to_local(lot.opens_at):%Y-%m-%d %H:%M}"
    assert "采购需求" in notice.body_html
    assert "投标人的资格要求" in notice.body_html


@pytest.mark.covers("P2")
def test_the_portal_finds_the_notices_by_market_and_kind_and_feeds_them(cast, client):
    lot = announcing.announce(cast, ready(cast))
    announcing.change(cast, lot)

    def found(**query) -> list[str]:
        return [line.kind for line in client.get(reverse("notices:index"), query).context["lines"]]

    assert found(market="tendering") == ["变更公告", "招标公告"]
    assert found(kind="tendering.invitation") == ["招标公告"]
    states = {line.kind: line.state for line in client.get(reverse("notices:index")).context["lines"]}
    assert states == {"变更公告": "投标中", "招标公告": "已更正"}
    assert found(open="on") == ["变更公告"]
    assert found(market="smallworks") == []
    feed = client.get(reverse("notices:feed"), {"market": "tendering"}).content.decode()
    assert feed.count("<entry>") == 2


@pytest.mark.covers("H23")
def test_a_notice_that_lacks_something_says_what(cast):
    lot = ready(cast)
    nothing = dict.fromkeys(
        ("requirement", "qualifications", "notice_workdays", "offered_from", "offered_until"), ""
    )
    with pytest.raises(FormRefused) as refused:
        announcing.file_invitation(cast, lot, **nothing)
    assert set(refused.value.errors) == set(nothing)
    today = local_date(clock.now())
    wrong = {"notice_workdays": 4, "offered_until": today + timedelta(days=3)}
    with pytest.raises(FormRefused) as refused:
        announcing.file_invitation(cast, lot, **wrong)
    assert "第十六条" in refused.value.errors["notice_workdays"][0]
    assert "第三十一条" in refused.value.errors["offered_until"][0]


@pytest.mark.covers("H21", "H23")
def test_venue_document_and_confirmation_come_before_the_invitation(cast):
    (lot,) = steps.register(cast)
    with pytest.raises(Refused) as refused:
        announcing.file_invitation(cast, lot)
    assert [each.sentence for each in refused.value.refusals] == [
        "请先在“场地预约”预约开评标场地，审核通过后再办理。",
        "请先在“招标文件”制作并提交招标文件。",
    ]
    lot = shortcuts.reserve(cast, lot, clock.now() + timedelta(days=30))
    course.issue_document(
        lot, actor=cast.agent.files, now=clock.now(), document=shortcuts.document(cast, lot)
    )
    draft = Filing.objects.get(case=lot, desk="tendering.bid-invitation")
    with pytest.raises(Refused, match="尚未确认招标文件"):
        submit(BidInvitationDesk, cast.agent.files, announcing.invitation_terms(clock.now()), filing=draft)


@pytest.mark.covers("H17", "H23")
def test_twenty_days_are_left_when_it_is_submitted_and_when_it_is_approved(cast):
    short = ready(cast, opens_at=clock.now() + timedelta(days=19))
    with pytest.raises(Refused, match="第三十五条"):
        announcing.file_invitation(cast, short)
    filing = announcing.file_invitation(cast, ready(cast, opens_at=clock.now() + timedelta(days=24)))
    with pytest.raises(Refused, match="第三十五条"):
        approve(filing, cast.centre.reviews, now=clock.now() + timedelta(days=8))
    assert not Notice.objects.exists()
    approve(filing, cast.centre.reviews)
    assert Notice.objects.count() == 1


@pytest.mark.covers("H23")
def test_a_venue_that_was_changed_meanwhile_stops_the_approval(cast):
    lot = ready(cast)
    filing = announcing.file_invitation(cast, lot)
    lot = shortcuts.reserve(cast, lot, lot.opens_at + timedelta(days=1))
    with pytest.raises(Refused, match="改约"):
        approve(filing, cast.centre.reviews)
    reject(filing, cast.centre.reviews, "开标时间已改约，请核对")
    assert Filing.objects.get(pk=filing.pk).get_state_display() == "审核不通过"


@pytest.mark.covers("H24", "H25")
def test_the_agent_seals_the_invitation_and_its_change(cast, client):
    signers.trust_root(clock.now())
    signer = signers.bound(cast.agent, clock.now())
    lot = announcing.announce(cast, ready(cast), signer=signer)
    announcing.change(cast, lot, signer=signer)
    notices = Notice.objects.filter(case=lot)
    assert notices.count() == 2
    for notice in notices:
        pdf = client.get(reverse("notices:pdf", args=[notice.number])).getvalue()
        (found,) = seals_of(pdf, now=clock.now())
        assert (found.name, found.intact, found.covers) == (cast.agent.organisation.name, True, True)


# ---- 变更公告 ------------------------------------------------------------------------------------------------------------


@pytest.mark.covers("H25", "H26")
def test_a_change_takes_effect_at_once_and_tells_those_that_take_part(cast):
    lot = announcing.announce(cast, ready(cast))
    first = Notice.objects.get(case=lot)
    take_part(cast, lot, cast.huaxing)
    take_part(cast, lot, cast.mingde, bids=True)
    later = lot.opens_at + timedelta(days=7)
    lot = shortcuts.reserve(cast, lot, later)
    assert lot.opens_at < later, "until it is announced"
    with pytest.raises(FormRefused, match="本项目没有答疑文件"):
        announcing.change(cast, lot, has_clarification="True")
    steps_documents.clarify(cast, lot)
    with pytest.raises(FormRefused, match="已发布答疑文件，请选择“是”"):
        announcing.change(cast, lot, has_clarification="False")
    lot = announcing.change(cast, lot)
    notice = Notice.objects.get(case=lot, kind="tendering.change")
    assert (lot.opens_at, lot.next_opens_at, closes_at(lot)) == (later, None, later)
    assert (notice.corrects, notice.closes_at) == (first, later)
    assert dict(notice.facts)["答疑澄清文件"].startswith("有")
    assert [told(each, "变更公告") for each in (cast.huaxing, cast.mingde, cast.lantian)] == [1, 0, 0]
    assert [told(each, "请重新确认投标") for each in (cast.huaxing, cast.mingde)] == [0, 1]


@pytest.mark.covers("H26")
def test_a_venue_that_is_changed_while_the_notice_is_submitted_is_not_lost(cast):
    lot = announcing.announce(cast, ready(cast))
    stale = InvitationChange(case=lot.case_ptr, opens_at=lot.opens_at, organisation=cast.agent.organisation)
    later = lot.opens_at + timedelta(days=7)
    shortcuts.reserve(cast, lot, later)
    with pytest.raises(Refused, match="刚刚有变更"):
        domain.change(stale, actor=cast.agent.files, now=clock.now())
    assert steps.again(lot).next_opens_at == later


@pytest.mark.covers("H26")
def test_times_move_later_only(cast):
    lot = announcing.announce(cast, ready(cast))
    with pytest.raises(FormRefused) as refused:
        announcing.change(cast, lot, offered_until=local_date(clock.now()) + timedelta(days=13))
    assert "只能往后变更" in refused.value.errors["offered_until"][0]
    lot = shortcuts.reserve(cast, lot, lot.opens_at - timedelta(days=1))
    with pytest.raises(Refused, match="只能往后变更"):
        announcing.change(cast, lot)
    shortcuts.reserve(cast, lot, lot.opens_at)
    assert announcing.change(cast, lot).state == LotState.BIDDING


@pytest.mark.covers("H26")
def test_what_keeps_bidders_busy_needs_fifteen_days(cast):
    lot = announcing.announce(cast, ready(cast))
    clock.shift_forward(timedelta(days=18), actor_user=cast.centre.filer)
    with pytest.raises(FormRefused) as refused:
        announcing.change(cast, lot, affects_bids="True")
    assert "第二十七条" in refused.value.errors["affects_bids"][0]
    later = clock.now() + timedelta(days=20)
    lot = shortcuts.reserve(cast, lot, later)
    assert announcing.change(cast, lot, affects_bids="True").opens_at == later


@pytest.mark.covers("H26")
def test_the_database_moves_no_announced_time_back(cast):
    lot = announcing.announce(cast, ready(cast))
    announcing.change(cast, lot)
    earlier, later = (lot.opens_at + timedelta(days=days) for days in (-1, 1))
    move = "UPDATE tendering_lot SET opens_at = %s WHERE case_ptr_id = %s"
    with pytest.raises(IntegrityError, match="later only"), transaction.atomic(), connection.cursor() as sql:
        sql.execute(move, [earlier, lot.pk])
    with connection.cursor() as sql:
        sql.execute(move, [later, lot.pk])
        assert sql.rowcount == 1
    change = InvitationChange.objects.get()
    with transaction.atomic(), connection.cursor() as sql:
        sql.execute("SET LOCAL session_replication_role = replica")
        move = "UPDATE tendering_invitationchange SET opens_at = %s WHERE filing_ptr_id = %s"
        with pytest.raises(IntegrityError, match="a_change_moves_times_later"), transaction.atomic():
            sql.execute(move, [earlier, change.pk])
        sql.execute(move, [later, change.pk])
        assert sql.rowcount == 1
        sql.execute("SET LOCAL session_replication_role = origin")


@pytest.mark.covers("H25")
def test_only_what_has_been_announced_can_be_changed_and_not_after_the_deadline(cast):
    lot, other = ready(cast), ready(cast)
    with pytest.raises(Refused, match="目前不在此环节"):
        announcing.change(cast, other)
    lot = announcing.announce(cast, lot)
    assert set(desk_of(InvitationChangeDesk).cases(cast.agent.files)) == {lot}
    assert not desk_of(InvitationChangeDesk).cases(cast.other_agent.files).exists()
    clock.shift_forward(timedelta(days=31), actor_user=cast.centre.filer)
    with pytest.raises(Refused, match="投标已经截止"):
        announcing.change(cast, lot, offered_until=local_date(lot.opens_at))
