"""Two at the same moment: colleagues who begin the same, a double click, two reviewers."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from pingzhun.directory import services
from pingzhun.filings.driving import actor_for, approve, submit
from pingzhun.filings.models import Filing, Review, Submission
from pingzhun.flow.guards import Refused
from pingzhun.markets.intermediary.demo import steps
from pingzhun.markets.intermediary.demo.cast import PASSWORD, Cast, build
from pingzhun.markets.intermediary.desks.profile import AgencyProfileDesk
from pingzhun.markets.intermediary.desks.publication import CancellationDesk, JobPublicationDesk
from pingzhun.markets.intermediary.models import Job
from pingzhun.regimes import clock

from .acts import begin, publication

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cast(transactional_db) -> Cast:
    return build(clock.now())


def at_once(jobs: list[Callable[[], object]]) -> list[object]:
    """Run `jobs`, each in a thread and a connection of its own, from one starting shot; what they return or are refused with."""
    start = Barrier(len(jobs))

    def run(job: Callable[[], object]) -> object:
        try:
            connection.ensure_connection()
            start.wait(20)
            return job()
        except Refused as refused:
            return str(refused)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return [future.result(60) for future in [pool.submit(run, job) for job in jobs]]


def test_colleagues_who_begin_the_same_filing_at_once_get_one(cast):
    job = steps.publish(cast)
    found = at_once([lambda: begin(CancellationDesk, cast.entity.files, case=job).pk] * 4)
    assert found == [Filing.objects.get(desk=CancellationDesk.key).pk] * 4


def test_colleagues_who_begin_the_only_filing_of_a_desk_at_once_get_one(cast):
    """Where there is no case, the desk itself says that there is one at a time."""
    found = at_once([lambda: begin(AgencyProfileDesk, cast.hengxin.files).pk] * 4)
    assert found == [Filing.objects.get(desk=AgencyProfileDesk.key).pk] * 4


def test_a_double_click_submits_once(cast):
    filing = begin(JobPublicationDesk, cast.entity.files)
    data = steps.terms(cast, clock.now())
    answers = at_once(
        [lambda: submit(JobPublicationDesk, cast.entity.files, data, filing=filing).version] * 3
    )
    assert sorted(map(str, answers))[0] == "1"
    assert Submission.objects.filter(filing=filing).count() == 1


def test_two_reviewers_at_once_decide_once(cast):
    now = clock.now()
    second = services.add_member(
        organisation=cast.administrator.organisation,
        username="guanli-2",
        name="第二人",
        mobile="13893710069",
        duties=["can_review"],
        initial_password=PASSWORD,
        now=now,
    )
    filing = publication(cast)
    answers = at_once(
        [
            lambda: approve(Filing.objects.get(pk=filing.pk), cast.administrator.reviews).state,
            lambda: approve(Filing.objects.get(pk=filing.pk), actor_for(second.user)).state,
        ]
    )
    assert sorted(answers) == sorted(["approved", "此事项目前不由您审核，可能已被同事处理。"])
    assert (Review.objects.count(), Job.objects.count()) == (1, 1)
