"""报价待开启: who opens the quotes of a job, who is told, and what happens where they cannot (Y10, Y26)."""

import json
from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from pingzhun import ledger
from pingzhun.console.menus import menu_of
from pingzhun.deadlines import schedule
from pingzhun.directory import services
from pingzhun.filings.driving import FormRefused, approve, submit
from pingzhun.filings.models import Filing
from pingzhun.flow.guards import Refused
from pingzhun.markets.intermediary.course import JobState
from pingzhun.markets.intermediary.demo import steps
from pingzhun.markets.intermediary.desks.enrolment import EnrolmentDesk
from pingzhun.markets.intermediary.desks.publication import (
    CancellationDesk,
    JobPublicationDesk,
    RepublicationDesk,
)
from pingzhun.markets.intermediary.holders import holders_for
from pingzhun.markets.intermediary.market import ADMINISTRATOR, REGULATOR
from pingzhun.markets.intermediary.models import Enrolment, Job, Method
from pingzhun.messages.models import Message
from pingzhun.regimes import clock
from pingzhun.sealing import box, driving, twin
from pingzhun.sealing.envelope import serialised, text_of
from pingzhun.sealing.key_files import demo_key
from pingzhun.sealing.models import Box, OpenedOffer, OpeningKey, SealedOffer

pytestmark = pytest.mark.usefixtures("demo_clock")


def again(job: Job) -> Job:
    return Job.objects.get(pk=job.pk)


def told(kind: str) -> set[str]:
    return {
        each.user.membership.organisation.name for each in Message.objects.filter(kind=kind).select_related()
    }


@pytest.fixture
def waiting(cast) -> Job:
    """A 竞价 whose enrolment is over and whose quotes wait to be opened."""
    job = steps.publish(cast)
    steps.enrol(job, cast.hengxin, "98000")
    steps.enrol(job, cast.qilian, "97000")
    return steps.pass_deadline(job, opens=False)


@pytest.mark.covers("Y10", "Y26")
def test_after_the_deadline_the_quotes_wait_for_two_of_three_and_the_lowest_is_selected(cast, waiting):
    assert (waiting.state, OpenedOffer.objects.count()) == (JobState.SELECTING, 0)
    assert told("intermediary.to_open") == {
        "玉门市住房和城乡建设局",
        "玉门市发展和改革局",
        "玉门市政务服务中心",
    }
    held = Box.objects.waiting().get()
    driving.release(held, cast.regulator.organisation)
    assert again(waiting).state == JobState.SELECTING
    driving.release(held, cast.entity.organisation)
    job = again(waiting)
    assert (job.state, job.agency, job.price) == (
        JobState.SELECTED,
        cast.qilian.organisation,
        Decimal("97000.00"),
    )


@pytest.mark.covers("Y10")
def test_the_menu_counts_the_boxes_that_wait_for_a_holder_and_is_for_those_who_manage_or_review(
    cast, waiting
):
    def entry(actor):
        entries = [each for group in menu_of(actor, path="") for each in group.entries]
        return next((each.count for each in entries if each.title == "报价开启"), None)

    assert [entry(each) for each in (cast.entity.files, cast.regulator.reviews, cast.hengxin.files)] == [
        1,
        1,
        None,
    ]
    driving.release(Box.objects.waiting().get(), cast.entity.organisation)
    assert [entry(each) for each in (cast.entity.files, cast.regulator.reviews)] == [0, 1]
    services.set_duties(member=cast.regulator.reviewer.membership, duties=["can_file"], now=clock.now())
    assert entry(cast.regulator.reviews) is None


@pytest.mark.covers("Y26")
def test_a_comparison_is_not_made_before_the_quotes_are_open(cast):
    job = steps.publish(cast, method=Method.COMPARISON)
    steps.enrol(job, cast.hengxin, "98000", "方案甲")
    steps.enrol(job, cast.qilian, "97000", "方案乙")
    job = steps.pass_deadline(job, opens=False)
    scores = {"甘肃恒信工程咨询有限公司": "92.5", "玉门祁连造价咨询有限公司": "88"}
    with pytest.raises(Refused, match="不在此环节"):
        steps.compare(cast, job, scores)
    driving.open_waiting()
    assert steps.compare(cast, job, scores).state == JobState.SELECTED


