"""服务方案附件: sealed with the quote, compared by the 项目单位 after the opening, and nobody's business before (Y10)."""

import json

import pytest
from django.test import Client
from django.urls import reverse

from pingzhun.deadlines.worker import run_pending
from pingzhun.documents.tests.files import EICAR
from pingzhun.filings.models import Filing
from pingzhun.markets.intermediary.demo import steps
from pingzhun.markets.intermediary.models import Method
from pingzhun.regimes import clock
from pingzhun.sealing import files
from pingzhun.sealing.models import OpenedFile, SealedFile

pytestmark = pytest.mark.usefixtures("demo_clock")
FILES = [("方案.txt", "三名工程师".encode()), ("病毒.txt", EICAR)]


def as_(player) -> Client:
    client = Client()
    client.force_login(player.filer, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def job(cast):
    job = steps.publish(cast, method=Method.COMPARISON)
    steps.enrol(job, cast.hengxin, "98000", "方案甲", FILES)
    steps.enrol(job, cast.qilian, "97000", "方案乙")
    return job


@pytest.mark.covers("Y10", "H37")
def test_a_ciphertext_is_fetched_by_its_owner_alone_and_only_as_an_attachment(cast, job):
    sealed = SealedFile.objects.first()
    filing = Filing.objects.get(folder=sealed.ciphertext.folder)
    url = f"{reverse('desks:intermediary.enrolment.page', args=[filing.pk])}files/{sealed.ciphertext_id}"
    answer = as_(cast.hengxin).get(f"{url}?inline")
    assert answer.getvalue().startswith(b"age-encryption.org/v1\n")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    for stranger in (cast.qilian, cast.mogao, cast.entity, cast.regulator, cast.administrator):
        assert as_(stranger).get(url).status_code == 404


@pytest.mark.covers("Y10", "Y26")
def test_after_the_opening_the_entity_the_officials_and_the_agency_itself_see_the_files_and_no_competitor(
    cast, job
):
    job = steps.pass_deadline(job)
    page = reverse("console:case", args=[job.pk])
    assert "正在解密和检查" in as_(cast.entity).get(page).content.decode()
    run_pending(now=clock.now())
    taken = OpenedFile.objects.get(reason=None)
    url = reverse("sealing:file", args=[taken.pk])
    for reader in (cast.entity, cast.regulator, cast.administrator, cast.hengxin):
        shown = as_(reader).get(page).content.decode()
        assert "方案.txt" in shown
        assert "“病毒.txt”未通过病毒检查（EICAR-Test-File），未采用。" in shown
        answer = as_(reader).get(url)
        assert (answer.getvalue(), answer.headers["Content-Disposition"][:10]) == (FILES[0][1], "attachment")
    competitor = as_(cast.qilian)
    assert "方案.txt" not in competitor.get(page).content.decode()
    assert competitor.get(url).status_code == 404
    assert as_(cast.mogao).get(url).status_code == 404
    refused = OpenedFile.objects.get(attachment=None)
    assert as_(cast.entity).get(reverse("sealing:file", args=[refused.pk])).status_code == 404


@pytest.mark.covers("Y26")
def test_the_page_of_the_comparison_shows_each_plan_with_its_files(cast, job):
    steps.pass_deadline(job)
    run_pending(now=clock.now())
    client = as_(cast.entity)
    begun = client.post(reverse("desks:intermediary.comparison.begin"), {"case": job.pk}, follow=True)
    shown = begun.content.decode()
    for text in ("方案甲", "方案乙", "方案.txt", "未通过病毒检查"):
        assert text in shown


@pytest.mark.covers("P5")
def test_a_refused_enrolment_answers_its_script_with_sentences_and_an_accepted_one_with_its_address(
    cast, job
):
    client = as_(cast.mogao)
    client.post(reverse("desks:intermediary.enrolment.begin"), {"case": job.pk})
    filing = Filing.objects.get(desk="intermediary.enrolment", organisation=cast.mogao.organisation)
    page = reverse("desks:intermediary.enrolment.page", args=[filing.pk])
    envelope = json.loads(steps.sealed(job, cast.mogao.organisation, {"price": "96000", "plan": ""}))
    body = {
        "contact_name": "高敏",
        "contact_mobile": "138",
        "action": "submit",
        "envelope": json.dumps(envelope),
    }

    def answer(**changes) -> dict[str, object]:
        found: dict[str, object] = client.post(
            page, body | changes, headers={"Accept": "application/json"}
        ).json()
        return found

    assert answer() == {"refusals": [], "errors": {"contact_mobile": ["手机号码应为 11 位，现为 3 位。"]}}
    mobile = {"contact_mobile": "13893710041"}
    lost = json.dumps(envelope | {"files": ["0" * 64]})
    assert answer(**mobile, envelope=lost) == {"refusals": [files.LOST], "errors": {}}
    assert answer(**mobile) == {"url": page}
    assert "报名成功" in client.get(page).content.decode()
