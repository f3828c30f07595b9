"""Nobody decides on what they filed, nobody rejects without a reason: said by the page, the lifecycle and the database."""

import pytest
from django.db import IntegrityError

from pingzhun.directory import services
from pingzhun.filings import lifecycle
from pingzhun.filings.driving import actor_for, approve, submit
from pingzhun.filings.models import Filing, Review
from pingzhun.filings.queries import inbox
from pingzhun.flow.guards import Refused
from pingzhun.markets.intermediary.demo import steps
from pingzhun.markets.intermediary.desks.publication import JobPublicationDesk
from pingzhun.markets.intermediary.market import ADMINISTRATOR
from pingzhun.regimes import clock

from .acts import publication, url

OWN = "不能审核本人提交的事项，请由同事审核。"
INSERT = """
    INSERT INTO filings_review
        (filing_id, version, step, decision, opinion, kind, reviewer_id, organisation_id, decided_at)
    VALUES (%s, 1, 0, %s, %s, 'intermediary.administrator', %s, %s, clock_timestamp())
"""


def insert(execute, filing: Filing, user, decision: str = "approve", opinion: str | None = None) -> int:
    organisation = user.membership.organisation_id
    return execute(INSERT, filing.pk, decision, opinion, user.pk, organisation)


# ---- one's own --------------------------------------------------------------------------------------------------------


@pytest.mark.covers("P1")
def test_the_page_offers_no_decision_on_ones_own_filing_and_takes_none(cast, both_hats, sign_in):
    filing = publication(cast)
    client = sign_in(both_hats)
    session = client.session
    session["capacity"] = actor_for(both_hats, ADMINISTRATOR).capacity.pk
    session.save()
    page = client.get(url(JobPublicationDesk, "page", filing)).content.decode()
    assert "这是您本人提交的事项，须由同事审核。" in page
    assert 'name="decision"' not in page
    answer = client.post(url(JobPublicationDesk, "review", filing), {"decision": "approve", "version": "1"})
    assert answer.status_code == 409
    assert [str(message) for message in answer.context["messages"]] == [OWN]
    assert Filing.objects.get(pk=filing.pk).state == "submitted"


@pytest.mark.covers("P1")
def test_the_lifecycle_refuses_a_decision_on_ones_own_filing(cast, both_hats):
    filing = publication(cast)
    with pytest.raises(Refused, match=OWN):
        approve(filing, actor_for(both_hats, ADMINISTRATOR))
    assert (Review.objects.count(), Filing.objects.get(pk=filing.pk).state) == (0, "submitted")


@pytest.mark.covers("P1")
def test_who_submitted_any_version_decides_on_none(cast, both_hats, now):
    """马建国 submits, withdraws, and a colleague submits the second version: he still may not decide."""
    filing = publication(cast)
    lifecycle.withdraw(filing, actor=cast.entity.files, now=now)
    services.set_duties(member=cast.entity.reviewer.membership, duties=["can_file"], now=now)
    colleague = actor_for(cast.entity.reviewer)
    filing = submit(JobPublicationDesk, colleague, steps.terms(cast, now), filing=filing)
    assert filing.submitted_by == cast.entity.reviewer
    with pytest.raises(Refused, match=OWN):
        approve(filing, actor_for(both_hats, ADMINISTRATOR))


@pytest.mark.covers("P1")
def test_the_database_refuses_a_decision_on_ones_own_filing(cast, execute):
    filing = publication(cast)
    with pytest.raises(IntegrityError, match="nobody decides on what they filed"):
        insert(execute, filing, cast.entity.filer)
    assert insert(execute, filing, cast.administrator.reviewer) == 1, "somebody else may"


def test_without_the_trigger_the_database_would_take_it(cast, execute, triggers_at_rest):
    filing = publication(cast)
    with triggers_at_rest():
        assert insert(execute, filing, cast.entity.filer) == 1


@pytest.mark.covers("P1")
def test_a_colleague_decides(cast, both_hats):
    services.set_duties(member=cast.entity.reviewer.membership, duties=["can_review"], now=clock.now())
    filing = approve(publication(cast), actor_for(cast.entity.reviewer, ADMINISTRATOR))
    assert filing.state == "approved"


# ---- reasons ----------------------------------------------------------------------------------------------------------


@pytest.mark.covers("P6")
@pytest.mark.parametrize("opinion", ["", "   \n"])
def test_a_rejection_without_a_reason_is_refused_on_the_page(cast, sign_in, opinion):
    filing = publication(cast)
    client = sign_in(cast.administrator.reviewer)
    data = {"decision": "reject", "version": "1", "opinion": opinion}
    answer = client.post(url(JobPublicationDesk, "review", filing), data)
    assert answer.status_code == 409
    assert [str(message) for message in answer.context["messages"]] == ["审核不通过须填写原因。"]
    assert Filing.objects.get(pk=filing.pk).state == "submitted"


