"""Who sees which filing: written out by hand, so that it does not follow from the function that it tests (P9)."""

import pytest

from pingzhun.directory.actors import NOBODY
from pingzhun.filings import lifecycle
from pingzhun.filings.course import is_own
from pingzhun.filings.desks import desks
from pingzhun.filings.driving import actor_for, approve, reject
from pingzhun.filings.models import Filing
from pingzhun.filings.queries import own, visible, visible_cases
from pingzhun.markets.intermediary.demo import steps
from pingzhun.markets.intermediary.desks.publication import JobPublicationDesk
from pingzhun.markets.intermediary.desks.registration import AgencyRegistrationDesk
from pingzhun.markets.intermediary.models import Job
from pingzhun.regimes import clock

from .acts import begin, publication

EVERYBODY = {
    "entity": "项目单位",
    "hengxin": "恒信",
    "qilian": "祁连",
    "regulator": "玉门监管",
    "administrator": "玉门管理",
    "dunhuang_regulator": "敦煌监管",
    "dunhuang_administrator": "敦煌管理",
}


def who_sees(cast, filing: Filing) -> set[str]:
    return {
        title
        for name, title in EVERYBODY.items()
        if visible(getattr(cast, name).reviews).filter(pk=filing.pk).exists()
    }


def direct(cast) -> Job:
    return steps.publish(
        cast,
        method="direct",
        ceiling="9000",
        enrol_until=None,
        direct_agency=cast.hengxin.organisation,
        direct_price="9000",
        direct_reason="限额以下",
    )


@pytest.mark.covers("P5", "P9")
def test_a_draft_is_its_organisations_alone(cast):
    assert who_sees(cast, begin(JobPublicationDesk, cast.entity.files)) == {"项目单位"}


@pytest.mark.covers("P9")
def test_what_was_submitted_is_seen_by_those_who_oversee_the_place(cast):
    filing = publication(cast)
    assert who_sees(cast, filing) == {"项目单位", "玉门监管", "玉门管理"}
    assert who_sees(cast, approve(filing, cast.administrator.reviews)) == {"项目单位", "玉门监管", "玉门管理"}


def test_a_withdrawn_filing_is_its_organisations_alone_again(cast):
    filing = publication(cast)
    lifecycle.withdraw(filing, actor=cast.entity.files, now=clock.now())
    assert who_sees(cast, filing) == {"项目单位"}


def test_a_rejected_filing_stays_visible_to_those_who_rejected_it(cast):
    filing = reject(publication(cast), cast.administrator.reviews, "重报")
    assert who_sees(cast, filing) == {"项目单位", "玉门监管", "玉门管理"}


@pytest.mark.covers("P9")
def test_a_contract_is_seen_by_both_parties_and_by_no_other_agency(cast):
    filing = steps.submit_contract(direct(cast), cast.hengxin)
    assert who_sees(cast, filing) == {"项目单位", "恒信", "玉门监管", "玉门管理"}


@pytest.mark.covers("Y10")
def test_that_somebody_enrolled_is_seen_by_nobody_else(cast):
    job = steps.publish(cast)
    filing = steps.enrol(job, cast.hengxin, "98000")
    assert filing.state == "approved"
    assert who_sees(cast, filing) == {"恒信"}


def test_a_registration_is_seen_by_its_author_and_once_sent_by_its_reviewers(cast, newcomer):
    filing = begin(AgencyRegistrationDesk, actor_for(newcomer))
    assert visible(actor_for(newcomer)).get() == filing
    assert who_sees(cast, filing) == set()


def test_two_people_without_an_organisation_do_not_see_each_others_registrations(cast, newcomer, now):
    from pingzhun.accounts.services import create_account

    other = create_account(
        username="qita", password="yumen-2026-x", name="他人", mobile="13893710099", now=now
    )
    begin(AgencyRegistrationDesk, actor_for(newcomer))
    assert list(visible(actor_for(other))) == []


def test_nobody_signed_in_sees_nothing(cast):
    publication(cast)
    assert (list(visible(NOBODY)), list(visible_cases(NOBODY))) == ([], [])


def test_the_cases_one_takes_part_in(cast):
    job = direct(cast)
    part = {
        title
        for name, title in EVERYBODY.items()
        if visible_cases(getattr(cast, name).reviews).filter(pk=job.pk).exists()
    }
    assert part == {"项目单位", "玉门监管", "玉门管理"}
    steps.submit_contract(job, cast.hengxin)
    assert visible_cases(cast.hengxin.reviews).filter(pk=job.pk).exists()


def test_of_one_filing_and_of_many_the_same_are_ones_own(cast, newcomer):
    """`is_own` and `own` say one thing, as `visible` does for one desk and for all."""
    begin(JobPublicationDesk, cast.entity.files)
    steps.enrol(steps.publish(cast), cast.hengxin, "80000.00")
    loner = actor_for(newcomer)
    registration = begin(AgencyRegistrationDesk, loner)
    actors = [getattr(cast, name).files for name in EVERYBODY] + [loner, NOBODY]
    everything = list(Filing.objects.all())
    assert registration.pk in {filing.pk for filing in everything}
    for actor in actors:
        mine = set(Filing.objects.filter(own(actor)))
        assert {filing for filing in everything if is_own(actor, filing)} == mine
        shown = set(visible(actor))
        assert {filing for desk in desks() for filing in visible(actor, at=desk)} == shown
        assert mine <= shown
