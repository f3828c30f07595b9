"""系统故障延期: the platform failed at a deadline, and what follows is the same for all (rules.md §2.3)."""

import json
from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from pingzhun import ledger
from pingzhun.deadlines import schedule
from pingzhun.filings import lifecycle
from pingzhun.filings.driving import FormRefused, approve, reject, submit
from pingzhun.filings.models import Filing
from pingzhun.flow.guards import Refused
from pingzhun.markets.intermediary.course import JobState
from pingzhun.markets.intermediary.demo import steps
from pingzhun.markets.intermediary.demo.cast import Cast, build
from pingzhun.markets.intermediary.desks.postponement import PostponementDesk
from pingzhun.markets.intermediary.models import Job
from pingzhun.markets.intermediary.notices import POSTPONEMENT
from pingzhun.messages.models import Message
from pingzhun.notices.models import Notice
from pingzhun.regimes import clock
from pingzhun.regimes.calendar import deadline_after
from pingzhun.sealing import driving
from pingzhun.sealing.models import Box, OpenedOffer, SealedOffer
from tests.browser import SIZES, axe, fits, picture

pytestmark = pytest.mark.usefixtures("demo_clock")

HOUR = timedelta(hours=1)


def again(job: Job) -> Job:
    return Job.objects.get(pk=job.pk)


def propose(cast: Cast, began_at: datetime, ended_at: datetime) -> Filing:
    data = {"began_at": began_at, "ended_at": ended_at, "reason": "机房断电，网站无法访问。"}
    return submit(PostponementDesk, cast.administrator.files, data)


@pytest.fixture
def cast(db) -> Cast:
    """Its own, for a browser sees only what is committed."""
    return build(clock.now())


@pytest.fixture
def jobs(cast) -> dict[str, Job]:
    """Published an hour apart, and the clock past them all: waiting for its opening, failed for want of enrolments, not
    concerned, and one that is still open.
    """
    first = clock.now().replace(second=0, microsecond=0) + timedelta(days=10)
    made = {
        name: steps.publish(cast, name=name, enrol_until=first + hours * HOUR)
        for name, hours in {"之前": -5, "待开启": 0, "家数不足": 1, "未截止": 4, "之后": 240}.items()
    }
    for name in ("之前", "待开启"):
        steps.enrol(made[name], cast.hengxin, "98000")
        steps.enrol(made[name], cast.qilian, "97000")
    steps.enrol(made["家数不足"], cast.hengxin, "98000")
    steps.enrol(made["未截止"], cast.hengxin, "98000")
    steps.pass_deadline(made["家数不足"], opens=False)
    states = {name: again(job).state for name, job in made.items()}
    assert states == {
        "之前": JobState.SELECTING,
        "待开启": JobState.SELECTING,
        "家数不足": JobState.FAILED,
        "未截止": JobState.ENROLLING,
        "之后": JobState.ENROLLING,
    }
    return made


@pytest.fixture
def proposed(cast, jobs) -> Filing:
    """The platform failed from an hour before the first deadline until the second; two hours after count as well."""
    clock.shift_forward(2 * HOUR, actor_user=cast.entity.filer)
    began_at = jobs["待开启"].enrol_until - HOUR
    return propose(cast, began_at, began_at + 3 * HOUR)


def test_every_project_that_the_outage_spoilt_gets_the_same_new_deadline_and_no_other(cast, jobs, proposed):
    listed = Filing.objects.get(pk=proposed.pk).submissions.get().content["fields"][-1]["text"]
    assert [line.split()[1].split("，")[0] for line in listed.splitlines()] == [
        "待开启",
        "家数不足",
        "未截止",
    ]
    before = {name: job.enrol_until for name, job in jobs.items()}
    now = clock.now()
    approve(proposed, cast.regulator.reviews, now=now)
    until = deadline_after(now, workdays=1, until="same_time")
    moved = {name: again(job) for name, job in jobs.items() if again(job).enrol_until != before[name]}
    assert {name: (job.state, job.enrol_until, job.round) for name, job in moved.items()} == {
        "待开启": (JobState.ENROLLING, until, 1),
        "家数不足": (JobState.ENROLLING, until, 2),
        "未截止": (JobState.ENROLLING, until, 1),
    }
    boxes = {(each.case.title, each.round): each for each in Box.objects.select_related("case")}
    assert {boxes[name, job.round].closes_at for name, job in moved.items()} == {until}
    assert boxes["待开启", 1].called_at is None
    closes = schedule.upcoming([f"case/{job.pk}" for job in moved.values()], now=now)
    assert sorted(closes.values_list("kind", "due_at")) == [("intermediary.enrolment_closes", until)] * 3


