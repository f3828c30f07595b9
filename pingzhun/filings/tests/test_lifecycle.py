"""Submit, withdraw, discard, decide, lapse: each is whole or did not happen (P5, P6)."""

import json
from hashlib import sha256

import pytest

from pingzhun.cases.models import Case
from pingzhun.documents.refusals import FolderFrozen
from pingzhun.filings import lifecycle
from pingzhun.filings.course import FilingState
from pingzhun.filings.driving import approve, reject, submit
from pingzhun.filings.models import Decision, Filing, Review
from pingzhun.flow.guards import Refused
from pingzhun.flow.models import TransitionRecord
from pingzhun.ledger import log
from pingzhun.ledger.canonical import canonical
from pingzhun.markets.intermediary.demo import steps
from pingzhun.markets.intermediary.demo.cast import scan
from pingzhun.markets.intermediary.desks.contract import ContractFilingDesk
from pingzhun.markets.intermediary.desks.enrolment import EnrolmentDesk
from pingzhun.markets.intermediary.desks.people import PersonAdditionDesk
from pingzhun.markets.intermediary.desks.publication import CancellationDesk, JobPublicationDesk
from pingzhun.markets.intermediary.models import Job, JobPublication
from pingzhun.messages.models import Delivery, Message
from pingzhun.regimes import clock

from .acts import begin, posted, publication, said, url


def decide(filing: Filing, actor, decision=Decision.APPROVE, opinion="", version=None) -> Filing:
    return lifecycle.decide(
        filing,
        decision=decision,
        opinion=opinion,
        version=filing.version if version is None else version,
        actor=actor,
        now=clock.now(),
    )


# ---- submit -----------------------------------------------------------------------------------------------------------


@pytest.mark.covers("P5", "P12")
def test_a_submission_freezes_what_was_typed_and_its_hash_stands_in_the_ledger(cast):
    filing = publication(cast, name="测量项目")
    version = filing.submissions.get()
    fields = {field["name"]: field["text"] for field in version.content["fields"]}
    assert (filing.state, filing.version, filing.draft, filing.label) == ("submitted", 1, None, "测量项目")
    assert (fields["name"], fields["ceiling"], fields["method"]) == ("测量项目", "120,000.00 元", "竞价")
    assert version.sha256 == sha256(canonical(version.content).encode()).hexdigest()
    entry = next(each for each in log.find(f"filing/{filing.pk}") if each.kind == "filing.version")
    assert json.loads(entry.data) == {
        "desk": filing.desk,
        "version": 1,
        "sha256": version.sha256,
        "record": json.loads(canonical(version.entry["data"]))["record"],
    }
    assert JobPublication.objects.get(pk=filing.pk).name == "测量项目"


@pytest.mark.covers("P7")
def test_the_attachments_are_part_of_the_version_and_frozen_with_it(cast):
    data = {
        "name": "孙立",
        "certificate_type": "监理工程师",
        "certificate_number": "62000999",
        "speciality": "房屋建筑",
        "issued_by": "人社部",
    }
    content = scan("certificate")
    files = {"certificate": [("证书.pdf", content)]}
    filing = submit(PersonAdditionDesk, cast.hengxin.files, data, files=files)
    (attached,) = filing.submissions.get().content["attachments"]
    assert (attached["name"], attached["sha256"]) == ("证书.pdf", sha256(content).hexdigest())
    with pytest.raises(FolderFrozen):
        submit(
            PersonAdditionDesk,
            cast.hengxin.files,
            data,
            files={"certificate": [("另.pdf", scan("x"))]},
            filing=filing,
        )


def test_a_missing_attachment_and_every_other_reason_are_said_together(cast):
    with pytest.raises(Refused) as refused:
        submit(
            PersonAdditionDesk,
            cast.hengxin.files,
            {
                "name": "孙立",
                "certificate_type": "监理工程师",
                "certificate_number": "62000999",
                "speciality": "房屋建筑",
                "issued_by": "人社部",
            },
        )
    assert [str(each) for each in refused.value.refusals] == ["请上传「人员资质证书」。"]


def test_a_second_click_does_not_submit_twice(cast, sign_in):
    filing = begin(JobPublicationDesk, cast.entity.files)
    client, page = sign_in(cast.entity.filer), url(JobPublicationDesk, "page", filing)
    data = posted(cast) | {"action": "submit"}
    first, second = client.post(page, data), client.post(page, data)
    filing.refresh_from_db()
    assert [first.status_code, second.status_code] == [302, 302]
    assert (filing.version, filing.submissions.count()) == (1, 1)
    assert "当前状态为“待审核”，不能修改。" in said(client, page)


def test_a_second_submission_of_a_stale_filing_is_refused(cast):
    filing = begin(JobPublicationDesk, cast.entity.files)
    stale = Filing.objects.get(pk=filing.pk)
    data = steps.terms(cast, clock.now())
    submit(JobPublicationDesk, cast.entity.files, data, filing=filing)
    with pytest.raises(Refused):
        submit(JobPublicationDesk, cast.entity.files, data, filing=stale)
    assert filing.submissions.count() == 1


