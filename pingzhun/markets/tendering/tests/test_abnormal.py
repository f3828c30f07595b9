"""采购异常, 废标公告, 重新招标, and 项目进度 (manual 001 §3.9, §3.13)."""

from datetime import timedelta

import pytest

from pingzhun.cases.dossiers import subject
from pingzhun.deadlines.models import Deadline
from pingzhun.deadlines.worker import run_pending
from pingzhun.filings import lifecycle
from pingzhun.filings.desks import desk_of, items
from pingzhun.filings.driving import FormRefused, approve, reject, submit
from pingzhun.filings.models import Filing
from pingzhun.flow.guards import Refused
from pingzhun.markets.tendering import course
from pingzhun.markets.tendering.course import LotState
from pingzhun.markets.tendering.demo import shortcuts, steps
from pingzhun.markets.tendering.demo import steps_notices as announcing
from pingzhun.markets.tendering.desks.abnormal import LotExceptionDesk
from pingzhun.markets.tendering.desks.announcing import InvitationChangeDesk
from pingzhun.markets.tendering.desks.failure import FailureNoticeDesk, RetenderingDesk
from pingzhun.markets.tendering.desks.progress import TendersOverview
from pingzhun.markets.tendering.models import Interruption, Lot
from pingzhun.markets.tendering.tests.test_announcing import closes_at, ready, take_part, told
from pingzhun.notices.models import Notice
from pingzhun.regimes import clock


def announced(cast) -> Lot:
    lot = announcing.announce(cast, ready(cast))
    take_part(cast, lot, cast.huaxing)
    return lot


@pytest.mark.covers("H27", "H32")
@pytest.mark.parametrize("desk_class", [LotExceptionDesk, FailureNoticeDesk, RetenderingDesk])
def test_another_agents_lot_is_not_offered(cast, desk_class):
    desk, lot = desk_of(desk_class), failing(cast)
    if desk_class is RetenderingDesk:
        lot = announcing.fail_notice(cast, lot)
    if desk_class is LotExceptionDesk:
        lot = announcing.announce(cast, ready(cast))
    assert [lot in desk.cases(each.files) for each in (cast.agent, cast.other_agent)] == [True, False]


def failing(cast) -> Lot:
    """A lot that nobody has bid for."""
    lot = announced(cast)
    clock.shift_forward(timedelta(days=31), actor_user=cast.centre.filer)
    run_pending(now=clock.now())
    return steps.again(lot)


@pytest.mark.covers("H27", "H33")
def test_an_approved_suspension_is_announced_and_stops_the_bidding(cast):
    lot = announced(cast)
    first = Notice.objects.get(case=lot)
    draft = lifecycle.begin(desk_of(InvitationChangeDesk), actor=cast.agent.files, case=lot, now=clock.now())
    filing = announcing.file_exception(cast, lot, Interruption.SUSPENSION, "采购需求需要重新论证。")
    assert (filing.get_state_display(), steps.again(lot).state) == ("待审核", LotState.BIDDING)
    approve(filing, cast.centre.reviews)
    lot = steps.again(lot)
    notice = Notice.objects.get(case=lot, kind="tendering.suspension")
    assert (lot.state, lot.suspension_reason) == (LotState.SUSPENDED, "采购需求需要重新论证。")
    assert (notice.title, notice.corrects) == ("台式计算机变更公告（项目暂停）", first)
    assert not Deadline.objects.open().filter(subject=subject(lot.pk)).exists()
    assert Filing.objects.get(pk=draft.pk).get_state_display() == "已失效"
    assert [told(each, "项目暂停") for each in (cast.entity, cast.huaxing, cast.lantian)] == [1, 1, 0]


@pytest.mark.covers("H27")
def test_an_exception_needs_the_decision_of_the_procuring_entity_and_one_that_is_rejected_changes_nothing(
    cast,
):
    lot = announced(cast)
    with pytest.raises(Refused, match="采购人的批复或决定文件"):
        submit(LotExceptionDesk, cast.agent.files, {"act": "suspension", "reason": "论证"}, case=lot)
    filing = Filing.objects.get(case=lot, desk="tendering.lot-exception")
    data = {"act": Interruption.SUSPENSION, "reason": "论证"}
    files = {"decision": steps.paper("决定")}
    reject(
        submit(LotExceptionDesk, cast.agent.files, data, files=files, filing=filing),
        cast.centre.reviews,
        "未盖章",
    )
    assert (steps.again(lot).state, Notice.objects.count()) == (LotState.BIDDING, 1)


