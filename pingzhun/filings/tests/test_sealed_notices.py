"""公告盖章: sealed by the 项目单位 before 提交; the notice says the same when it is published, and its PDF is the sealed one."""

from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.urls import reverse

from pingzhun.certificates import issuing, requirement
from pingzhun.certificates.models import Rule
from pingzhun.directory.models import Organisation
from pingzhun.documents.seals.verifying import seals_of
from pingzhun.filings import deeds, lifecycle
from pingzhun.filings.course import FilingState
from pingzhun.filings.desks import desk_of
from pingzhun.filings.driving import approve, reject, submit, typed
from pingzhun.filings.forms import querydict
from pingzhun.filings.models import Deed, Filing
from pingzhun.filings.tests import signers
from pingzhun.filings.tests.acts import url
from pingzhun.flow.guards import Refused
from pingzhun.markets.intermediary.demo import steps
from pingzhun.markets.intermediary.demo.cast import Cast, scan
from pingzhun.markets.intermediary.desks.announcements import AnnouncementDesk
from pingzhun.markets.intermediary.desks.publication import (
    CancellationDesk,
    JobPublicationDesk,
    RepublicationDesk,
)
from pingzhun.markets.intermediary.models import Job
from pingzhun.notices import sealed as notices_sealed
from pingzhun.notices.models import Notice
from pingzhun.notices.publication import content
from pingzhun.regimes import clock

FILES = {"requirements": [("任务书.pdf", scan("任务书")), ("图纸.pdf", scan("图纸"))]}


@pytest.fixture
def entity(cast, now):
    signers.trust_root(now)
    return signers.bound(cast.entity, now)


@pytest.fixture
def submitted(cast, entity, now) -> Filing:
    """A 项目发布 with two files, under the seal of the 项目单位."""
    return submit(
        JobPublicationDesk, cast.entity.files, steps.terms(cast, now), files=FILES, signer=entity, now=now
    )


def published(filing: Filing, cast: Cast) -> Notice:
    approve(filing, cast.administrator.reviews)
    return Notice.objects.get(case__filings=filing.pk)


@pytest.mark.covers("H3", "H24", "H30")
def test_the_notice_carries_the_pdf_that_its_publisher_sealed(submitted, cast, entity, client, now):
    notice = published(submitted, cast)
    pdf = client.get(reverse("notices:pdf", args=[notice.number])).getvalue()
    (seal,) = seals_of(pdf, now=now)
    assert (seal.name, seal.verdict, seal.covers) == (cast.entity.organisation.name, "sound", True)
    assert seal.reason == f"发布公告 {notice.deed.number}"
    assert sha256(pdf).hexdigest() in content(notice), "the ledger has its hash"
    assert "发布单位已盖章" in client.get(notice.get_absolute_url()).content.decode()
    assert [each.name for each in notice.attachments] == ["任务书.pdf", "图纸.pdf"], "and not the sealed one"


@pytest.mark.covers("H30")
def test_anybody_finds_it_by_either_number_and_by_its_bytes(submitted, cast, client):
    notice = published(submitted, cast)
    pdf = deeds.content_of(deeds.latest_file(notice.deed))
    by_notice, by_deed = (
        client.get("/verify/", {"number": number}).context["document"]
        for number in (notice.number, notice.deed.number)
    )
    assert by_notice.file == by_deed.file == deeds.latest_file(notice.deed)
    assert by_notice.url == by_deed.url == notice.get_absolute_url()
    report = client.post("/verify/", {"pdf": SimpleUploadedFile("公告.pdf", pdf)}).context["report"]
    assert report.known_as == f"{cast.entity.organisation.name}盖章的文件"
    assert [each.holds for each in report.seals] == [True]


def test_a_text_that_is_not_published_yet_is_not_the_publics(submitted, client):
    document = client.get("/verify/", {"number": submitted.deeds.get().number}).context["document"]
    assert (document.file, document.url, "目前没有生效" in document.warning) == (None, "", True)


@pytest.mark.covers("H3")
def test_without_a_certificate_a_notice_is_published_and_says_so(cast, client, now):
    filing = submit(JobPublicationDesk, cast.entity.files, steps.terms(cast, now), now=now)
    notice = published(filing, cast)
    assert notice.deed is None
    assert "发布单位未盖章" in client.get(notice.get_absolute_url()).content.decode()
    assert client.get(reverse("notices:pdf", args=[notice.number])).content.startswith(b"%PDF-")


# ---- bound to what was seen ------------------------------------------------------------------------------------------


def begun(cast: Cast, entity: Any, now: Any) -> tuple[Filing, Deed]:
    """A 项目发布 that is sealed and not submitted."""
    actor, at = cast.entity.files, desk_of(JobPublicationDesk)
    filing = lifecycle.begin(at, actor=actor, case=None, now=now)
    form = form_of(filing, cast, now)
    deed = deeds.write(at.deed, filing, form=form, url_of="http://x/{}".format, actor=actor, now=now)
    steps_seal(deed, actor, entity, now)
    return filing, deed


