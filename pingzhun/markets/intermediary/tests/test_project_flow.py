"""A job from its publication to its ratings, as the manual's chapter 2 has it, and the sides it leaves out."""

from decimal import Decimal

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from pingzhun.contracts.models import Contract
from pingzhun.filings.course import FilingState
from pingzhun.filings.driving import FormRefused, approve, reject, submit
from pingzhun.flow.guards import Refused
from pingzhun.markets.intermediary.course import JobState
from pingzhun.markets.intermediary.demo import steps
from pingzhun.markets.intermediary.demo.cast import scan
from pingzhun.markets.intermediary.desks.changes import EntityTerminationDesk, JobChangeDesk
from pingzhun.markets.intermediary.desks.serving import (
    AgencyTerminationDesk,
    CompletionDesk,
    ContractSupplementDesk,
)
from pingzhun.markets.intermediary.models import Job
from pingzhun.markets.intermediary.quotes import said
from pingzhun.notices.models import Notice
from pingzhun.sealing.models import Box, SealedOffer
from pingzhun.sealing.record import record

pytestmark = pytest.mark.usefixtures("demo_clock")


def again(job: Job) -> Job:
    return Job.objects.get(pk=job.pk)


@pytest.mark.covers("Y25", "Y7", "Y11", "Y12", "Y14", "Y15", "Y19", "Y27", "Y29")
def test_a_job_runs_from_publication_to_both_ratings(cast):
    job = steps.publish(cast)
    assert (job.state, job.notices.get().title) == (JobState.ENROLLING, f"{job.title}采购公告")
    steps.enrol(job, cast.hengxin, "98000")
    steps.enrol(job, cast.qilian, "99000")
    job = steps.pass_deadline(job)
    assert (job.state, job.agency, job.price) == (
        JobState.SELECTED,
        cast.hengxin.organisation,
        Decimal("98000.00"),
    )
    filing = steps.submit_contract(job, cast.hengxin)
    approve(filing, cast.entity.reviews)
    assert again(job).state == JobState.SELECTED, "the second review is still to come"
    approve(filing, cast.regulator.reviews)
    job = again(job)
    assert (job.state, Contract.objects.get(case=job).amount) == (JobState.SERVING, Decimal("98000.00"))
    steps.complete(cast, job, cast.hengxin)
    assert again(job).state == JobState.COMPLETED
    job = steps.rate(cast, job)
    assert (job.state, job.ratings.count()) == (JobState.RATED, 2)


@pytest.mark.covers("Y12")
def test_a_contract_that_the_regulator_rejects_goes_back_to_the_agency_with_the_reason(cast):
    job = steps.publish(cast)
    steps.enrol(job, cast.hengxin, "98000")
    steps.enrol(job, cast.qilian, "99000")
    job = steps.pass_deadline(job)
    filing = steps.submit_contract(job, cast.hengxin)
    approve(filing, cast.entity.reviews)
    filing = reject(filing, cast.regulator.reviews, "缺少服务期限，请补充后重新上传")
    assert (filing.state, again(job).state) == (FilingState.REJECTED, JobState.SELECTED)
    assert filing.reviews.last().opinion == "缺少服务期限，请补充后重新上传"


@pytest.mark.covers("Y12")
def test_nobody_but_the_two_reviewers_can_decide_on_a_contract(cast):
    job = steps.publish(cast)
    steps.enrol(job, cast.hengxin, "98000")
    steps.enrol(job, cast.qilian, "99000")
    filing = steps.submit_contract(steps.pass_deadline(job), cast.hengxin)
    for outsider in (cast.regulator, cast.qilian, cast.administrator, cast.dunhuang_regulator, cast.hengxin):
        with pytest.raises(Refused):
            approve(filing, outsider.reviews)
    approve(filing, cast.entity.reviews)
    with pytest.raises(Refused):
        approve(filing, cast.dunhuang_regulator.reviews)
    assert approve(filing, cast.regulator.reviews).state == FilingState.APPROVED


@pytest.mark.covers("Y15")
def test_completion_is_refused_until_the_results_are_there(cast):
    job = steps.run_to_serving(cast)
    with pytest.raises(Refused, match="结果上传"):
        submit(CompletionDesk, cast.hengxin.files, {"statement": "完成"}, case=job)
    steps.upload_results(job, cast.hengxin)
    assert (
        submit(CompletionDesk, cast.hengxin.files, {"statement": "完成"}, case=job).state
        == FilingState.SUBMITTED
    )


@pytest.mark.covers("Y14")
def test_results_that_are_not_an_archive_are_refused(cast):
    from pingzhun.documents.refusals import FileRefused
    from pingzhun.markets.intermediary.desks.serving import ResultUploadDesk

    job = steps.run_to_serving(cast)
    with pytest.raises(FileRefused):
        submit(
            ResultUploadDesk,
            cast.hengxin.files,
            {"description": "成果"},
            case=job,
            files={"results": [("成果.pdf", scan())]},
        )