@pytest.mark.covers("Y26")
def test_holders_who_do_not_come_are_reminded_and_then_those_who_oversee(cast, waiting):
    driving.release(Box.objects.waiting().get(), cast.entity.organisation)
    schedule.fire_due(now=clock.shift_forward(timedelta(days=1), actor_user=cast.entity.filer))
    assert told("intermediary.opening_reminder") == {"玉门市发展和改革局", "玉门市政务服务中心"}
    assert told("intermediary.opening_overdue") == set()
    schedule.fire_due(now=clock.shift_forward(timedelta(days=1), actor_user=cast.entity.filer))
    assert told("intermediary.opening_overdue") == {
        "玉门市住房和城乡建设局",
        "玉门市发展和改革局",
        "玉门市政务服务中心",
    }
    text = Message.objects.filter(kind="intermediary.opening_overdue").first().text
    assert "尚未办理的单位：玉门市发展和改革局、玉门市政务服务中心" in text
    driving.open_waiting()
    assert again(waiting).state == JobState.SELECTED
    assert not schedule.upcoming([f"case/{waiting.pk}"], now=clock.now()).filter(
        kind__startswith="intermediary.opening"
    )


@pytest.mark.covers("Y26")
def test_where_the_keys_are_lost_the_job_is_published_again_and_its_old_quotes_stay_sealed(cast, waiting):
    data = {"reason": "密钥遗失", "enrol_until": clock.now() + timedelta(days=8)}
    with pytest.raises(Refused, match="仍未能开启的，方可重新发布"):
        submit(RepublicationDesk, cast.entity.files, data, case=waiting)
    clock.shift_forward(timedelta(days=2), actor_user=cast.entity.filer)
    data["enrol_until"] = clock.now() + timedelta(days=8)
    approve(submit(RepublicationDesk, cast.entity.files, data, case=waiting), cast.administrator.reviews)
    job = again(waiting)
    assert (job.state, job.round) == (JobState.ENROLLING, 2)
    first = box.box_of(case=job, round=1)
    assert first.abandoned_at is not None
    with pytest.raises(Refused, match="不在待开启状态"):
        driving.release(first, cast.entity.organisation)
    steps.enrol(job, cast.mogao, "95000")
    assert steps.pass_deadline(job).agency == cast.mogao.organisation


@pytest.mark.covers("Y26")
def test_a_job_that_waits_to_be_opened_can_be_cancelled_and_is_then_never_opened(cast, waiting):
    filing = submit(CancellationDesk, cast.entity.files, {"reason": "资金未落实"}, case=waiting)
    approve(filing, cast.administrator.reviews)
    assert again(waiting).state == JobState.CANCELLED
    with pytest.raises(Refused, match="不在待开启状态"):
        driving.release(box.box_of(case=waiting), cast.entity.organisation)
    assert OpenedOffer.objects.count() == 0


@pytest.mark.covers("Y26")
def test_too_few_enrolments_are_never_opened(cast):
    job = steps.publish(cast)
    steps.enrol(job, cast.hengxin, "98000")
    job = steps.pass_deadline(job)
    assert (job.state, box.box_of(case=job).called_at) == (JobState.FAILED, None)
    for holder in (cast.entity, cast.regulator, cast.administrator):
        with pytest.raises(Refused, match="不在待开启状态"):
            driving.release(box.box_of(case=job), holder.organisation)
    assert OpenedOffer.objects.count() == 0


