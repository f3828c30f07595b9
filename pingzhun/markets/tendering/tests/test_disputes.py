"""质疑, 投诉 and what follows from them (法 第五十二条起, 94号令)."""

from datetime import timedelta

import pytest
from django.urls import reverse

from pingzhun.deadlines import schedule
from pingzhun.filings.driving import FormRefused, approve
from pingzhun.filings.queries import visible
from pingzhun.flow.guards import Refused
from pingzhun.markets.tendering import course, disputes
from pingzhun.markets.tendering.course import LotState
from pingzhun.markets.tendering.demo import shortcuts, steps
from pingzhun.markets.tendering.demo import steps_disputes as acts
from pingzhun.markets.tendering.desks.disputes import ComplaintHaltDesk, ComplaintRulingDesk
from pingzhun.markets.tendering.models import Complaint, Lot, Matter, Outcome, Participation
from pingzhun.messages.models import Message
from pingzhun.notices.models import Notice
from pingzhun.regimes import clock


def enrolled(cast, lot: Lot) -> Lot:
    """With 华星 and 明德 taking part."""
    for supplier in (cast.huaxing, cast.mingde):
        Participation.objects.create(
            lot=lot,
            round=lot.round,
            organisation=supplier.organisation,
            contact_name="联系人",
            contact_mobile="13734000001",
            enrolled_at=clock.now(),
        )
    return lot


@pytest.fixture
def lot(cast) -> Lot:
    return enrolled(cast, shortcuts.to_bidding(cast, steps.register(cast)[0]))


def later(cast, **period: int):
    return clock.shift_forward(timedelta(**period), actor_user=cast.centre.filer)


def evaluating(cast, lot: Lot) -> Lot:
    now = clock.shift_forward(lot.opens_at - clock.now(), actor_user=cast.centre.filer)
    course.close_bidding(lot, actor=cast.centre.files, now=now)
    course.open_bids(lot, actor=cast.centre.files, now=now)
    return steps.again(lot)


@pytest.mark.covers("H39")
def test_a_challenge_is_answered_and_who_challenged_is_told(cast, lot):
    challenge = acts.challenge(lot, cast.huaxing)
    assert challenge.answer_due_at == disputes.end_of(lot.figure("challenge.answer"), challenge.submitted_at)
    assert list(disputes.unanswered(Lot.objects.all())) == [challenge]
    answer = acts.answer(cast, challenge)
    assert list(disputes.unanswered(Lot.objects.all())) == []
    assert visible(cast.huaxing.files).filter(pk=answer.pk).exists()
    told = Message.objects.filter(kind="tendering.challenge_answered").values_list("user", flat=True)
    assert set(told) == {cast.huaxing.filer.pk, cast.huaxing.reviewer.pk}


@pytest.mark.covers("H39")
def test_no_other_supplier_sees_a_challenge_or_its_answer(cast, lot):
    challenge = acts.challenge(lot, cast.huaxing)
    answer = acts.answer(cast, challenge)
    others = visible(cast.mingde.files).filter(pk__in=(challenge.pk, answer.pk))
    assert list(others) == []
    for reader in (cast.agent, cast.entity, cast.supervisor, cast.huaxing):
        assert visible(reader.files).filter(pk__in=(challenge.pk, answer.pk)).count() == 2


@pytest.mark.covers("H39")
def test_a_challenge_keeps_to_its_period_and_to_what_there_is(cast, lot):
    with pytest.raises(FormRefused, match="还没有可以质疑的中标结果"):
        acts.challenge(lot, cast.huaxing, matter=Matter.RESULT)
    later(cast, days=14)
    with pytest.raises(FormRefused, match=r"质疑期已于 .* 届满（7 工作日，依据：.*第五十二条）"):
        acts.challenge(lot, cast.huaxing)


@pytest.mark.covers("H39")
def test_who_takes_no_part_cannot_challenge(cast, lot):
    with pytest.raises(Refused, match="不在此环节"):
        acts.challenge(lot, cast.lantian)


@pytest.mark.covers("H39")
def test_without_an_answer_in_time_everybody_is_told_and_a_complaint_is_possible(cast, lot):
    challenge = acts.challenge(lot, cast.huaxing)
    with pytest.raises(FormRefused):
        acts.complain(challenge, cast.huaxing)
    left = challenge.answer_due_at - clock.now()
    schedule.fire_due(now=clock.shift_forward(left, actor_user=cast.centre.filer))
    overdue = Message.objects.filter(kind="tendering.answer_overdue").values_list("user", flat=True)
    told = (cast.agent, cast.huaxing, cast.supervisor)
    assert set(overdue) == {user.pk for each in told for user in (each.filer, each.reviewer)}
    complaint = acts.complain(challenge, cast.huaxing)
    assert complaint.awaiting_kind == cast.supervisor.kind.key


