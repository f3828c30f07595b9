"""What is typed is kept exactly as typed, however wrong, until it is submitted or removed (P5)."""

import json
import re

import pytest

from pingzhun.filings import lifecycle
from pingzhun.filings.course import FilingState
from pingzhun.filings.desks import desk_of
from pingzhun.filings.driving import FormRefused, actor_for, reject, submit, typed
from pingzhun.filings.forms import querydict
from pingzhun.filings.models import Filing
from pingzhun.flow.guards import Refused
from pingzhun.markets.intermediary.demo import steps
from pingzhun.markets.intermediary.desks.enrolment import EnrolmentDesk
from pingzhun.markets.intermediary.desks.publication import JobPublicationDesk
from pingzhun.markets.intermediary.desks.registration import AgencyRegistrationDesk
from pingzhun.markets.intermediary.models import AgencyRegistration, JobPublication
from pingzhun.regimes import clock

from .acts import begin, posted, publication, said, url

WRONG = {
    "name": ["  甘肃 “新” 公司\n"],
    "credit_code": ["不是代码 ＡＢＣ"],
    "contact_mobile": ["１３８"],
    "contact_email": ["没有@"],
    "registered_in": ["999999"],
    "types": ["1", "999999"],
    "people-TOTAL_FORMS": ["2"],
    "people-INITIAL_FORMS": ["0"],
    "people-0-name": ["<b>李工</b>"],
    "people-0-valid_until": ["下个月"],
    "people-1-name": [""],
    "people-1-certificate_number": ["=1+1"],
    "qualifications-TOTAL_FORMS": ["0"],
    "qualifications-INITIAL_FORMS": ["0"],
}


@pytest.mark.covers("P5")
def test_a_draft_keeps_invalid_values_and_rows_exactly_as_typed(newcomer, sign_in):
    filing = begin(AgencyRegistrationDesk, actor_for(newcomer))
    client = sign_in(newcomer)
    client.post(url(AgencyRegistrationDesk, "page", filing), WRONG | {"action": "save", "stranger": "x"})
    filing.refresh_from_db()
    assert (filing.state, filing.version, filing.draft) == ("editing", 0, WRONG)
    assert not AgencyRegistration.objects.filter(pk=filing.pk).exists(), (
        "nothing typed is stored before it is whole"
    )


@pytest.mark.covers("P5")
def test_a_draft_comes_back_as_it_was_left(newcomer, sign_in):
    filing = begin(AgencyRegistrationDesk, actor_for(newcomer))
    client = sign_in(newcomer)
    client.post(url(AgencyRegistrationDesk, "page", filing), WRONG | {"action": "save"})
    response = client.get(url(AgencyRegistrationDesk, "page", filing))
    form = response.context["form"]
    shown = {name: form[name].value() for name in ("name", "credit_code", "contact_mobile", "contact_email")}
    assert shown == {name: WRONG[name][0] for name in shown}
    assert [row["name"].value() for row in form.row_sets["people"]] == ["<b>李工</b>", ""]
    assert form.row_sets["people"][1]["certificate_number"].value() == "=1+1"
    assert "&lt;b&gt;李工&lt;/b&gt;" in response.content.decode()


@pytest.mark.covers("P5")
def test_saving_again_replaces_the_draft(newcomer, sign_in):
    filing = begin(AgencyRegistrationDesk, actor_for(newcomer))
    client = sign_in(newcomer)
    client.post(url(AgencyRegistrationDesk, "page", filing), WRONG | {"action": "save"})
    client.post(url(AgencyRegistrationDesk, "page", filing), {"name": "新名", "action": "save"})
    filing.refresh_from_db()
    assert filing.draft == {"name": ["新名"]}


@pytest.mark.covers("P5")
def test_what_is_wrong_is_kept_when_submission_is_refused_and_said_at_its_field(cast, sign_in):
    filing = begin(JobPublicationDesk, cast.entity.files)
    data = posted(cast, ceiling="十二万")
    response = sign_in(cast.entity.filer).post(
        url(JobPublicationDesk, "page", filing), data | {"action": "submit"}
    )
    filing.refresh_from_db()
    assert (response.status_code, filing.state, filing.draft["ceiling"]) == (200, "editing", ["十二万"])
    assert list(response.context["form"].errors) == ["ceiling"]
    assert not JobPublication.objects.filter(pk=filing.pk).exists()