@pytest.mark.covers("Y26")
@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        ({"price": "abc", "plan": ""}, "报价内容不符合填写要求"),
        ({"price": "-1", "plan": ""}, "报价内容不符合填写要求"),
        ({"price": ["1"], "plan": {}}, "报价内容不符合填写要求"),
        ({"plan": ""}, "报价内容不符合填写要求"),
        ({"price": "1", "plan": "x" * 4001}, "报价内容不符合填写要求"),
        ({"price": "1", "plan": "\x00"}, "报价内容不符合填写要求"),
        ({"price": "120000.01", "plan": ""}, "报价超过控制价"),
        (None, "报价信封损坏，无法开启"),
    ],
)
def test_whatever_a_browser_sealed_one_bad_quote_is_invalid_and_does_not_stop_the_others(
    payload, reason, cast
):
    job = steps.publish(cast)
    held = box.box_of(case=job)
    code = cast.hengxin.organisation.credit_code
    bad = (
        twin.sealed(b"{}", box=held, credit_code=code, commitment="0" * 64)
        if payload is None
        else twin.make(payload, box=held, credit_code=code)
    )
    contact = {"contact_name": "李", "contact_mobile": "13893710021"}
    submit(EnrolmentDesk, cast.hengxin.files, contact, case=job, envelope=serialised(bad))
    steps.enrol(job, cast.qilian, "99000")
    job = steps.pass_deadline(job)
    assert (job.state, job.agency) == (JobState.SELECTED, cast.qilian.organisation)
    assert Enrolment.objects.get(agency=cast.hengxin.organisation).invalid_reason == reason
    result = job.notices.get(kind="intermediary.result")
    assert reason in result.body_html, "it is said publicly"


# ---- keys before publication ----------------------------------------------------------------------------------------


def lose_key(player) -> None:
    OpeningKey.objects.filter(organisation=player.organisation).update(retired_at=clock.now())


@pytest.mark.covers("Y25", "Y10")
def test_without_the_keys_of_all_holders_nothing_is_published_and_who_lacks_one_is_said(cast):
    filing = submit(JobPublicationDesk, cast.entity.files, steps.terms(cast, clock.now()))
    lose_key(cast.regulator)
    with pytest.raises(FormRefused, match="监管机构“玉门市发展和改革局”没有开启密钥"):
        submit(JobPublicationDesk, cast.entity.files, steps.terms(cast, clock.now()))
    with pytest.raises(Refused, match="监管机构“玉门市发展和改革局”没有开启密钥"):
        approve(filing, cast.administrator.reviews)
    assert (Job.objects.count(), Filing.objects.get(pk=filing.pk).state) == (0, "submitted")
    direct = {"method": Method.DIRECT, "enrol_until": "", "direct_agency": cast.hengxin.organisation.pk}
    direct |= {"ceiling": "90000", "direct_price": "88000", "direct_reason": "应急抢修"}
    assert steps.publish(cast, **direct).state == JobState.SELECTED, "nothing is sealed there"


@pytest.mark.covers("Y10")
def test_an_organisation_with_two_capacities_counts_once(cast):
    both = cast.administrator.organisation
    services.revoke_capacity(
        capacity=cast.regulator.organisation.capacities.get(kind=REGULATOR.key), now=clock.now()
    )
    services.grant_capacity(
        organisation=both, kind=REGULATOR.key, jurisdiction=cast.places["玉门市"], now=clock.now()
    )
    with pytest.raises(Refused, match="辖区内没有另一家管理人员"):
        holders_for(entity=cast.entity.organisation, jurisdiction=cast.places["玉门市"], number=3)
    found = holders_for(entity=cast.entity.organisation, jurisdiction=cast.places["玉门市"], number=2)
    assert [each.title for each in found] == ["项目单位", "监管机构"]


@pytest.mark.covers("Y10")
def test_of_several_administrators_the_nearest_with_a_key_holds_the_box(cast):
    lose_key(cast.administrator)
    services.grant_capacity(
        organisation=cast.dunhuang_administrator.organisation,
        kind="intermediary.regulator",
        jurisdiction=cast.places["酒泉市"],
        now=clock.now(),
    )
    lose_key(cast.regulator)
    with pytest.raises(Refused, match="管理人员“玉门市政务服务中心”没有开启密钥") as refused:
        holders_for(entity=cast.entity.organisation, jurisdiction=cast.places["玉门市"], number=3)
    assert "监管机构" not in str(refused.value), "the one of the higher place has a key"
    assert ADMINISTRATOR.opens


# ---- the page -------------------------------------------------------------------------------------------------------