def test_an_effect_that_is_refused_undoes_the_whole_submission(cast, monkeypatch):
    job = steps.publish(cast)

    def no(self, filing, *, actor, now):
        raise Refused("此时不能报名。")

    monkeypatch.setattr(EnrolmentDesk, "take_effect", no)
    with pytest.raises(Refused, match="此时不能报名"):
        steps.enrol(job, cast.hengxin, "98000")
    filing = Filing.objects.get(desk=EnrolmentDesk.key)
    assert (filing.state, filing.version, filing.submissions.count()) == ("editing", 0, 0)
    assert filing.draft["contact_name"] == ["李志强"], "what was typed is still there"
    assert not any(entry.kind == "filing.version" for entry in log.find(f"filing/{filing.pk}"))


def test_a_filing_that_nobody_reviews_takes_effect_at_once(cast):
    filing = steps.enrol(steps.publish(cast), cast.hengxin, "98000")
    assert (filing.state, filing.reviews.count(), filing.awaiting_kind) == ("approved", 0, None)


# ---- withdraw and discard ---------------------------------------------------------------------------------------------


@pytest.mark.covers("P5")
def test_a_withdrawn_filing_can_be_changed_and_submitted_anew_as_another_version(cast, sign_in):
    filing = publication(cast, name="第一稿")
    client, page = sign_in(cast.entity.filer), url(JobPublicationDesk, "page", filing)
    client.post(url(JobPublicationDesk, "withdraw", filing))
    filing.refresh_from_db()
    assert (filing.state, filing.awaiting_kind) == ("editing", None)
    assert client.get(page).context["form"]["name"].value() == "第一稿"
    client.post(page, posted(cast, name="第二稿") | {"action": "submit"})
    filing.refresh_from_db()
    texts = [version.content["fields"][0]["text"] for version in filing.submissions.all()]
    assert (filing.version, texts) == (2, ["第一稿", "第二稿"])
    assert JobPublication.objects.get(pk=filing.pk).name == "第二稿"


@pytest.mark.covers("P5")
def test_what_was_decided_or_cannot_be_withdrawn_is_not(cast, sign_in):
    decided = approve(publication(cast), cast.administrator.reviews)
    enrolled = steps.enrol(Job.objects.get(filings=decided), cast.hengxin, "98000")
    for filing, user, desk, sentence in (
        (decided, cast.entity.filer, JobPublicationDesk, "已审核通过，不能撤回。"),
        (enrolled, cast.hengxin.filer, EnrolmentDesk, "此事项提交后不能撤回。"),
    ):
        client = sign_in(user)
        client.post(url(desk, "withdraw", filing))
        assert said(client, url(desk, "page", filing)) == [sentence]
        assert Filing.objects.get(pk=filing.pk).state == "approved"


@pytest.mark.covers("P5")
def test_a_draft_can_be_removed_and_what_is_under_review_cannot(cast, sign_in):
    draft, pending = begin(JobPublicationDesk, cast.entity.files), publication(cast)
    client = sign_in(cast.entity.filer)
    for filing in (draft, pending):
        client.post(url(JobPublicationDesk, "discard", filing))
    states = {each.pk: each.state for each in Filing.objects.filter(desk=JobPublicationDesk.key)}
    assert states == {draft.pk: "discarded", pending.pk: "submitted"}
    listed = client.get(url(JobPublicationDesk, "list")).context["page"].object_list
    assert [each.pk for each in listed] == [pending.pk]


def test_what_was_once_submitted_stays_on_record_after_removal(cast):
    filing = reject(publication(cast), cast.administrator.reviews, "重报")
    lifecycle.discard(filing, actor=cast.entity.files, now=clock.now())
    assert (filing.state, filing.submissions.count(), filing.reviews.count()) == ("discarded", 1, 1)


# ---- decide -----------------------------------------------------------------------------------------------------------


@pytest.mark.covers("P5", "P6", "P8")
def test_a_rejection_carries_its_reason_to_the_filer(cast):
    filing = reject(publication(cast), cast.administrator.reviews, "控制价缺少依据，请补充。")
    assert (filing.state, filing.awaiting_kind, filing.folder.frozen_at) == ("rejected", None, None)
    assert filing.reviews.get().opinion == "控制价缺少依据，请补充。"
    told = Message.objects.filter(user=cast.entity.filer, kind="filing.rejected").get()
    assert "控制价缺少依据，请补充" in told.text
    texts = Delivery.objects.filter(kind="filing.rejected", channel="sms")
    assert [each.address for each in texts] == [cast.entity.organisation.contact_mobile]


@pytest.mark.covers("P6", "Y12")
def test_two_steps_are_decided_in_their_order(cast):
    job = direct(cast)
    filing = steps.submit_contract(job, cast.hengxin)
    assert (filing.step, filing.awaiting_kind) == (0, "intermediary.entity")
    filing = decide(filing, cast.entity.reviews)
    assert (filing.state, filing.step, filing.awaiting_kind) == ("submitted", 1, "intermediary.regulator")
    with pytest.raises(Refused, match="目前不由您审核"):
        decide(filing, cast.entity.reviews)
    filing = decide(filing, cast.regulator.reviews)
    assert [review.kind for review in filing.reviews.all()] == [
        "intermediary.entity",
        "intermediary.regulator",
    ]
    assert filing.state == FilingState.APPROVED