def test_a_returned_filing_keeps_what_is_being_corrected_beside_what_was_submitted(cast):
    filing = reject(publication(cast, ceiling="120000"), cast.administrator.reviews, "控制价过高")
    at = desk_of(JobPublicationDesk)
    data = posted(cast, ceiling="再想想")
    form = at.form_for(filing, actor=cast.entity.files, now=clock.now(), data=None)
    assert form["ceiling"].value() == "120000.00", "correcting begins with what was submitted"
    lifecycle.save_draft(filing, form=form, data=querydict(data), actor=cast.entity.files, now=clock.now())
    filing.refresh_from_db()
    assert (filing.state, filing.draft["ceiling"]) == (FilingState.REJECTED, ["再想想"])
    assert JobPublication.objects.get(pk=filing.pk).ceiling == 120000


@pytest.mark.covers("P5")
def test_autosave_answers_with_the_time(cast, sign_in):
    filing = begin(JobPublicationDesk, cast.entity.files)
    response = sign_in(cast.entity.filer).post(
        url(JobPublicationDesk, "autosave", filing), {"name": "半个名"}
    )
    filing.refresh_from_db()
    assert response.status_code == 200
    assert list(response.json()) == ["saved_at"]
    assert re.fullmatch(r"\d\d:\d\d", response.json()["saved_at"])
    assert filing.draft == {"name": ["半个名"]}


def test_autosave_after_submission_says_why_not_and_changes_nothing(cast, sign_in):
    filing = publication(cast)
    response = sign_in(cast.entity.filer).post(url(JobPublicationDesk, "autosave", filing), {"name": "迟了"})
    filing.refresh_from_db()
    assert response.status_code == 409
    assert response.json() == {"message": "当前状态为“待审核”，不能修改。"}
    assert filing.draft is None


@pytest.mark.covers("Y10")
def test_a_sealed_price_is_kept_neither_in_the_draft_nor_in_the_version(cast):
    job = steps.publish(cast)
    data = typed({"contact_name": "李", "contact_mobile": "13893710021", "sealed-price": "98765.43"})
    filing = begin(EnrolmentDesk, cast.hengxin.files, case=job)
    at = desk_of(EnrolmentDesk)
    form = at.form_for(filing, actor=cast.hengxin.files, now=clock.now(), data=querydict(data))
    lifecycle.save_draft(filing, form=form, data=querydict(data), actor=cast.hengxin.files, now=clock.now())
    filing.refresh_from_db()
    assert sorted(filing.draft) == ["contact_mobile", "contact_name"]
    filing = steps.enrol(job, cast.hengxin, "98765.43")
    assert "98765" not in json.dumps(filing.submissions.get().content)


def test_a_refused_submission_from_code_keeps_what_was_typed_too(cast):
    with pytest.raises(FormRefused) as refused:
        submit(JobPublicationDesk, cast.entity.files, steps.terms(cast, clock.now(), ceiling="0"))
    assert list(refused.value.errors) == ["ceiling"]
    assert Filing.objects.get(desk=JobPublicationDesk.key).draft["ceiling"] == ["0"]


def test_nobody_else_saves_into_a_draft(cast):
    filing = begin(JobPublicationDesk, cast.entity.files)
    at = desk_of(JobPublicationDesk)
    form = at.form_for(filing, actor=cast.entity.files, now=clock.now())
    for stranger in (cast.entity.reviews, cast.hengxin.files, cast.administrator.files):
        with pytest.raises(Refused, match="不能修改"):
            lifecycle.save_draft(filing, form=form, data=querydict({}), actor=stranger, now=clock.now())


def test_saving_says_that_it_is_not_yet_submitted(cast, sign_in):
    filing = begin(JobPublicationDesk, cast.entity.files)
    client = sign_in(cast.entity.filer)
    client.post(url(JobPublicationDesk, "page", filing), {"name": "草稿"})
    assert said(client, url(JobPublicationDesk, "page", filing)) == ["已保存，尚未提交。"]