def test_it_stands_in_the_ledger_is_announced_and_everybody_concerned_is_told_once(cast, jobs, proposed):
    approve(proposed, cast.regulator.reviews)
    job = again(jobs["待开启"])
    notice = Notice.objects.get(case=job, kind=POSTPONEMENT.key)
    assert (notice.title, notice.closes_at, notice.corrects.kind) == (
        "待开启延期公告",
        job.enrol_until,
        "intermediary.job",
    )
    assert "对所有机构同样延后" in notice.body_html
    extended = [each for each in ledger.find(f"sealing/box/{job.code}") if each.kind == "sealing.extended"]
    assert [json.loads(each.data)["case"] for each in extended] == [job.code]
    told = Message.objects.filter(kind="intermediary.postponed", dedupe__startswith=f"job/{job.pk}/")
    members = {
        member.user_id
        for player in (cast.hengxin, cast.qilian, cast.entity)
        for member in player.organisation.members.filter(is_active=True)
    }
    assert sorted(told.values_list("user", flat=True)) == sorted(members)
    republished = again(jobs["家数不足"])
    failed = Message.objects.get(
        kind="intermediary.postponed", dedupe__startswith=f"job/{republished.pk}/", user=cast.hengxin.filer
    )
    assert "请重新报名和报价" in failed.text


def test_what_was_handed_in_before_stays_sealed_and_is_opened_at_the_new_hour_with_what_comes(
    cast, jobs, proposed
):
    approve(proposed, cast.regulator.reviews)
    job = again(jobs["待开启"])
    assert SealedOffer.objects.live().filter(box__case=job).count() == 2
    assert not OpenedOffer.objects.filter(offer__box__case=job).exists()
    steps.enrol(job, cast.mogao, "96000")
    called = Message.objects.filter(kind="intermediary.to_open", dedupe__startswith=f"job/{job.pk}/")
    before = called.count()
    job = steps.pass_deadline(job)
    assert called.count() == 2 * before, "the holders are called a second time"
    assert (job.state, job.agency, OpenedOffer.objects.filter(offer__box__case=job).count()) == (
        JobState.SELECTED,
        cast.mogao.organisation,
        3,
    )


def test_it_takes_two_people_of_two_organisations(cast, jobs, proposed):
    for actor in (cast.administrator.reviews, cast.administrator.files, cast.dunhuang_regulator.reviews):
        with pytest.raises(Refused, match="不由您审核"):
            approve(proposed, actor)
    assert again(jobs["待开启"]).state == JobState.SELECTING


def test_nobody_opens_while_it_waits_for_its_confirmation(cast, jobs, proposed):
    held = Box.objects.get(case=jobs["待开启"])
    with pytest.raises(Refused, match="正待确认"):
        driving.release(held, cast.entity.organisation)
    driving.release(Box.objects.get(case=jobs["之前"]), cast.entity.organisation)
    reject(proposed, cast.regulator.reviews, "故障没有影响报名。")
    driving.release(held, cast.entity.organisation)


def test_a_project_whose_opening_has_begun_is_not_moved(cast, jobs):
    clock.shift_forward(2 * HOUR, actor_user=cast.entity.filer)
    driving.release(Box.objects.get(case=jobs["待开启"]), cast.entity.organisation)
    began_at = jobs["待开启"].enrol_until - HOUR
    approve(propose(cast, began_at, began_at + 3 * HOUR), cast.regulator.reviews)
    assert again(jobs["待开启"]).state == JobState.SELECTING
    assert again(jobs["家数不足"]).state == JobState.ENROLLING