def steps_seal(deed: Deed, actor: Any, signer: Any, now: Any) -> None:
    spec = desk_of(JobPublicationDesk).deed
    prepared = deeds.prepare(spec, deed, chain=signer.chain, actor=actor, now=now)
    sealed = deeds.complete(prepared, signer.sign(prepared.to_sign))
    deeds.affix(spec, deed, sealed=sealed, chain=signer.chain, actor=actor, now=now)


def form_of(filing: Filing, cast: Cast, now: Any, **changes: Any) -> Any:
    posted = querydict(typed(steps.terms(cast, now, **changes)))
    form = desk_of(JobPublicationDesk).form_for(filing, actor=cast.entity.files, now=now, data=posted)
    assert form.is_valid(), form.errors
    return form


def test_a_form_changed_after_the_seal_is_not_submitted_until_it_is_written_anew(cast, entity, now):
    filing, deed = begun(cast, entity, now)
    actor, changed = cast.entity.files, form_of(filing, cast, now, ceiling="110000")
    with pytest.raises(Refused, match="盖章之后表单或电子件又有改动"):
        lifecycle.submit(filing, form=changed, actor=actor, now=now)
    spec = desk_of(JobPublicationDesk).deed
    newer = deeds.write(spec, filing, form=changed, url_of="http://x/{}".format, actor=actor, now=now)
    assert newer != deed
    lifecycle.submit(filing, form=changed, actor=actor, now=now)
    assert filing.submissions.get().deed is None, "a new text without a seal is no sealed one"


def test_a_file_added_after_the_seal_voids_it(cast, entity, now):
    filing, _ = begun(cast, entity, now)
    with pytest.raises(Refused, match="盖章之后表单或电子件又有改动"):
        submit(
            JobPublicationDesk, cast.entity.files, steps.terms(cast, now), filing=filing, files=FILES, now=now
        )


def renamed(cast: Cast) -> None:
    Organisation.objects.filter(pk=cast.entity.organisation.pk).update(name="玉门市住建局")


def test_what_is_called_otherwise_since_the_seal_is_not_published(submitted, cast):
    renamed(cast)
    with pytest.raises(Refused, match="公告内容与发布单位盖章的文本不一致"):
        approve(submitted, cast.administrator.reviews)
    assert not Notice.objects.exists() and not Job.objects.exists()
    submitted.refresh_from_db()
    assert reject(submitted, cast.administrator.reviews, "单位已更名").state == FilingState.REJECTED


def test_without_the_comparison_the_page_and_the_sealed_pdf_would_differ(submitted, cast, monkeypatch):
    renamed(cast)
    monkeypatch.setattr("pingzhun.notices.publication.refuse_unlike", lambda *given: None)
    notice = published(submitted, cast)
    assert notice.publisher == "玉门市住建局"
    with pytest.raises(Refused):
        notices_sealed.refuse_unlike(
            notice.deed, notices_sealed.Wording(notice.title, notice.facts[1:], notice.body_html), notice
        )


# ---- who must seal -----------------------------------------------------------------------------------------------------


def test_an_organisation_may_demand_that_its_notices_are_sealed(cast, entity, now):
    organisation, manager = cast.entity.organisation, cast.entity.filer
    row = requirement.require(organisation=organisation, by=manager, now=now, rule=Rule.SEALS)
    terms = steps.terms(cast, now)
    with pytest.raises(Refused, match="须先盖章才能提交"):
        submit(JobPublicationDesk, cast.entity.files, terms, now=now)
    filing = Filing.objects.get()
    submit(JobPublicationDesk, cast.entity.files, terms, filing=filing, signer=entity, now=now)
    assert filing.submissions.get().deed is not None
    requirement.lift(requirement=row, reason="证书遗失", by=manager, now=now)
    other = submit(JobPublicationDesk, cast.entity.files, steps.terms(cast, now, name="另一项目"), now=now)
    assert other.submissions.get().deed is None


def test_a_desk_may_demand_it_of_everybody(cast, now, monkeypatch, sign_in):
    monkeypatch.setattr(JobPublicationDesk, "sealed", True)
    with pytest.raises(Refused, match="须先盖章才能提交"):
        submit(JobPublicationDesk, cast.entity.files, steps.terms(cast, now), now=now)
    page = sign_in(cast.entity.filer).get(url(JobPublicationDesk, "page", Filing.objects.get()))
    missing = page.context["deed_card"].missing
    assert missing.startswith("您单位还没有绑定数字证书，不能在线发布。") and "不盖章也可以" not in missing


def test_the_page_says_that_it_may_do_without(cast, now, sign_in):
    filing = lifecycle.begin(desk_of(JobPublicationDesk), actor=cast.entity.files, case=None, now=now)
    page = sign_in(cast.entity.filer).get(url(JobPublicationDesk, "page", filing))
    assert "不盖章也可以提交，公告会注明发布单位未盖章。" in page.content.decode()


