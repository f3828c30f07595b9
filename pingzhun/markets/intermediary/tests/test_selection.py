"""The four ways of selecting, with their ties, refusals and failures (Y26), and the enrolment before them (Y8–Y10)."""

from datetime import timedelta
from decimal import Decimal

import pytest

from pingzhun.directory import services
from pingzhun.draws.drawing import published, rounds
from pingzhun.draws.recompute import faults
from pingzhun.filings.desks import desk_of
from pingzhun.filings.driving import FormRefused, actor_for, approve, submit
from pingzhun.flow.guards import Refused
from pingzhun.ledger import audit
from pingzhun.markets.intermediary.course import JobState
from pingzhun.markets.intermediary.demo import steps
from pingzhun.markets.intermediary.desks.enrolment import EnrolmentDesk, EnrolmentWithdrawalDesk
from pingzhun.markets.intermediary.desks.publication import (
    CancellationDesk,
    JobPublicationDesk,
    RepublicationDesk,
)
from pingzhun.markets.intermediary.desks.selection import ComparisonDesk, DecliningDesk
from pingzhun.markets.intermediary.models import Enrolment, Job, Method
from pingzhun.markets.intermediary.selection import purpose
from pingzhun.regimes import clock
from pingzhun.sealing import box, driving
from pingzhun.sealing.models import OpenedOffer

pytestmark = pytest.mark.usefixtures("demo_clock")


def again(job: Job) -> Job:
    return Job.objects.get(pk=job.pk)


@pytest.mark.covers("Y9")
def test_enrolment_is_refused_with_the_reason_where_the_scope_or_the_qualification_does_not_suffice(cast):
    job = steps.publish(cast, qualification=cast.qualifications["工程造价咨询（甲级）"])
    with pytest.raises(Refused, match="工程造价咨询（甲级）"):
        steps.enrol(job, cast.qilian, "90000")
    survey = steps.publish(cast, service_type=cast.services["工程测量"])
    with pytest.raises(Refused, match="服务范围不包含“工程测量”"):
        steps.enrol(survey, cast.hengxin, "90000")
    assert steps.enrol(job, cast.hengxin, "90000").state == "approved"


@pytest.mark.covers("Y9", "Y28")
def test_a_suspended_agency_cannot_enrol_and_is_told_why_and_can_again_when_the_suspension_is_over(cast):
    job = steps.publish(cast)
    services.suspend(
        organisation=cast.hengxin.organisation,
        kind=cast.hengxin.kind.key,
        days=5,
        reason="提供虚假材料",
        imposed_by=cast.regulator.organisation,
        now=clock.now(),
    )
    with pytest.raises(Refused, match="提供虚假材料"):
        steps.enrol(job, cast.hengxin, "90000")
    clock.shift_forward(timedelta(days=6), actor_user=cast.regulator.filer)
    assert steps.enrol(job, cast.hengxin, "90000").state == "approved"


@pytest.mark.covers("Y10")
def test_a_quote_can_be_replaced_and_withdrawn_until_the_deadline_and_not_after(cast):
    job = steps.publish(cast)
    steps.enrol(job, cast.hengxin, "98000")
    steps.enrol(job, cast.hengxin, "91000")
    steps.enrol(job, cast.qilian, "92000")
    steps.enrol(job, cast.mogao, "80000")
    submit(EnrolmentWithdrawalDesk, cast.mogao.files, {}, case=job)
    assert Enrolment.objects.filter(job=job, withdrawn_at=None).count() == 2
    closed = steps.pass_deadline(job)
    assert (closed.agency, closed.price) == (cast.hengxin.organisation, Decimal(91000))
    with pytest.raises(Refused):
        steps.enrol(job, cast.mogao, "70000")


@pytest.mark.covers("Y10")
def test_nobody_reads_a_quote_before_the_deadline(cast):
    job = steps.publish(cast)
    steps.enrol(job, cast.hengxin, "98765.43")
    held = box.box_of(case=job, round=1)
    for early in (
        lambda: box.call(case=job, round=1, now=clock.now(), actor_label="管理员"),
        lambda: driving.release(held, cast.administrator.organisation),
    ):
        with pytest.raises(Refused):
            early()
    assert (Enrolment.objects.get(job=job).price, OpenedOffer.objects.count()) == (None, 0)


@pytest.mark.covers("Y10")
def test_an_enrolment_past_the_deadline_is_refused_although_the_worker_has_not_closed_it_yet(cast):
    job = steps.publish(cast)
    left = job.enrol_until - clock.now() + timedelta(seconds=1)
    clock.shift_forward(left, actor_user=cast.entity.filer)
    assert again(job).state == JobState.ENROLLING
    with pytest.raises(Refused, match="截止"):
        steps.enrol(job, cast.hengxin, "98000")


@pytest.mark.covers("Y26")
def test_a_quote_above_the_ceiling_is_invalid(cast):
    job = steps.publish(cast)
    steps.enrol(job, cast.hengxin, "120000.01")
    steps.enrol(job, cast.qilian, "120000")
    job = steps.pass_deadline(job)
    assert job.agency == cast.qilian.organisation
    assert Enrolment.objects.get(agency=cast.hengxin.organisation).invalid_reason == "报价超过控制价"