def test_the_database_calls_no_holder_back_once_one_of_them_has_opened(cast, jobs):
    """The control: before, it does."""
    sql = "UPDATE sealing_box SET called_at = NULL, closes_at = closes_at + interval '30 days' WHERE case_id = %s"
    pk = jobs["待开启"].pk
    with connection.cursor() as cursor:
        with transaction.atomic():
            cursor.execute(sql, [pk])
            assert cursor.rowcount == 1
            transaction.set_rollback(True)
        driving.release(Box.objects.get(case=pk), cast.entity.organisation)
        with pytest.raises(IntegrityError, match="a holder has released shares"), transaction.atomic():
            cursor.execute(sql, [pk])
        with pytest.raises(IntegrityError, match="only moves later"), transaction.atomic():
            cursor.execute("UPDATE sealing_box SET called_at = NULL WHERE case_id = %s", [jobs["之前"].pk])


@pytest.mark.parametrize(
    ("began", "ended", "field", "said"),
    [
        (-2, -3, "ended_at", "须晚于开始时间"),
        (-2, 1, "ended_at", "不能晚于现在"),
        (-24 * 8, -1, "began_at", "最近 7 天以内"),
        (-40, -30, "ended_at", "没有需要延期的项目"),
    ],
)
def test_an_outage_that_cannot_be_is_refused_with_a_sentence(cast, jobs, began, ended, field, said):
    now = clock.now()
    with pytest.raises(FormRefused, match=said) as refused:
        propose(cast, now + began * HOUR, now + ended * HOUR)
    assert set(refused.value.errors) == {field}


def test_where_nothing_is_left_to_postpone_the_confirmation_is_refused(cast, jobs, proposed):
    for name in ("待开启", "家数不足", "未截止"):
        steps_cancel(cast, jobs[name])
    with pytest.raises(Refused, match="没有需要延期的项目"):
        approve(proposed, cast.regulator.reviews)


def steps_cancel(cast: Cast, job: Job) -> None:
    from pingzhun.markets.intermediary import selection

    selection.cancel(again(job), reason="资金未落实", actor=cast.administrator.reviews, now=clock.now())


def test_the_list_of_projects_is_the_platforms_and_not_the_writers(cast, jobs):
    clock.shift_forward(2 * HOUR, actor_user=cast.entity.filer)
    began_at = jobs["待开启"].enrol_until - HOUR
    filing = submit(
        PostponementDesk,
        cast.administrator.files,
        {
            "began_at": began_at,
            "ended_at": began_at + 3 * HOUR,
            "reason": "断电",
            "projects": "只有我的项目",
        },
    )
    assert "只有我的项目" not in lifecycle.typed(filing).projects
    assert len(lifecycle.typed(filing).projects.splitlines()) == 3


@pytest.mark.browser
@pytest.mark.parametrize("size", SIZES)
def test_the_pages_lead_the_way_and_list_the_projects(size, demo_clock, cast, open_page):
    job = steps.publish(cast)
    clock.shift_forward(job.enrol_until - clock.now() + HOUR, actor_user=cast.entity.filer)
    now = clock.now()
    filing = steps.draft(
        PostponementDesk,
        cast.administrator.files,
        {"began_at": now - 3 * HOUR, "ended_at": now - HOUR / 2, "reason": "机房断电，网站无法访问。"},
    )
    address = f"/console/intermediary/postponement/{filing.pk}/"
    page = open_page(cast.administrator.filer, size=size)
    page.goto(address)
    assert job.code in page.locator("#id_projects").input_value()
    axe(page)
    fits(page)
    picture(page, f"postponement-{size}")
    page.get_by_role("button", name="提交").first.click()
    page.get_by_role("dialog").get_by_role("button", name="提交").click()
    page.get_by_text("已提交，等待审核。").wait_for()
    regulator = open_page(cast.regulator.reviewer, size=size)
    regulator.goto(address)
    assert regulator.get_by_text(job.code).first.is_visible()
    axe(regulator)
    fits(regulator)
    picture(regulator, f"postponement-review-{size}")