@pytest.mark.covers("H39")
def test_a_halt_stops_the_lot_until_its_days_are_over(cast, lot):
    challenge = acts.challenge(lot, cast.huaxing)
    acts.answer(cast, challenge)
    complaint = acts.accept(cast, acts.complain(challenge, cast.huaxing))
    lot = evaluating(cast, lot)
    with pytest.raises(FormRefused, match="最长不得超过 30 日"):
        acts.halt(cast, complaint, days=31)
    acts.halt(cast, complaint)
    with pytest.raises(Refused, match="采购活动已暂停：投诉处理期间，需要调查取证"):
        course.report(steps.again(lot), actor=cast.centre.files, now=clock.now())
    schedule.fire_due(now=later(cast, days=30))
    assert steps.again(lot).halted_reason is None
    assert (
        course.report(steps.again(lot), actor=cast.centre.files, now=clock.now()).state == LotState.EVALUATED
    )


@pytest.mark.covers("H39")
def test_a_complaint_before_the_opening_suspends_the_lot(cast, lot):
    challenge = acts.challenge(lot, cast.huaxing)
    acts.answer(cast, challenge)
    complaint = acts.accept(cast, acts.complain(challenge, cast.huaxing))
    acts.halt(cast, complaint)
    assert steps.again(lot).state == LotState.SUSPENDED


@pytest.mark.covers("H39")
def test_a_ruling_is_reviewed_by_a_colleague_and_published(cast, lot):
    challenge = acts.challenge(lot, cast.huaxing)
    acts.answer(cast, challenge)
    complaint = acts.accept(cast, acts.complain(challenge, cast.huaxing))
    ruling = acts.rule(cast, complaint, is_unfounded=True)
    assert ruling.get_state_display() == "审核通过"
    notice = Notice.objects.get(kind="tendering.ruling")
    assert ["处理决定", "投诉不成立，驳回投诉"] in notice.facts
    assert "13734000001" not in notice.search_text
    assert disputes.unfounded_lately(cast.huaxing.organisation, lot, now=clock.now()) == 1
    with pytest.raises(Refused, match="不在此环节"):
        acts.rule(cast, complaint)


@pytest.mark.covers("H39")
def test_a_complaint_that_changes_the_result_fails_the_lot(cast, lot):
    challenge = acts.challenge(lot, cast.huaxing)
    acts.answer(cast, challenge)
    complaint = acts.accept(cast, acts.complain(challenge, cast.huaxing))
    with pytest.raises(Refused, match="不能以投诉处理决定废标"):
        acts.rule(cast, complaint, Outcome.ANNULLED)
    lot = evaluating(cast, lot)
    acts.halt(cast, complaint)
    filing = complaint.case.filings.get(desk=ComplaintRulingDesk.key)
    approve(filing, cast.supervisor.reviews)
    lot = steps.again(lot)
    assert (lot.state, lot.halted_reason) == (LotState.FAILING, None)
    assert lot.failure_reason == "投诉处理决定：投诉成立，影响采购结果。"


@pytest.mark.covers("H39")
def test_only_a_rejected_complaint_is_unfounded(cast, lot):
    challenge = acts.challenge(lot, cast.huaxing)
    acts.answer(cast, challenge)
    complaint = acts.accept(cast, acts.complain(challenge, cast.huaxing))
    with pytest.raises(FormRefused, match="只有驳回的投诉"):
        acts.rule(cast, complaint, Outcome.UPHELD, is_unfounded=True)


@pytest.mark.covers("H39")
def test_the_lists_lead_to_the_desks(cast, lot, client):
    challenge = acts.challenge(lot, cast.huaxing)
    client.force_login(cast.agent.filer)
    page = client.get(reverse("desks:tendering.challenges"))
    assert "待答复" in page.text
    begun = client.post(reverse("desks:tendering.challenge-answer.begin"), {"case": lot.pk})
    assert begun.status_code == 302
    acts.answer(cast, challenge)
    complaint = acts.accept(cast, acts.complain(challenge, cast.huaxing))
    client.force_login(cast.supervisor.filer)
    assert "处理中" in client.get(reverse("desks:tendering.complaints")).text
    assert list(ComplaintHaltDesk().cases(cast.supervisor.files)) == [lot]
    acts.rule(cast, complaint)
    assert "投诉不成立" in client.get(reverse("desks:tendering.complaints")).text
    assert Complaint.objects.count() == 1