@pytest.mark.covers("Y10", "P3")
def test_a_plaintext_price_that_is_posted_is_refused_and_kept_nowhere(cast, client):
    job = steps.publish(cast)
    client.force_login(cast.hengxin.filer, backend="django.contrib.auth.backends.ModelBackend")
    client.post(reverse("desks:intermediary.enrolment.begin"), {"case": job.pk})
    filing = Filing.objects.get(desk="intermediary.enrolment")
    page = reverse("desks:intermediary.enrolment.page", args=[filing.pk])
    html = client.get(page).content.decode()
    assert 'data-sealed="price"' in html
    assert 'name="sealed-' not in html
    assert json.loads(client.get(page).context["seal_for"])["threshold"] == 2
    data = {"contact_name": "李某", "contact_mobile": "13893710021", "sealed-price": "91234.56"}
    for url in (page, reverse("desks:intermediary.enrolment.autosave", args=[filing.pk])):
        for action in ({}, {"action": "submit"}, {"action": "save"}):
            assert client.post(url, data | action).status_code == 400
    filing.refresh_from_db()
    assert (filing.state, filing.draft, SealedOffer.objects.count()) == ("editing", None, 0)


@pytest.mark.covers("Y10")
@pytest.mark.parametrize("envelope", ["", '{"price": "91234.56"}', "91234.56"])
def test_a_quote_that_was_not_sealed_in_the_browser_is_not_submitted(envelope, cast):
    job = steps.publish(cast)
    contact = {"contact_name": "李", "contact_mobile": "13893710021"}
    with pytest.raises(Refused, match="报价没有在浏览器中加密"):
        submit(EnrolmentDesk, cast.hengxin.files, contact, case=job, envelope=envelope)
    assert (SealedOffer.objects.count(), Enrolment.objects.count()) == (0, 0)


@pytest.mark.covers("Y10", "H37")
def test_before_the_hour_the_page_offers_no_opening_and_a_post_is_refused_and_recorded(cast, client):
    job = steps.publish(cast)
    steps.enrol(job, cast.hengxin, "98000")
    held = box.box_of(case=job)
    client.force_login(cast.regulator.reviewer, backend="django.contrib.auth.backends.ModelBackend")
    page = reverse("sealing:box", args=[held.pk])
    before = client.get(page).content.decode()
    assert "截止之后才能开启" in before
    assert "data-open-box" not in before
    assert client.get(reverse("sealing:shares", args=[held.pk])).status_code == 409
    shares = {
        str(number): text_of(share)
        for number, share in twin.open_shares(held, demo_key("11620981000000002B")).items()
    }
    answer = client.post(page, {"shares": json.dumps(shares)}, follow=True)
    assert "尚未到开启时间，不能开启。这次操作已记入存证。" in answer.content.decode()
    attempt = ledger.find(f"sealing/box/{job.code}")[-1]
    assert attempt.kind == "sealing.early"
    assert json.loads(attempt.data)["by"] == "何丽 · 玉门市发展和改革局"
    steps.enrol(job, cast.qilian, "99000")
    steps.pass_deadline(job, opens=False)
    assert "data-open-box" in client.get(page).content.decode(), "the control"
    assert client.get(reverse("sealing:shares", args=[held.pk])).status_code == 200


@pytest.mark.covers("Y10")
@pytest.mark.parametrize("posted", ["", "[]", "{}", '{"1": "?"}', '{"x": "AA=="}', '{"1": 5}', "[" * 9999])
def test_nonsense_that_is_posted_as_shares_is_refused_with_a_sentence(posted, cast, waiting, client):
    client.force_login(cast.regulator.reviewer, backend="django.contrib.auth.backends.ModelBackend")
    page = reverse("sealing:box", args=[Box.objects.get().pk])
    answer = client.post(page, {"shares": posted}, follow=True)
    assert "页面内容已过时，请刷新页面后重新操作。" in answer.content.decode()
    assert Box.objects.waiting().exists()


def test_the_list_of_the_holders_costs_the_same_for_one_box_and_for_many(
    cast, client, django_assert_max_num_queries
):
    jobs = [steps.publish(cast, name=f"项目{number}") for number in range(4)]
    for job in jobs:
        steps.enrol(job, cast.hengxin, "98000")
        steps.enrol(job, cast.qilian, "99000")
    steps.pass_deadline(jobs[-1], opens=False)
    client.force_login(cast.regulator.reviewer, backend="django.contrib.auth.backends.ModelBackend")
    with django_assert_max_num_queries(25):
        page = client.get(reverse("sealing:boxes")).content.decode()
    assert page.count("监管机构 未办理") == 4