@pytest.mark.covers("H28")
def test_a_suspended_lot_goes_on_with_a_new_booking_and_a_change_notice(cast):
    lot = announced(cast)
    shortcuts.reserve(cast, lot, lot.opens_at + timedelta(days=1))
    lot = announcing.suspend(cast, lot)
    with pytest.raises(Refused, match="重新预约场地及时间"):
        announcing.change(cast, lot)
    with pytest.raises(FormRefused) as refused:
        draft = lifecycle.begin(desk_of(LotExceptionDesk), actor=cast.agent.files, case=lot, now=clock.now())
        data = {"act": Interruption.SUSPENSION, "reason": "再次暂停"}
        submit(LotExceptionDesk, cast.agent.files, data, filing=draft)
    assert "已暂停" in refused.value.errors["act"][0]
    later = lot.opens_at + timedelta(days=14)
    lot = shortcuts.reserve(cast, lot, later)
    lot = announcing.change(cast, lot)
    assert (lot.state, lot.opens_at, lot.suspension_reason) == (LotState.BIDDING, later, None)
    assert closes_at(lot) == later
    resumed = Notice.objects.get(case=lot, kind="tendering.change")
    assert (resumed.title, resumed.corrects.kind) == (
        "台式计算机变更公告（恢复交易）",
        "tendering.suspension",
    )


@pytest.mark.covers("H27")
def test_a_cancelled_lot_is_over(cast):
    lot = announcing.cancel(cast, announced(cast))
    assert (lot.state, lot.failure_reason) == (LotState.CANCELLED, "因政策调整，采购任务取消。")
    assert Notice.objects.get(case=lot, kind="tendering.cancellation").corrects.kind == "tendering.invitation"
    assert not Deadline.objects.open().filter(subject=subject(lot.pk)).exists()
    assert told(cast.huaxing, "项目取消") == 1
    never_announced = announcing.cancel(cast, ready(cast))
    assert Notice.objects.get(case=never_announced).corrects is None


@pytest.mark.covers("H32")
def test_a_failure_is_announced_with_the_conclusion_of_the_committee(cast):
    lot = failing(cast)
    desk = desk_of(FailureNoticeDesk)
    assert desk.initial(actor=cast.agent.files, case=lot, now=clock.now()) == {"reason": lot.failure_reason}
    with pytest.raises(Refused, match="评委会废标结论"):
        submit(FailureNoticeDesk, cast.agent.files, {"act": "failed", "reason": "不足三家"}, case=lot)
    filing = Filing.objects.get(case=lot, desk=desk.key)
    files = {"conclusion": steps.paper("废标结论")}
    data = {"act": "failed", "reason": "投标人不足三家。"}
    filing = submit(FailureNoticeDesk, cast.agent.files, data, files=files, filing=filing)
    assert steps.again(lot).state == LotState.FAILING
    approve(filing, cast.centre.reviews)
    notice = Notice.objects.get(case=lot, kind="tendering.failure")
    assert (steps.again(lot).state, notice.title) == (LotState.FAILED, "台式计算机废标公告")
    assert "投标人不足三家。" in notice.body_html
    assert [told(each, "废标公告") for each in (cast.entity, cast.huaxing)] == [1, 1]


@pytest.mark.covers("H32")
def test_a_failed_lot_is_tendered_again_with_the_consent_of_the_procuring_entity(cast):
    lot = announcing.fail_notice(cast, failing(cast))
    filing = submit(RetenderingDesk, cast.agent.files, {"reason": "延长响应时间"}, case=lot)
    with pytest.raises(Refused, match="不由您审核"):
        approve(filing, cast.other_entity.reviews)
    approve(filing, cast.entity.reviews)
    lot = steps.again(lot)
    assert (lot.state, lot.round, lot.document, lot.opens_at) == (LotState.REGISTERED, 2, None, None)
    assert told(cast.huaxing, "重新招标") == 1
    lot = announcing.announce(cast, shortcuts.to_announcing(cast, lot))
    again = Notice.objects.filter(case=lot, kind="tendering.invitation").latest("pk")
    assert (again.title, again.corrects) == ("台式计算机招标公告（第2次）", None)
    lot = announcing.cancel(cast, lot)
    assert Notice.objects.get(case=lot, kind="tendering.cancellation").corrects == again


@pytest.mark.covers("H11")
def test_the_state_of_a_project_follows_from_its_lots(cast, now, django_assert_num_queries):
    lots = steps.register(cast, lots=[{}, {"name": "复印机"}])
    overview = items.get(TendersOverview.key)

    def line(player) -> list[tuple[str, ...]]:
        return lines(player.files)

    def lines(actor) -> list[tuple[str, ...]]:
        rows = overview.rows(actor, now=now)
        return [tuple(column(row) for _, column in overview.columns[4:6]) for row in rows]

    waiting = "待发布招标公告"
    assert line(cast.agent) == [(f"01 台式计算机：{waiting}；02 复印机：{waiting}", waiting)]
    lots[0] = announcing.announce(cast, shortcuts.to_announcing(cast, lots[0]))
    assert line(cast.entity) == [(f"01 台式计算机：投标中；02 复印机：{waiting}", "进行中")]
    announcing.cancel(cast, lots[0])
    course.recall(lots[1], actor=cast.agent.files, now=now)
    assert line(cast.centre) == [("01 台式计算机：已取消；02 复印机：已撤回", "已结束")]
    assert [line(each) for each in (cast.other_agent, cast.other_entity, cast.other_centre)] == [[], [], []]
    steps.register(cast)
    steps.register(cast)
    actor = cast.agent.files
    with django_assert_num_queries(2):
        assert len(lines(actor)) == 3