@pytest.mark.covers("Y26")
def test_equal_quotes_are_decided_by_a_draw_that_anyone_can_recompute(cast):
    job = steps.publish(cast)
    for agency in (cast.hengxin, cast.qilian, cast.mogao):
        steps.enrol(job, agency, "98000")
    job = steps.pass_deadline(job)
    (draw,) = rounds(case=job, purpose=purpose(job))
    assert len(draw.members) == 3
    assert draw.winners[0].endswith(job.agency.name)
    assert faults(published(draw)) == []
    sealed = {each.offer.sha256: each.payload["nonce"] for each in OpenedOffer.objects.all()}
    assert {each["sealed_as"]: each["nonce"] for each in draw.brought} == sealed
    assert {each["by"] for each in draw.brought} == set(draw.members)


@pytest.mark.covers("Y26")
@pytest.mark.parametrize("nonce", ["", "ab" * 31, "不是十六进制", None])
def test_an_agency_without_a_nonce_or_with_a_damaged_one_does_not_stop_the_draw(cast, nonce, monkeypatch):
    job = steps.publish(cast, method=Method.DRAW)
    steps.enrol(job, cast.hengxin, "98000")
    monkeypatch.setattr(steps.secrets, "token_hex", lambda size: nonce)
    steps.enrol(job, cast.qilian, "99000")
    job = steps.pass_deadline(job)
    (draw,) = rounds(case=job, purpose=purpose(job))
    assert (job.state, len(draw.members)) == (JobState.SELECTED, 2)
    assert [each["by"].endswith(cast.hengxin.organisation.name) for each in draw.brought] == [True]
    assert faults(published(draw)) == []


@pytest.mark.covers("Y26")
def test_fewer_enrolments_than_required_fail_the_selection_and_leave_the_quotes_sealed(cast):
    job = steps.publish(cast)
    steps.enrol(job, cast.hengxin, "98000")
    job = steps.pass_deadline(job)
    assert (job.state, job.failure_reason) == (JobState.FAILED, "报名机构 1 家，不足 2 家，报价未开启。")
    assert OpenedOffer.objects.count() == 0
    assert job.notices.filter(kind="intermediary.failure").count() == 1


@pytest.mark.covers("Y26")
def test_no_enrolment_and_all_withdrawn_fail_the_selection(cast):
    nobody, withdrawn = steps.publish(cast), steps.publish(cast, name="另一个项目")
    steps.enrol(withdrawn, cast.hengxin, "98000")
    submit(EnrolmentWithdrawalDesk, cast.hengxin.files, {}, case=withdrawn)
    steps.pass_deadline(withdrawn)
    assert {again(nobody).state, again(withdrawn).state} == {JobState.FAILED}


@pytest.mark.covers("Y26")
def test_a_failed_job_is_published_again_with_fresh_quotes_and_one_enrolment_then_suffices(cast):
    job = steps.publish(cast)
    steps.enrol(job, cast.qilian, "60000")
    job = steps.pass_deadline(job)
    data = {"reason": "报名不足", "enrol_until": clock.now() + timedelta(days=8)}
    approve(submit(RepublicationDesk, cast.entity.files, data, case=job), cast.administrator.reviews)
    job = again(job)
    assert (job.state, job.round, job.notices.filter(kind="intermediary.job").count()) == (
        JobState.ENROLLING,
        2,
        2,
    )
    steps.enrol(job, cast.hengxin, "98000")
    job = steps.pass_deadline(job)
    assert (job.state, job.agency, job.price) == (
        JobState.SELECTED,
        cast.hengxin.organisation,
        Decimal(98000),
    )


@pytest.mark.covers("Y26")
def test_a_comparison_is_won_by_the_highest_score_and_needs_a_reason_for_each(cast):
    job = steps.publish(cast, method=Method.COMPARISON)
    steps.enrol(job, cast.hengxin, "98000", "方案甲")
    steps.enrol(job, cast.qilian, "90000", "方案乙")
    job = steps.pass_deadline(job)
    assert job.state == JobState.SELECTING
    first = Enrolment.objects.filter(job=job).first()
    with pytest.raises(FormRefused):
        submit(
            ComparisonDesk,
            cast.entity.files,
            {"summary": "评审", "scores": [{"enrolment": first.pk, "score": "90", "reason": "好"}]},
            case=job,
        )
    job = steps.compare(cast, job, {"甘肃恒信工程咨询有限公司": "92.5", "玉门祁连造价咨询有限公司": "88"})
    assert (job.state, job.agency, job.price) == (
        JobState.SELECTED,
        cast.hengxin.organisation,
        Decimal(98000),
    )


