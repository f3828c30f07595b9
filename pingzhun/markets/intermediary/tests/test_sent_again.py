"""An offer whose request is sent again, because no answer came, is the same offer and gets the same answer."""

import json
from threading import Barrier, Thread

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse

from pingzhun.filings import lifecycle
from pingzhun.filings.desks import desk_of
from pingzhun.filings.models import Filing, Submission
from pingzhun.flow.models import TransitionRecord
from pingzhun.markets.intermediary.demo import steps
from pingzhun.markets.intermediary.demo.cast import Cast, build
from pingzhun.markets.intermediary.desks.enrolment import EnrolmentDesk
from pingzhun.regimes import clock
from pingzhun.sealing.models import SealedOffer


class Page:
    """The page of an offer that an agency has begun, in the browser of whoever files for it."""

    def __init__(self, job, agency) -> None:
        self.job, self.agency = job, agency
        at = desk_of(EnrolmentDesk)
        self.filing = lifecycle.begin(at, actor=agency.files, case=job, now=clock.now())
        self.path = reverse(f"desks:{at.key}.page", args=[self.filing.pk])
        self.form = {"contact_name": "张三", "contact_mobile": "13893710021", "action": "submit"}
        self.browser = Client()
        self.browser.force_login(agency.filer, backend="django.contrib.auth.backends.ModelBackend")

    def sealed(self, price: str) -> str:
        return steps.sealed(self.job, self.agency.organisation, {"price": price, "plan": ""})

    def post(self, envelope: str):
        answer = self.browser.post(
            self.path, self.form | {"envelope": envelope}, headers={"Accept": "application/json"}
        )
        assert answer.status_code == 200
        return json.loads(answer.content)


@pytest.fixture
def cast(db) -> Cast:
    """Its own, for other connections see only what is committed."""
    return build(clock.now())


@pytest.fixture
def page(cast, demo_clock) -> Page:
    return Page(steps.publish(cast), cast.hengxin)


@pytest.mark.covers("Y10")
def test_an_offer_that_is_sent_again_gets_the_same_answer_and_is_kept_once(page):
    envelope = page.sealed("98000")
    first = page.post(envelope)
    assert first == {"url": page.path}
    assert page.post(envelope) == first
    assert SealedOffer.objects.count() == Submission.objects.filter(filing=page.filing).count() == 1
    assert TransitionRecord.objects.filter(object_id=page.filing.pk, transition="submit").count() == 1


@pytest.mark.covers("Y10")
def test_an_offer_that_is_sent_again_after_the_deadline_gets_the_same_answer(page):
    envelope = page.sealed("98000")
    page.post(envelope)
    steps.pass_deadline(page.job, opens=False)
    assert page.post(envelope) == {"url": page.path}


def test_another_offer_in_its_place_is_refused_with_a_sentence_for_the_script(page):
    page.post(page.sealed("98000"))
    assert page.post(page.sealed("97000"))["refusals"] == ["当前状态为“审核通过”，不能修改。"]
    assert SealedOffer.objects.count() == 1


def test_a_late_offer_is_refused_and_what_was_typed_is_kept(page):
    envelope = page.sealed("98000")
    steps.pass_deadline(page.job, opens=False)
    assert page.post(envelope)["refusals"]
    page.filing.refresh_from_db()
    assert page.filing.draft == {"contact_name": ["张三"], "contact_mobile": ["13893710021"]}
    assert SealedOffer.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_an_offer_that_is_sent_four_times_at_once_is_acknowledged_four_times(cast, demo_clock):
    page = Page(steps.publish(cast), cast.hengxin)
    envelope, together, answers = page.sealed("98000"), Barrier(4), []

    def post() -> None:
        together.wait()
        try:
            answers.append(page.post(envelope))
        finally:
            connections.close_all()

    threads = [Thread(target=post) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [{"url": page.path}] * 4
    assert SealedOffer.objects.count() == 1
    assert Filing.objects.get(pk=page.filing.pk).state == "approved"