def direct(cast) -> Job:
    """A job that 恒信 has by 直接选取: the shortest way to 合同待备案."""
    return steps.publish(
        cast,
        method="direct",
        ceiling="9000",
        enrol_until=None,
        direct_agency=cast.hengxin.organisation,
        direct_price="9000",
        direct_reason="限额以下",
    )


@pytest.mark.covers("P6")
def test_a_version_that_the_reviewer_did_not_see_cannot_be_decided(cast, sign_in):
    filing = publication(cast)
    lifecycle.withdraw(filing, actor=cast.entity.files, now=clock.now())
    submit(JobPublicationDesk, cast.entity.files, steps.terms(cast, clock.now(), name="换了"), filing=filing)
    filing.refresh_from_db()
    client = sign_in(cast.administrator.reviewer)
    answer = client.post(
        url(JobPublicationDesk, "review", filing), {"decision": "approve", "version": "1", "opinion": "好"}
    )
    assert answer.status_code == 409
    assert answer.context["opinion"] == "好", "what was written is not lost"
    assert [str(each) for each in answer.context["messages"]] == [
        "申报内容在您打开之后已有新版本，请查看后再作决定。"
    ]
    assert (Filing.objects.get(pk=filing.pk).state, filing.reviews.count()) == ("submitted", 0)
    client.post(url(JobPublicationDesk, "review", filing), {"decision": "approve", "version": "2"})
    assert Filing.objects.get(pk=filing.pk).state == "approved"


@pytest.mark.covers("P6")
def test_whoever_looks_at_an_older_version_decides_on_that_one_or_not_at_all(cast, sign_in):
    filing = publication(cast)
    lifecycle.withdraw(filing, actor=cast.entity.files, now=clock.now())
    submit(JobPublicationDesk, cast.entity.files, steps.terms(cast, clock.now(), name="换了"), filing=filing)
    page = sign_in(cast.administrator.reviewer).get(url(JobPublicationDesk, "page", filing) + "?version=1")
    assert '<input type="hidden" name="version" value="1">' in page.content.decode()


def test_an_answer_that_is_neither_yes_nor_no_decides_nothing(cast, sign_in):
    filing = publication(cast)
    client = sign_in(cast.administrator.reviewer)
    answer = client.post(url(JobPublicationDesk, "review", filing), {"decision": "maybe", "version": "1"})
    assert (answer.status_code, Review.objects.count()) == (409, 0)


def test_a_second_click_on_approve_takes_effect_once(cast, sign_in):
    filing = publication(cast)
    client = sign_in(cast.administrator.reviewer)
    answers = [
        client.post(
            url(JobPublicationDesk, "review", filing), {"decision": "approve", "version": "1"}
        ).status_code
        for _ in range(2)
    ]
    assert (answers, Case.objects.count(), Review.objects.count()) == ([302, 409], 1, 1)


# ---- lapse ------------------------------------------------------------------------------------------------------------


def test_open_filings_lapse_with_their_case_and_can_no_longer_be_decided(cast):
    job = direct(cast)
    contract = steps.submit_contract(job, cast.hengxin)
    lifecycle.lapse_open(job, now=clock.now(), note="项目已取消")
    contract.refresh_from_db()
    assert (contract.state, contract.awaiting_kind, contract.draft) == ("lapsed", None, None)
    record = TransitionRecord.objects.filter(course="filing", object_id=contract.pk).last()
    assert (record.transition, record.note, record.actor_label) == ("lapse", "项目已取消", "系统")
    with pytest.raises(Refused, match="目前不由您审核"):
        decide(contract, cast.entity.reviews)
    with pytest.raises(Refused):
        submit(ContractFilingDesk, cast.hengxin.files, {"number": "X"}, filing=contract)


def test_lapsing_leaves_what_was_decided_and_what_belongs_to_other_cases(cast):
    job, other = steps.publish(cast), steps.publish(cast)
    done = job.filings.get()
    pending = begin(CancellationDesk, cast.entity.files, case=other)
    lifecycle.lapse_open(job, now=clock.now(), note="完")
    assert [Filing.objects.get(pk=each.pk).state for each in (done, pending)] == ["approved", "editing"]


# ---- begin ------------------------------------------------------------------------------------------------------------


def test_beginning_about_a_case_that_is_not_at_this_node_is_refused(cast):
    job = steps.publish(cast)
    with pytest.raises(Refused, match="目前不在此环节"):
        begin(ContractFilingDesk, cast.hengxin.files, case=job)
    with pytest.raises(Refused, match="目前不在此环节"):
        begin(ContractFilingDesk, cast.hengxin.files)


def test_beginning_twice_opens_what_was_begun(cast):
    job = steps.publish(cast)
    first = begin(CancellationDesk, cast.entity.files, case=job)
    assert begin(CancellationDesk, cast.entity.files, case=job) == first
    assert begin(JobPublicationDesk, cast.entity.files) != begin(JobPublicationDesk, cast.entity.files)