@pytest.mark.covers("P6")
@pytest.mark.parametrize("opinion", [None, "", "  \t\n"])
def test_a_rejection_without_a_reason_is_refused_by_the_database(cast, execute, opinion):
    filing = publication(cast)
    with pytest.raises(IntegrityError, match="a_rejection_has_its_reason"):
        insert(execute, filing, cast.administrator.reviewer, "reject", opinion)
    assert insert(execute, filing, cast.administrator.reviewer, "reject", "缺少依据") == 1


def test_an_approval_needs_no_opinion_and_keeps_one(cast):
    first, second = publication(cast), publication(cast)
    approve(first, cast.administrator.reviews)
    approve(second, cast.administrator.reviews, opinion=" 同意 ")
    assert [each.reviews.get().opinion for each in (first, second)] == [None, "同意"]


def test_a_step_is_decided_once(cast, execute):
    filing = publication(cast)
    insert(execute, filing, cast.administrator.reviewer)
    with pytest.raises(IntegrityError, match="a_step_is_decided_once"):
        insert(execute, filing, cast.administrator.reviewer)


# ---- many at once -----------------------------------------------------------------------------------------------------


@pytest.mark.covers("P6")
def test_a_batch_decides_each_on_its_own_and_says_what_became_of_each(cast, sign_in):
    good, gone, stale = (
        publication(cast, name="甲"),
        publication(cast, name="乙"),
        publication(cast, name="丙"),
    )
    lifecycle.withdraw(gone, actor=cast.entity.files, now=clock.now())
    data = {
        "filing": [f"{good.pk}:1", f"{stale.pk}:7"],
        "decision": "approve",
        "opinion": "批量通过",
    }
    answer = sign_in(cast.administrator.reviewer).post(url(JobPublicationDesk, "batch"), data)
    results = [(filing.label, str(refused or "")) for filing, refused in answer.context["results"]]
    assert results == [("甲", ""), ("丙", "申报内容在您打开之后已有新版本，请查看后再作决定。")]
    states = {each.label: each.state for each in Filing.objects.all()}
    assert states == {"甲": "approved", "乙": "editing", "丙": "submitted"}
    page = answer.content.decode()
    assert page.count("已审核") >= 1
    assert "申报内容在您打开之后已有新版本" in page


@pytest.mark.covers("P6")
def test_a_batch_rejection_needs_its_reason_too(cast, sign_in):
    filings = [publication(cast, name=name) for name in "甲乙"]
    data = {"filing": [f"{each.pk}:1" for each in filings], "decision": "reject", "opinion": " "}
    answer = sign_in(cast.administrator.reviewer).post(url(JobPublicationDesk, "batch"), data)
    assert [str(refused) for _, refused in answer.context["results"]] == ["审核不通过须填写原因。"] * 2
    assert Review.objects.count() == 0


@pytest.mark.parametrize("ticked", ["999999:1", "x", "", "-1:1"])
def test_a_batch_with_what_is_not_there_is_not_found(cast, sign_in, ticked):
    answer = sign_in(cast.administrator.reviewer).post(
        url(JobPublicationDesk, "batch"), {"filing": [ticked], "decision": "approve"}
    )
    assert answer.status_code == 404


@pytest.mark.covers("P9")
def test_a_batch_with_another_citys_filing_is_not_found(cast, sign_in):
    filing = publication(cast)
    answer = sign_in(cast.dunhuang_administrator.reviewer).post(
        url(JobPublicationDesk, "batch"), {"filing": [f"{filing.pk}:1"], "decision": "approve"}
    )
    assert (answer.status_code, Review.objects.count()) == (404, 0)


# ---- whose turn -------------------------------------------------------------------------------------------------------


@pytest.mark.covers("P6", "P9")
def test_the_inbox_is_of_ones_kind_and_jurisdiction(cast):
    filing = publication(cast)
    actors = {
        "玉门管理人员": cast.administrator.reviews,
        "玉门管理人员经办岗": cast.administrator.files,
        "敦煌管理人员": cast.dunhuang_administrator.reviews,
        "玉门监管机构": cast.regulator.reviews,
        "项目单位审核岗": cast.entity.reviews,
    }
    assert {who: list(inbox(actor)) == [filing] for who, actor in actors.items()} == {
        "玉门管理人员": True,
        "玉门管理人员经办岗": False,
        "敦煌管理人员": False,
        "玉门监管机构": False,
        "项目单位审核岗": False,
    }


def test_after_one_decision_the_next_filing_opens(cast, sign_in):
    first, second = publication(cast), publication(cast)
    client = sign_in(cast.administrator.reviewer)
    data = {"decision": "approve", "version": "1", "next": "1"}
    addresses = [client.post(url(JobPublicationDesk, "review", each), data).url for each in (first, second)]
    assert addresses == [url(JobPublicationDesk, "page", second), url(JobPublicationDesk, "reviews")]