@pytest.mark.covers("Y13")
def test_a_supplement_adds_at_most_a_tenth_of_the_contract(cast):
    job = steps.run_to_serving(cast)
    data = {"number": "HT-B1", "signed_on": job.service_began_at.date(), "description": "增加地下管线核查"}
    files = {"contract": [("补充合同.pdf", scan())]}
    with pytest.raises(FormRefused, match=r"9,800\.00"):
        submit(
            ContractSupplementDesk,
            cast.hengxin.files,
            data | {"added_amount": "9800.01"},
            case=job,
            files=files,
        )
    filing = submit(ContractSupplementDesk, cast.hengxin.files, data | {"added_amount": "9800"}, case=job)
    approve(filing, cast.entity.reviews)
    approve(filing, cast.regulator.reviews)
    assert list(Contract.objects.filter(case=job).values_list("amount", flat=True)) == [
        Decimal(98000),
        Decimal(9800),
    ]
    assert again(job).state == JobState.SERVING


@pytest.mark.covers("Y16")
def test_a_termination_that_the_agency_asks_for_ends_the_job_when_the_entity_agrees(cast):
    job = steps.run_to_serving(cast)
    filing = submit(AgencyTerminationDesk, cast.hengxin.files, {"reason": "项目停建"}, case=job)
    reject(filing, cast.entity.reviews, "请先协商")
    assert again(job).state == JobState.SERVING
    filing = submit(
        AgencyTerminationDesk, cast.hengxin.files, {"reason": "项目停建"}, case=job, filing=filing
    )
    approve(filing, cast.entity.reviews)
    job = again(job)
    assert (job.state, job.termination_reason) == (JobState.COMPLETED, "项目停建")


@pytest.mark.covers("Y18")
def test_a_termination_that_the_entity_asks_for_ends_the_job_when_the_agency_agrees(cast):
    job = steps.run_to_serving(cast)
    filing = submit(EntityTerminationDesk, cast.entity.files, {"reason": "规划调整"}, case=job)
    with pytest.raises(Refused):
        approve(filing, cast.qilian.reviews)
    approve(filing, cast.hengxin.reviews)
    assert again(job).state == JobState.COMPLETED


@pytest.mark.covers("Y16", "Y18")
def test_what_else_was_pending_lapses_when_the_job_ends(cast):
    job = steps.run_to_serving(cast)
    change = submit(
        JobChangeDesk,
        cast.entity.files,
        steps.terms(cast, job.created_at) | {"location": "新市区", "reason": "迁址"},
        case=job,
    )
    filing = submit(AgencyTerminationDesk, cast.hengxin.files, {"reason": "项目停建"}, case=job)
    with pytest.raises(Refused, match="待审核"):
        submit(EntityTerminationDesk, cast.entity.files, {"reason": "规划调整"}, case=job)
    approve(filing, cast.entity.reviews)
    change.refresh_from_db()
    assert change.state == FilingState.LAPSED


@pytest.mark.covers("Y17")
def test_a_change_shows_each_field_before_and_after_and_takes_effect_when_the_agency_agrees(cast):
    job = steps.run_to_serving(cast)
    data = steps.terms(cast, job.created_at) | {"service_days": 60, "reason": "冬季停工"}
    filing = submit(JobChangeDesk, cast.entity.files, data, case=job)
    compared = {field["name"]: field for field in filing.submissions.get().compared}
    assert (compared["service_days"]["before"], compared["service_days"]["text"]) == ("30", "60")
    assert [name for name, field in compared.items() if field["differs"]] == ["service_days"]
    assert again(job).service_days == 30
    approve(filing, cast.hengxin.reviews)
    assert again(job).service_days == 60


@pytest.mark.covers("Y17")
def test_a_change_that_the_agency_refuses_changes_nothing(cast):
    job = steps.run_to_serving(cast)
    data = steps.terms(cast, job.created_at) | {"service_days": 60, "reason": "冬季停工"}
    filing = submit(JobChangeDesk, cast.entity.files, data, case=job)
    reject(filing, cast.hengxin.reviews, "工期不能延长")
    assert again(job).service_days == 30


def test_a_change_that_changes_nothing_is_refused(cast):
    job = steps.run_to_serving(cast)
    with pytest.raises(FormRefused, match="没有任何变更"):
        submit(
            JobChangeDesk, cast.entity.files, steps.terms(cast, job.created_at) | {"reason": "无"}, case=job
        )


