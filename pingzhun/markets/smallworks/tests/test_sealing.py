"""公告盖章 and the sealed 承诺书: what the 街镇, the agency or a company seals in the page is what everybody gets."""

from datetime import timedelta

import pytest
from django.urls import reverse

from pingzhun.documents.seals.verifying import seals_of
from pingzhun.filings import deeds, lifecycle
from pingzhun.filings.desks import desk_of
from pingzhun.filings.driving import ADDRESS, seal, submit, typed
from pingzhun.filings.forms import querydict
from pingzhun.filings.models import Filing
from pingzhun.filings.tests import signers
from pingzhun.flow.guards import Refused
from pingzhun.markets.smallworks.demo import steps
from pingzhun.markets.smallworks.demo.steps import again
from pingzhun.markets.smallworks.desks.commitments import CONTENT, SUBJECT, CommitmentDesk
from pingzhun.markets.smallworks.desks.tender import TenderCorrectionDesk, TenderNoticeDesk
from pingzhun.markets.smallworks.desks.termination import TerminationDesk
from pingzhun.notices.models import Notice
from pingzhun.regimes import clock

CONDITIONS = "具有市政公用工程施工总承包三级及以上资质。"


@pytest.fixture
def town(cast, now):
    signers.trust_root(now)
    return signers.bound(cast.town, now)


def later(days: int = 10):
    return clock.now() + timedelta(days=days)


def publish(cast, project, signer) -> Filing:
    data = {"tender_closes_at": later(), "conditions": CONDITIONS}
    return submit(
        TenderNoticeDesk,
        cast.town.files,
        data,
        case=project,
        files={"attachments": steps.paper("工程量清单")},
        signer=signer,
    )


def notice_of(filing: Filing) -> Notice:
    return Notice.objects.get(deed=deeds.submitted(filing))


def is_sealed_by(notice: Notice, player, client) -> None:
    pdf = client.get(reverse("notices:pdf", args=[notice.number])).getvalue()
    (found,) = seals_of(pdf, now=clock.now())
    assert (found.name, found.intact, found.covers) == (player.organisation.name, True, True)
    assert "发布单位已盖章" in client.get(notice.get_absolute_url()).content.decode()


@pytest.mark.covers("R21", "R22", "R33")
def test_the_notices_of_a_tender_are_published_under_the_seal_of_the_town(cast, town, client):
    project = steps.register(cast)
    first = notice_of(publish(cast, project, town))
    is_sealed_by(first, cast.town, client)
    said = dict(first.facts)
    assert said["项目编号"] == project.code
    assert "发包开始时间" in said, "which nobody could seal: it is the moment of the publication"
    data = {"explanation": "推迟截止时间", "tender_closes_at": later(12), "conditions": CONDITIONS}
    correction = submit(TenderCorrectionDesk, cast.town.files, data, case=again(project), signer=town)
    is_sealed_by(notice_of(correction), cast.town, client)
    assert notice_of(correction).corrects == first
    end = submit(TerminationDesk, cast.town.files, {"reason": "规划调整"}, case=again(project), signer=town)
    is_sealed_by(notice_of(end), cast.town, client)


@pytest.mark.covers("R21")
def test_the_agency_seals_the_notice_of_a_second_round(cast, client):
    project = steps.publish(cast, steps.register(cast, agent=cast.agent))
    project = steps.pass_deadline(project)  # nobody has enrolled
    signers.trust_root(clock.now())
    signer = signers.bound(cast.agent, clock.now())
    data = {"tender_closes_at": later(), "conditions": CONDITIONS}
    filing = submit(TenderNoticeDesk, cast.agent.files, data, case=project, signer=signer)
    is_sealed_by(notice_of(filing), cast.agent, client)
    assert notice_of(filing).title == f"{project.title}发包公告（第2次）"


@pytest.mark.covers("R21")
def test_what_was_changed_after_the_seal_is_not_published(cast, town):
    project = steps.register(cast)
    at, actor, now = desk_of(TenderNoticeDesk), cast.town.files, clock.now()
    filing = lifecycle.begin(at, actor=actor, case=project, now=now)

    def form_with(conditions: str):
        posted = querydict(typed({"tender_closes_at": later(), "conditions": conditions}))
        form = at.form_for(filing, actor=actor, now=now, data=posted)
        assert form.is_valid()
        return form

    written = deeds.write(
        at.deed, filing, form=form_with(CONDITIONS), url_of=ADDRESS.format, actor=actor, now=now
    )
    seal(written, actor, town)
    with pytest.raises(Refused, match="与公告不一致"):
        lifecycle.submit(filing, form=form_with("不限资质。"), envelope="", actor=actor, now=now)
    assert not Notice.objects.filter(case=project.pk).exists()


@pytest.mark.covers("R13")
def test_a_company_seals_its_commitment_online_and_the_authority_reads_it(cast, client, now):
    signers.trust_root(now)
    signer = signers.bound(cast.yanbei, now)
    data = {"subject": SUBJECT, "content": CONTENT, "signatory": "石磊", "made_on": now.date()}
    filing = submit(CommitmentDesk, cast.yanbei.files, data, signer=signer)
    deed = deeds.submitted(filing)
    (found,) = seals_of(deeds.content_of(deeds.latest_file(deed)), now=now)
    assert (found.name, found.intact) == (cast.yanbei.organisation.name, True)
    client.force_login(cast.authority.filer)
    page = client.get(reverse("desks:smallworks.commitment.page", args=[filing.pk])).content.decode()
    assert "承诺书（已盖章）.pdf" in page
