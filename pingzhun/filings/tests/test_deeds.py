"""在线文书 at 合同备案: written from the form, sealed by the agency before 提交 and by the 项目单位 with its approval."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.urls import reverse

from pingzhun.certificates import services as certificates
from pingzhun.certificates.models import Certificate
from pingzhun.contracts.models import Contract
from pingzhun.documents.seals import exchange
from pingzhun.documents.seals.verifying import seals_of
from pingzhun.filings import deeds, lifecycle
from pingzhun.filings.course import FilingState
from pingzhun.filings.desks import desk_of
from pingzhun.filings.driving import approve, reject, seal, submit, typed
from pingzhun.filings.forms import querydict
from pingzhun.filings.models import Decision, Deed, Filing, SealPlace
from pingzhun.filings.tests import signers
from pingzhun.filings.tests.acts import url
from pingzhun.flow.guards import Refused
from pingzhun.ledger.models import LedgerEntry
from pingzhun.markets.intermediary.course import JobState
from pingzhun.markets.intermediary.demo import steps
from pingzhun.markets.intermediary.demo.cast import scan
from pingzhun.markets.intermediary.desks.contract import ContractFilingDesk
from pingzhun.markets.intermediary.models import Job
from pingzhun.regimes import clock

SPEC = ContractFilingDesk.deed
ADDRESS = "http://testserver/verify/?number={}"


@dataclass(frozen=True)
class Stage:
    """A job won by 恒信 whose contract is due, and the moment; the authority is trusted, and nobody has a certificate yet."""

    job: Job
    when: datetime


@pytest.fixture(scope="module")
def stage(company, django_db_blocker) -> Iterator[Stage]:
    """Built once, within the transaction of `company`."""
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock():
        patch.setattr(settings, "DEMO", True)
        clock.enable_demo_clock()
        job = steps.publish(company)
        steps.enrol(job, company.hengxin, "98000")
        steps.enrol(job, company.qilian, "99000")
        job = steps.pass_deadline(job)
        signers.trust_root(clock.now())
        yield Stage(job, clock.now())


@pytest.fixture
def job(stage, cast) -> Job:
    return stage.job


@pytest.fixture
def when(stage, cast) -> datetime:
    return stage.when


@pytest.fixture
def agency(cast, when):
    return signers.bound(cast.hengxin, when)


@pytest.fixture
def entity(cast, when):
    return signers.bound(cast.entity, when)


def data(job: Job, when: datetime, **changes: Any) -> dict[str, Any]:
    today = when.date()
    return {
        "number": f"HT-{job.code}",
        "amount": "98000",
        "signed_on": today - timedelta(days=1),
        "starts_on": today,
        "ends_on": today + timedelta(days=30),
    } | changes


def form_of(filing: Filing, actor: Any, when: datetime, posted: dict[str, Any]) -> Any:
    form = desk_of(ContractFilingDesk).form_for(filing, actor=actor, now=when, data=querydict(typed(posted)))
    assert form.is_valid(), form.errors
    return form


@pytest.fixture
def begun(job, cast, when) -> Filing:
    return lifecycle.begin(desk_of(ContractFilingDesk), actor=cast.hengxin.files, case=job, now=when)


@pytest.fixture
def form(begun, job, cast, when) -> Any:
    return form_of(begun, cast.hengxin.files, when, data(job, when))


@pytest.fixture
def deed(begun, form, agency, entity, cast, when) -> Deed:
    return deeds.write(SPEC, begun, form=form, url_of=ADDRESS.format, actor=cast.hengxin.files, now=when)


@pytest.fixture
def sealed(deed, agency, cast) -> SealPlace:
    return seal(deed, cast.hengxin.files, agency)


@pytest.fixture
def submitted(sealed, begun, form, cast, when) -> Filing:
    return lifecycle.submit(begun, form=form, actor=cast.hengxin.files, now=when)


def put(place: SealPlace, **changes: Any) -> int:
    """Fill a place as somebody would who goes past the program."""
    with transaction.atomic():
        return SealPlace.objects.filter(pk=place.pk).update(**changes)


# ---- the whole way --------------------------------------------------------------------------------------------------


@pytest.mark.covers("Y12", "H24", "H30")
def test_a_contract_is_sealed_by_both_sides_and_the_record_points_at_it(job, cast, submitted, entity, agency):
    filing = approve(submitted, cast.entity.reviews, signer=entity)
    assert filing.state == FilingState.SUBMITTED
    approve(filing, cast.regulator.reviews)
    contract = Contract.objects.get(case=job)
    assert Job.objects.get(pk=job.pk).state == JobState.SERVING
    pdf = deeds.content_of(deeds.latest_file(contract.deed))
    found = seals_of(pdf, now=clock.now())
    assert [(each.name, each.verdict) for each in found] == [
        (cast.hengxin.organisation.name, "extended"),
        (cast.entity.organisation.name, "sound"),
    ]
    assert [each.chain[0] for each in found] == [agency.chain[0], entity.chain[0]]
    kept = [each.data for each in LedgerEntry.objects.filter(kind="filing.sealed").order_by("pk")]
    assert len(kept) == 2 and sha256(pdf).hexdigest() in kept[1]


def test_the_same_form_makes_the_same_contract_to_the_last_byte(deed, form, when, begun, cast):
    assert SPEC.write(form, begun, deed.number, deed.url) == deeds.content_of(deed.text)
    again = deeds.write(SPEC, begun, form=form, url_of=ADDRESS.format, actor=cast.hengxin.files, now=when)
    assert again == deed


def test_the_sealed_pdf_is_among_what_was_submitted(sealed, submitted):
    (line,) = submitted.submissions.get().content["attachments"]
    assert (line["slot"], line["sha256"]) == ("contract", sealed.attachment.blob.sha256)
    assert submitted.submissions.get().deed == sealed.deed


@pytest.mark.covers("Y12")
def test_who_has_no_certificate_keeps_the_scan(job, cast, begun, form, when):
    with pytest.raises(Refused, match="您单位还没有绑定数字证书"):
        deeds.write(SPEC, begun, form=form, url_of=ADDRESS.format, actor=cast.hengxin.files, now=when)
    signers.bound(cast.hengxin, when)
    with pytest.raises(Refused, match=f"{cast.entity.organisation.name}还没有绑定数字证书"):
        deeds.write(SPEC, begun, form=form, url_of=ADDRESS.format, actor=cast.hengxin.files, now=when)
    filing = steps.submit_contract(job, cast.hengxin)
    assert filing.submissions.get().deed is None
    approve(approve(filing, cast.entity.reviews), cast.regulator.reviews)
    assert Contract.objects.get(case=job).deed is None


def upload(client: Any, pdf: bytes) -> Any:
    return client.post("/verify/", {"pdf": SimpleUploadedFile("合同.pdf", pdf)}).context["report"]


@pytest.mark.covers("H30")
def test_anybody_checks_a_contract_by_number_and_by_bytes(
    client, cast, deed, submitted, entity, agency, when
):
    draft, half = deeds.content_of(deed.text), deeds.content_of(deeds.latest_file(deed))
    address = reverse("documents:file", args=[deed.number])
    document = client.get("/verify/", {"number": deed.number}).context["document"]
    assert (document.file, document.sha256, "目前没有生效" in document.warning) == (None, "", True)
    assert client.get(address).status_code == 404
    approve(approve(submitted, cast.entity.reviews, signer=entity), cast.regulator.reviews)
    whole = client.get(address)
    assert whole["Content-Security-Policy"].startswith("sandbox")
    pdf = whole.getvalue()
    names = f"{cast.hengxin.organisation.name}、{cast.entity.organisation.name}"
    assert [upload(client, each).known_as for each in (draft, half, pdf, pdf + b"\n")] == [
        "盖章之前的文本",
        f"{cast.hengxin.organisation.name}盖章的文件，尚缺其他各方的印章",
        f"{names}盖章的文件，各方均已盖章",
        None,
    ]
    document = client.get("/verify/", {"number": deed.number}).context["document"]
    assert (document.warning, document.sha256) == ("", sha256(pdf).hexdigest())


def test_a_text_that_was_never_submitted_is_not_the_publics(client, sealed):
    assert client.get("/verify/", {"number": sealed.deed.number}).context["document"] is None


# ---- bound to what was seen ------------------------------------------------------------------------------------------


def test_a_form_changed_after_the_seal_is_not_submitted(sealed, begun, job, cast, when):
    other = form_of(begun, cast.hengxin.files, when, data(job, when, amount="97000"))
    with pytest.raises(Refused, match="盖章之后表单或电子件又有改动"):
        lifecycle.submit(begun, form=other, actor=cast.hengxin.files, now=when)
    begun.refresh_from_db()
    assert begun.state == FilingState.EDITING


def test_a_new_text_replaces_the_old_one_and_its_seal_in_the_slot(
    sealed, begun, job, cast, when, agency, entity
):
    other = form_of(begun, cast.hengxin.files, when, data(job, when, amount="97000"))
    newer = deeds.write(SPEC, begun, form=other, url_of=ADDRESS.format, actor=cast.hengxin.files, now=when)
    assert newer.number.endswith("-2")
    with pytest.raises(Refused, match="目前不由您单位盖章"):
        seal(sealed.deed, cast.hengxin.files, agency)
    place = seal(newer, cast.hengxin.files, agency)
    live = begun.folder.attachments.live()
    assert [each.blob for each in live] == [place.attachment.blob]


def test_nobody_approves_for_a_party_without_its_seal(submitted, cast):
    with pytest.raises(Refused, match="须先由您单位在文书上盖章"):
        approve(submitted, cast.entity.reviews)
    assert reject(submitted, cast.entity.reviews, "服务期限有误").state == FilingState.REJECTED


def test_a_rejected_version_is_never_sealed_by_the_other_side(submitted, cast, entity, deed):
    reject(submitted, cast.entity.reviews, "服务期限有误")
    with pytest.raises(Refused, match="目前不由您单位盖章"):
        seal(deed, cast.entity.reviews, entity)


def test_what_came_back_is_written_and_sealed_anew(submitted, sealed, cast, agency, form, when):
    actor = cast.hengxin.files
    filing = reject(submitted, cast.entity.reviews, "请补充附件")
    form = form_of(filing, actor, when, {name: form[name].value() for name in form.fields})
    with pytest.raises(Refused, match="属于以前的版本"):
        lifecycle.submit(filing, form=form, actor=actor, now=when)
    again = deeds.write(SPEC, filing, form=form, url_of=ADDRESS.format, actor=actor, now=when)
    assert again.number == sealed.deed.number.removesuffix("1") + "2"
    seal(again, actor, agency)
    filing = lifecycle.submit(filing, form=form, actor=actor, now=when)
    assert (filing.version, filing.submissions.last().deed) == (2, again)


def test_no_earlier_text_comes_back_to_life(sealed, begun, job, cast, when, agency):
    actor = cast.hengxin.files
    other = form_of(begun, actor, when, data(job, when, amount="97000"))
    newer = deeds.write(SPEC, begun, form=other, url_of=ADDRESS.format, actor=actor, now=when)
    seal(newer, actor, agency)
    filing = lifecycle.submit(begun, form=other, actor=actor, now=when)
    reject(filing, cast.entity.reviews, "金额有误")
    assert deeds.newest(filing) is None


def test_an_outsider_cannot_seal(deed, cast, when, agency, entity):
    with pytest.raises(Refused, match="目前不由您单位盖章"):
        seal(deed, cast.qilian.files, signers.bound(cast.qilian, when))
    with pytest.raises(Refused, match="目前不由您单位盖章"):
        seal(deed, cast.entity.reviews, entity)


# ---- whose certificate -------------------------------------------------------------------------------------------------


def test_a_certificate_that_is_not_bound_to_the_organisation_is_refused(deed, cast, when, entity):
    for signer in (signers.unbound(cast.hengxin.organisation, when), entity):
        with pytest.raises(Refused, match="没有绑定在您单位名下"):
            seal(deed, cast.hengxin.files, signer)


def test_a_colleagues_certificate_is_refused(deed, cast, when):
    signer = signers.bound(cast.hengxin, when, assigned=True)
    certificate = Certificate.objects.get(user=cast.hengxin.filer)
    colleague = cast.hengxin.reviewer if cast.hengxin.reviewer != cast.hengxin.filer else None
    assert colleague is not None
    certificates.assign(certificate=certificate, user=colleague, by=cast.hengxin.filer, now=when)
    with pytest.raises(Refused, match="已分配给"):
        seal(deed, cast.hengxin.files, signer)


def test_a_signature_by_another_key_is_refused_and_leaves_nothing(deed, cast, when, agency):
    actor = cast.hengxin.files
    prepared = deeds.prepare(SPEC, deed, chain=agency.chain, actor=actor, now=when)
    forged = deeds.complete(prepared, signers.unbound(actor.organisation, when).sign(prepared.to_sign))
    with pytest.raises(Refused, match="签名没有通过核验"):
        deeds.affix(SPEC, deed, sealed=forged, chain=agency.chain, actor=actor, now=when)
    assert not deed.places.filter(sealed_at__isnull=False).exists()


def test_another_document_under_a_good_seal_is_refused(deed, cast, when, agency, begun, job):
    actor = cast.hengxin.files
    prepared = deeds.prepare(SPEC, deed, chain=agency.chain, actor=actor, now=when)
    good = deeds.complete(prepared, agency.sign(prepared.to_sign))
    other = good.replace(b"/Type/Pages", b"/Type/Pagez", 1)
    for pdf in (other, good + b"\n", deeds.content_of(deed.text)):
        with pytest.raises(Refused, match=r"签名没有通过核验|无法识别"):
            deeds.affix(SPEC, deed, sealed=pdf, chain=agency.chain, actor=actor, now=when)
    assert deeds.affix(SPEC, deed, sealed=good, chain=agency.chain, actor=actor, now=when).sealed_at == when


# ---- the database holds it too -----------------------------------------------------------------------------------------


def filled(place: SealPlace, by: Any, now: datetime) -> dict[str, Any]:
    certificate = Certificate.objects.filter(organisation=place.organisation).first()
    return {"certificate": certificate, "attachment": place.deed.text, "sealed_by": by, "sealed_at": now}


def test_the_database_puts_seals_in_order(deed, cast, when, triggers_at_rest):
    second = deed.places.get(place=2)
    values = filled(second, cast.entity.filer, when)
    with pytest.raises(DatabaseError, match="seals are put in order"):
        put(second, **values)
    with triggers_at_rest():
        assert put(second, **values) == 1


def test_the_database_keeps_a_seal_as_it_is(sealed, when, triggers_at_rest):
    later = {"sealed_at": when + timedelta(days=1)}
    with pytest.raises(DatabaseError, match="a seal is final"):
        put(sealed, **later)
    with triggers_at_rest():
        assert put(sealed, **later) == 1
    with pytest.raises(DatabaseError, match="seals are kept"), transaction.atomic():
        sealed.delete()


def test_the_database_lets_nobody_seal_a_version_that_was_not_submitted(sealed, cast, when, triggers_at_rest):
    second = sealed.deed.places.get(place=2)
    values = filled(second, cast.entity.filer, when)
    with pytest.raises(DatabaseError, match="seal the version that was submitted"):
        put(second, **values)
    with triggers_at_rest():
        assert put(second, **values) == 1


def test_the_database_lets_the_filer_seal_only_the_newest_text(
    deed, begun, job, cast, when, triggers_at_rest
):
    other = form_of(begun, cast.hengxin.files, when, data(job, when, amount="97000"))
    deeds.write(SPEC, begun, form=other, url_of=ADDRESS.format, actor=cast.hengxin.files, now=when)
    first = deed.places.get(place=1)
    values = filled(first, cast.hengxin.filer, when)
    with pytest.raises(DatabaseError, match="seals the newest text"):
        put(first, **values)
    with triggers_at_rest():
        assert put(first, **values) == 1


def test_the_database_wants_a_certificate_of_the_organisation(deed, cast, when, triggers_at_rest):
    first = deed.places.get(place=1)
    foreign = Certificate.objects.get(organisation=cast.entity.organisation)
    values = filled(first, cast.hengxin.filer, when) | {"certificate": foreign}
    with pytest.raises(DatabaseError, match="with a certificate of its organisation"):
        put(first, **values)
    with triggers_at_rest():
        assert put(first, **values) == 1


def test_the_database_lets_no_party_approve_without_its_seal(submitted, cast, when, triggers_at_rest):
    def approval() -> None:
        with transaction.atomic():
            submitted.reviews.create(
                version=submitted.version,
                step=0,
                decision=Decision.APPROVE,
                kind=cast.entity.reviews.kind,
                reviewer=cast.entity.reviewer,
                organisation=cast.entity.organisation,
                decided_at=when,
            )

    with pytest.raises(DatabaseError, match="a party approves only what it has sealed"):
        approval()
    with triggers_at_rest():
        approval()


def test_the_database_submits_no_deed_without_the_seal_of_its_filer(
    deed, begun, cast, when, triggers_at_rest
):
    def submission() -> None:
        with transaction.atomic():
            begun.submissions.create(
                version=1,
                content={},
                sha256="0" * 64,
                deed=deed,
                submitted_by=cast.hengxin.filer,
                submitted_at=when,
            )

    with pytest.raises(DatabaseError, match="submitted under the seal of its filer"):
        submission()
    with triggers_at_rest():
        submission()


# ---- the page ------------------------------------------------------------------------------------------------------------


def post_seal(client: Any, filing: Filing, deed: Deed, signer: Any, **more: Any) -> Any:
    """Both requests of `sealing.js`."""
    fields = {"deed": deed.pk, "version": filing.version} | more
    chain = [SimpleUploadedFile("certificate", der) for der in signer.chain]
    offered = client.post(url(ContractFilingDesk, "prepare_seal", filing), fields | {"certificate": chain})
    if offered.status_code != 200:
        return offered
    offer = offered.json()
    decoded = {name: exchange.b64decode(offer[name]) for name in ("pdf", "to_sign")}
    signature = exchange.text_of(signer.sign(decoded["to_sign"]))
    return client.post(
        url(ContractFilingDesk, "affix_seal", filing),
        fields
        | {
            "token": offer["token"],
            "signature": signature,
            "pdf": SimpleUploadedFile("pdf", decoded["pdf"]),
        },
    )


def test_it_is_sealed_in_the_page_by_both(
    begun, job, cast, when, agency, entity, sign_in: Callable[..., Any]
):
    filer, reviewer = sign_in(cast.hengxin.filer), sign_in(cast.entity.reviewer)
    page = url(ContractFilingDesk, "page", begun)
    answer = filer.post(page, typed(data(job, when)) | {"action": "deed"})
    assert answer.url == f"{page}#deed"
    deed = deeds.newest(begun)
    assert filer.get(url(ContractFilingDesk, "page", begun)).context["deed_card"].mine.place == 1
    assert post_seal(filer, begun, deed, agency).json() == {"location": page}
    filer.post(page, typed(data(job, when)) | {"action": "submit"})
    begun.refresh_from_db()
    assert begun.state == FilingState.SUBMITTED
    assert reviewer.get(page).context["deed_card"].mine.place == 2
    done = post_seal(reviewer, begun, deed, entity, decision="approve", opinion="同意签订")
    assert done.json() == {"location": reverse(f"desks:{ContractFilingDesk.key}.reviews")}
    assert begun.reviews.get().opinion == "同意签订"


def test_a_page_that_shows_an_older_version_seals_nothing(submitted, deed, cast, entity, sign_in):
    stale = Filing(pk=submitted.pk, version=0)
    refused = post_seal(sign_in(cast.entity.reviewer), stale, deed, entity)
    assert (refused.status_code, "已有新版本" in refused.json()["message"]) == (422, True)


def test_what_was_offered_for_one_seal_is_not_taken_for_another(
    submitted, deed, cast, entity, sign_in, begun
):
    reviewer = sign_in(cast.entity.reviewer)
    forged = reviewer.post(
        url(ContractFilingDesk, "affix_seal", submitted),
        {
            "deed": deed.pk,
            "version": submitted.version,
            "token": "nonsense",
            "signature": "AAAA",
            "pdf": SimpleUploadedFile("pdf", b"%PDF"),
        },
    )
    assert (forged.status_code, forged.json()["message"][:7]) == (422, "盖章数据不完整")


def test_a_text_that_was_not_submitted_is_seen_by_its_filer_alone(deed, begun, cast, sign_in):
    address = reverse(f"desks:{ContractFilingDesk.key}.deed", args=[begun.pk, deed.pk])
    shown = sign_in(cast.hengxin.filer).get(address)
    assert (shown.status_code, shown["Content-Type"]) == (200, "application/pdf")
    for other in (cast.entity.reviewer, cast.qilian.filer):
        assert sign_in(other).get(address).status_code == 404


def test_a_scan_beside_the_deed_does_not_hide_a_changed_form(sealed, begun, job, cast, when):
    with pytest.raises(Refused, match="盖章之后表单或电子件又有改动"):
        submit(
            ContractFilingDesk,
            cast.hengxin.files,
            data(job, when, amount="97000"),
            filing=begun,
            files={"contract": [("合同.pdf", scan())]},
        )