# ---- the other desks that publish --------------------------------------------------------------------------------------


def test_an_announcement_is_sealed_and_public_at_once(cast, now, client):
    signers.trust_root(now)
    signer = signers.bound(cast.administrator, now)
    said = {"heading": "关于核对资质信息的通知", "text": "请于月底前核对。\n\n逾期不候。"}
    submit(AnnouncementDesk, cast.administrator.files, said, signer=signer, now=now)
    notice = Notice.objects.get()
    pdf = client.get(reverse("notices:pdf", args=[notice.number])).getvalue()
    assert [each.verdict for each in seals_of(pdf, now=now)] == ["sound"]


@pytest.fixture
def moving(settings) -> Iterator[None]:
    settings.DEMO = True
    clock.enable_demo_clock()
    yield


def test_a_cancellation_is_sealed(cast, entity, now, moving):
    job = steps.publish(cast)
    said = {"reason": "资金计划调整"}
    filing = submit(CancellationDesk, cast.entity.files, said, case=job, signer=entity)
    approve(filing, cast.administrator.reviews)
    notice = Notice.objects.get(case=job, kind="intermediary.cancellation")
    assert notice.deed == filing.submissions.get().deed


def test_a_second_publication_is_sealed_with_the_files_of_the_first(cast, now, moving):
    first = submit(JobPublicationDesk, cast.entity.files, steps.terms(cast, now), files=FILES)
    approve(first, cast.administrator.reviews)
    job = Job.objects.get(filings=first.pk)
    steps.pass_deadline(job)
    signers.trust_root(clock.now())
    entity = signers.bound(cast.entity, clock.now())
    said = {"reason": "重新组织", "enrol_until": clock.now() + timedelta(days=10)}
    filing = submit(RepublicationDesk, cast.entity.files, said, case=job, signer=entity)
    approve(filing, cast.administrator.reviews)
    notice = Notice.objects.filter(case=job, kind="intermediary.job").order_by("-pk")[0]
    assert (notice.title[-5:], notice.deed) == ("（第2次）", filing.submissions.get().deed)
    assert len(notice.attachments) == 2


# ---- what no person makes ----------------------------------------------------------------------------------------------


@pytest.fixture
def platform_key(settings, tmp_path) -> None:
    """A service certificate of the 政务服务中心, whose authority is still to be trusted."""
    key = issuing.new_key("EC")
    leaf = signers.ROOT.issue(
        organisation="玉门市政务服务中心",
        credit_code=None,
        holder="服务证书",
        key=key,
        not_before=signers.LONG_AGO,
        not_after=signers.LONG_AGO + timedelta(days=8000),
    )
    file = tmp_path / "platform.p12"
    file.write_bytes(issuing.key_file(key, [leaf, signers.ROOT.certificate], "operator"))
    settings.PLATFORM_SEAL, settings.PLATFORM_SEAL_PASSWORD = str(file), "operator"


@pytest.mark.covers("H24", "H30")
def test_results_receipts_and_lists_are_under_the_platforms_seal(
    cast, platform_key, moving, client, sign_in, now
):
    job = steps.publish(cast)
    steps.enrol(job, cast.hengxin, "98000")
    steps.enrol(job, cast.qilian, "99000")
    steps.pass_deadline(job)
    signers.trust_root(clock.now())
    result = Notice.objects.get(case=job, kind="intermediary.result")
    filer = sign_in(cast.entity.filer)
    receipt = url(JobPublicationDesk, "receipt", Filing.objects.filter(case=job).earliest("pk"))
    for visitor, address, known_as in (
        (client, reverse("notices:pdf", args=[result.number]), "平台发布的公告，有平台印章"),
        (filer, receipt, "平台出具的回执，有平台印章"),
        (filer, reverse("console:paper", args=[job.pk, "enrolments"]), "平台出具的报名情况表，有平台印章"),
    ):
        pdf = visitor.get(address).content
        assert [each.name for each in seals_of(pdf, now=clock.now())] == ["玉门市政务服务中心"]
        assert visitor.get(address).content == pdf, "it is sealed once"
        report = client.post("/verify/", {"pdf": SimpleUploadedFile("文件.pdf", pdf)}).context["report"]
        assert (report.known_as, report.tone) == (known_as, "good")


# ---- the database holds it too -----------------------------------------------------------------------------------------


def test_the_database_lets_no_notice_carry_a_text_that_was_not_approved(
    submitted, cast, now, triggers_at_rest
):
    ready = submit(JobPublicationDesk, cast.entity.files, steps.terms(cast, now, name="另一项目"), now=now)
    notice = published(ready, cast)
    notice.pk, notice.number, notice.folder, notice.deed = None, "ZJCG-9", None, submitted.deeds.get()

    def insert() -> None:
        with transaction.atomic():
            notice.save(force_insert=True)

    with pytest.raises(DatabaseError, match="carries what its publisher sealed"):
        insert()
    with triggers_at_rest():
        insert()