@pytest.mark.covers("Y28", "P9")
def test_a_regulator_of_another_city_neither_sees_nor_decides(cast):
    from pingzhun.filings.queries import inbox, visible, visible_cases

    job = steps.publish(cast)
    steps.enrol(job, cast.hengxin, "98000")
    steps.enrol(job, cast.qilian, "99000")
    filing = steps.submit_contract(steps.pass_deadline(job), cast.hengxin)
    approve(filing, cast.entity.reviews)
    seen = [
        (
            player.organisation.name,
            visible_cases(player.reviews).filter(pk=job.pk).exists(),
            inbox(player.reviews).count(),
        )
        for player in (cast.regulator, cast.dunhuang_regulator)
    ]
    assert seen == [("玉门市发展和改革局", True, 1), ("敦煌市发展和改革局", False, 0)]
    assert not visible(cast.dunhuang_regulator.reviews).filter(pk=filing.pk).exists()


@pytest.mark.covers("P4", "P12")
def test_the_notice_of_the_result_names_the_winner_and_its_price(cast):
    job = steps.publish(cast)
    steps.enrol(job, cast.hengxin, "98000")
    steps.enrol(job, cast.qilian, "99000")
    job = steps.pass_deadline(job)
    notice = Notice.objects.get(case=job, kind="intermediary.result")
    assert dict(notice.facts)["中选机构"] == "甘肃恒信工程咨询有限公司"
    assert dict(notice.facts)["中选价"] == "98,000.00 元"


@pytest.mark.covers("P10")
def test_the_entity_prints_the_enrolments_once_they_are_open_and_an_agency_never(cast, client):
    job = steps.publish(cast)
    steps.enrol(job, cast.hengxin, "98000")
    steps.enrol(job, cast.qilian, "99000")
    url = reverse("console:paper", args=[job.pk, "enrolments"])
    client.force_login(cast.entity.filer)
    assert client.get(url).status_code == 404
    steps.pass_deadline(job)
    assert client.get(url).content.startswith(b"%PDF-")
    client.force_login(cast.hengxin.filer)
    assert client.get(url).status_code == 404


@pytest.mark.covers("H30")
def test_the_list_of_who_enrolled_is_the_same_file_each_time_and_known_to_the_public_by_its_bytes(
    cast, client
):
    job = steps.publish(cast)
    steps.enrol(job, cast.hengxin, "98000")
    steps.enrol(job, cast.qilian, "99000")
    job = steps.pass_deadline(job)
    client.force_login(cast.entity.filer, backend="django.contrib.auth.backends.ModelBackend")
    address = reverse("console:paper", args=[job.pk, "enrolments"])
    pdf = client.get(address).content
    assert client.get(address).content == pdf
    client.logout()
    report = client.post("/verify/", {"pdf": ContentFile(pdf, "报名情况表.pdf")}).context["report"]
    assert (report.document.number, report.known_as) == (f"{job.code}-BM1", "平台出具的报名情况表")
    page = client.get("/verify/", {"number": f"{job.code}-BM1"}).content.decode()
    assert cast.qilian.organisation.name not in page
    assert client.get("/verify/", {"number": f"{job.code}-BM2"}).context["document"] is None


@pytest.mark.covers("H30", "H37")
def test_the_record_of_the_opening_says_who_opened_and_what_and_is_known_to_the_public_by_its_bytes(
    cast, client
):
    job = steps.publish(cast)
    steps.enrol(job, cast.hengxin, "98000")
    steps.enrol(job, cast.qilian, "99000")
    address = reverse("console:paper", args=[job.pk, "opening-1"])
    client.force_login(cast.entity.filer, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(address).status_code == 404
    job = steps.pass_deadline(job)
    pdf = client.get(address).content
    assert client.get(address).content == pdf
    opening = record(Box.objects.get(case=job))
    assert [(row[1], row[3]) for row in opening["offers"]] == [
        ("甘肃恒信工程咨询有限公司", "98,000.00 元"),
        (cast.qilian.organisation.name, "99,000.00 元"),
    ]
    assert [row[4] for row in opening["offers"]] == list(
        SealedOffer.objects.order_by("pk").values_list("sha256", flat=True)
    )
    assert [row[3] == "未办理" for row in opening["holders"]].count(False) == 2
    client.force_login(cast.hengxin.filer, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(address).status_code == 404
    client.logout()
    report = client.post("/verify/", {"pdf": ContentFile(pdf, "开启记录.pdf")}).context["report"]
    assert (report.document.number, report.known_as) == (f"{job.code}-KQ1", "平台出具的开启记录")
    changed = client.post("/verify/", {"pdf": ContentFile(pdf + b"\n", "开启记录.pdf")}).context["report"]
    assert changed.known_as is None
    page = client.get("/verify/", {"number": f"{job.code}-KQ1"}).content.decode()
    assert cast.qilian.organisation.name not in page
    assert client.get("/verify/", {"number": f"{job.code}-KQ2"}).context["document"] is None


def test_a_quote_that_is_no_quote_stands_in_the_record_as_such():
    assert said({"price": "九万"}) == said({}) == "报价内容不符合填写要求"