@pytest.mark.covers("Y26")
def test_a_random_draw_selects_one_of_the_valid_and_another_when_the_first_gives_up(cast):
    job = steps.publish(cast, method=Method.DRAW)
    steps.enrol(job, cast.hengxin, "98000")
    steps.enrol(job, cast.qilian, "99000")
    job = steps.pass_deadline(job)
    first = cast.hengxin if job.agency == cast.hengxin.organisation else cast.qilian
    second = cast.qilian if first is cast.hengxin else cast.hengxin
    approve(submit(DecliningDesk, first.files, {"reason": "人员不足"}, case=job), cast.entity.reviews)
    job = again(job)
    assert (job.state, job.agency) == (JobState.SELECTED, second.organisation)
    assert [faults(published(draw)) for draw in rounds(case=job, purpose=purpose(job))] == [[], []]
    notice = job.notices.filter(kind="intermediary.result").first()
    assert f'href="{rounds(case=job, purpose=purpose(job)).last().get_absolute_url()}"' in notice.body_html
    before, after = rounds(case=job, purpose=purpose(job))
    assert (after.commitment, after.contributions) == (before.nonce, before.contributions)
    assert audit.faults() == []


@pytest.mark.covers("Y26")
def test_the_next_in_rank_follows_a_winner_that_gives_up_and_nobody_left_fails_the_job(cast):
    job = steps.publish(cast)
    steps.enrol(job, cast.hengxin, "98000")
    steps.enrol(job, cast.qilian, "99000")
    job = steps.pass_deadline(job)
    approve(submit(DecliningDesk, cast.hengxin.files, {"reason": "人员不足"}, case=job), cast.entity.reviews)
    job = again(job)
    assert (job.agency, job.price) == (cast.qilian.organisation, Decimal(99000))
    assert job.notices.filter(kind="intermediary.result", corrects__isnull=False).count() == 1
    approve(submit(DecliningDesk, cast.qilian.files, {"reason": "人员不足"}, case=job), cast.entity.reviews)
    assert again(job).state == JobState.FAILED


@pytest.mark.covers("Y26")
def test_a_direct_selection_needs_its_reason_and_keeps_to_the_ceiling_of_the_place(cast):
    now = clock.now()
    direct = {"method": Method.DIRECT, "enrol_until": "", "direct_agency": cast.hengxin.organisation.pk}
    with pytest.raises(FormRefused, match="direct_reason"):
        submit(JobPublicationDesk, cast.entity.files, steps.terms(cast, now, ceiling="90000", **direct))
    with pytest.raises(FormRefused, match="直接选取的控制价不得超过"):
        full = direct | {"direct_price": "90000", "direct_reason": "应急"}
        submit(JobPublicationDesk, cast.entity.files, steps.terms(cast, now, ceiling="100000.01", **full))
    job = steps.publish(
        cast, ceiling="90000", **direct, direct_price="88000", direct_reason="应急抢修，须由原设计单位配合"
    )
    assert (job.state, job.agency, job.price) == (
        JobState.SELECTED,
        cast.hengxin.organisation,
        Decimal(88000),
    )


@pytest.mark.covers("Y25")
def test_an_enrolment_period_shorter_than_the_rule_is_refused_with_the_rule(cast):
    now = clock.now()
    with pytest.raises(FormRefused, match="3 工作日"):
        submit(
            JobPublicationDesk, cast.entity.files, steps.terms(cast, now, enrol_until=now + timedelta(days=1))
        )


@pytest.mark.covers("Y25")
def test_a_job_is_cancelled_with_a_notice_and_its_deadline_does_not_fire(cast):
    job = steps.publish(cast)
    steps.enrol(job, cast.hengxin, "98000")
    approve(
        submit(CancellationDesk, cast.entity.files, {"reason": "资金未落实"}, case=job),
        cast.administrator.reviews,
    )
    job = steps.pass_deadline(job)
    assert (job.state, job.notices.filter(kind="intermediary.cancellation").count()) == (
        JobState.CANCELLED,
        1,
    )


@pytest.mark.covers("Y26")
def test_a_selected_job_is_cancelled_only_when_the_agency_is_late_with_its_contract(cast):
    job = steps.publish(cast)
    steps.enrol(job, cast.hengxin, "98000")
    steps.enrol(job, cast.qilian, "99000")
    job = steps.pass_deadline(job)
    with pytest.raises(Refused, match="逾期后方可取消"):
        submit(CancellationDesk, cast.entity.files, {"reason": "机构失联"}, case=job)
    clock.shift_forward(timedelta(days=40), actor_user=cast.entity.filer)
    filing = submit(CancellationDesk, cast.entity.files, {"reason": "机构失联"}, case=job)
    approve(filing, cast.administrator.reviews)
    assert again(job).state == JobState.CANCELLED


def test_the_entity_itself_cannot_enrol_in_its_own_job(cast):
    job = steps.publish(cast)
    services.grant_capacity(
        organisation=cast.entity.organisation,
        kind=cast.hengxin.kind.key,
        jurisdiction=cast.places["玉门市"],
        now=clock.now(),
    )
    assert job not in desk_of(EnrolmentDesk).cases(actor_for(cast.entity.filer, cast.hengxin.kind))
