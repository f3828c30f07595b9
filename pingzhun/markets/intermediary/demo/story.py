"""One job from 入驻 to 评价, on the database as it is, told while it happens: `manage.py run_story intermediary`."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any, TextIO

from django.utils.html import strip_tags

from pingzhun.accounts.models import User
from pingzhun.base.localtime import SHANGHAI, local_date, to_local
from pingzhun.base.money import format_yuan
from pingzhun.deadlines.worker import run_pending
from pingzhun.directory.capacities import CapacityKind
from pingzhun.directory.models import Capacity, Jurisdiction, Organisation, ServiceType
from pingzhun.filings.driving import actor_for, approve, submit
from pingzhun.flow.models import TransitionRecord
from pingzhun.ledger import log
from pingzhun.markets.intermediary.course import course
from pingzhun.markets.intermediary.demo import cast, data, papers, steps
from pingzhun.markets.intermediary.demo.cast import Player
from pingzhun.markets.intermediary.demo.running import enrolment_end
from pingzhun.markets.intermediary.desks.registration import AgencyRegistrationDesk
from pingzhun.markets.intermediary.market import ADMINISTRATOR, AGENCY, ENTITY, REGULATOR
from pingzhun.markets.intermediary.models import Job
from pingzhun.regimes import clock

SERVICE = "工程预算编制"
SUBJECT = "玉门市新市区供热管网改造工程"


class CannotTellError(Exception):
    """Why the story cannot be told here: one Chinese sentence."""


@dataclass
class Office:
    """Who already works in the place of the story."""

    place: Jurisdiction

    @cached_property
    def entity(self) -> Player:
        return self._player(ENTITY)

    @cached_property
    def regulator(self) -> Player:
        return self._player(REGULATOR)

    @cached_property
    def administrator(self) -> Player:
        return self._player(ADMINISTRATOR)

    @cached_property
    def services(self) -> Mapping[str, ServiceType]:
        return {each.name: each for each in ServiceType.objects.filter(is_active=True)}

    def _player(self, kind: CapacityKind) -> Player:
        for capacity in Capacity.objects.of_kind(kind.key).filter(jurisdiction=self.place).order_by("pk"):
            members = capacity.organisation.members.filter(is_active=True).order_by("pk")
            filer, reviewer = members.filter(can_file=True).first(), members.filter(can_review=True).last()
            if filer and reviewer:
                return Player(capacity.organisation, filer.user, reviewer.user, kind)
        raise CannotTellError(f"{self.place}还没有{kind.title}，请先运行 manage.py demo。")


def office() -> Office:
    """The first place in which all the roles are there."""
    if not clock.is_demo():
        raise CannotTellError("故事要拨快平台时钟，只能在演示数据库中讲：请先运行 manage.py demo。")
    for capacity in Capacity.objects.of_kind(ADMINISTRATOR.key).order_by("pk"):
        if ENTITY.key in Capacity.objects.filter(
            jurisdiction=capacity.jurisdiction, revoked_at=None
        ).values_list("kind", flat=True):
            return Office(capacity.jurisdiction)
    raise CannotTellError("数据库里还没有可以合作的单位，请先运行 manage.py demo。")


class Progress:
    """A bar that grows in place on a terminal, and line by line elsewhere."""

    def __init__(self, out: TextIO, steps: int) -> None:
        self.out, self.steps, self.done = out, steps, 0
        self.in_place = out.isatty()

    def step(self, title: str) -> None:
        self.done += 1
        filled = "█" * self.done + "░" * (self.steps - self.done)
        line = f"[{filled}] {self.done:2}/{self.steps} {to_local(clock.now()):%Y-%m-%d %H:%M}　{title}"
        print(f"\r\x1b[K{line}" if self.in_place else line, end="" if self.in_place else "\n", file=self.out)
        self.out.flush()
        if self.in_place and self.done == self.steps:
            print(file=self.out)


def run(out: TextIO = sys.stdout) -> Job:
    """Raises CannotTellError where it cannot be told."""
    here, progress = office(), Progress(out, 13)
    mover = here.administrator.filer
    winner = register(here, "恒途")
    progress.step("两家中介机构注册账号，提交入驻")
    rival = register(here, "明远")
    progress.step("管理人员审核，入驻通过")
    job = steps.publish(
        here,
        name=SUBJECT + data.SERVICES[SERVICE][0],
        content=data.SERVICES[SERVICE][1].format(subject=SUBJECT),
        location=here.place.name,
        enrol_until=enrolment_end(5),
    )
    progress.step(f"项目单位发布项目，审核通过，{job.code} 公告")
    wait(mover, timedelta(hours=5))
    steps.enrol(job, winner, "101000")
    steps.enrol(job, rival, "99800")
    progress.step("两家机构报名，报价密封")
    wait(mover, timedelta(days=1))
    steps.enrol(job, winner, "98600")
    progress.step(f"{winner.organisation}截止前修改报价")
    job = steps.pass_deadline(job)
    run_pending(now=clock.now())
    progress.step(f"报名截止，开启报价，{job.agency}以 {format_yuan(job.price)} 元中选")
    wait(mover, timedelta(days=2))
    number = f"HT-{job.code}"
    scan = papers.contract(job, number=number, amount=job.price, signed_on=local_date(clock.now()))
    filing = steps.submit_contract(job, winner, number=number, file=scan)
    progress.step("中选机构上传合同备案")
    wait(mover, timedelta(hours=4))
    approve(filing, here.entity.reviews, opinion="合同内容与中选结果一致。")
    progress.step("项目单位审核通过")
    wait(mover, timedelta(hours=3))
    approve(filing, here.regulator.reviews, opinion="同意备案。")
    progress.step("监管机构审核通过，进入服务中")
    wait(mover, timedelta(days=20))
    steps.upload_results(job, winner, file=papers.results(job))
    progress.step("结果上传")
    ...
    return job
