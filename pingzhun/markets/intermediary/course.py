"""The course of a job, from its published notice to its ratings."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import models

from pingzhun.flow.guards import Actor, guard
from pingzhun.flow.machine import Course, Milestone

if TYPE_CHECKING:
    from pingzhun.directory.models import Organisation
    from pingzhun.markets.intermediary.models import Job


class JobState(models.TextChoices):
    ENROLLING = "enrolling", "报名中"
    SELECTING = "selecting", "选取中"
    SELECTED = "selected", "合同待备案"
    SERVING = "serving", "服务中"
    COMPLETED = "completed", "已完成"
    RATED = "rated", "已评价"
    FAILED = "failed", "选取失败"
    CANCELLED = "cancelled", "已取消"


S = JobState

course = Course(
    "intermediary.job",
    title="中介服务项目",
    start_title="项目发布",
    states=JobState,
    initial=S.ENROLLING,
    final=(S.RATED, S.CANCELLED),
    failed=(S.FAILED, S.CANCELLED),
    milestones=(
        Milestone("报名", (S.ENROLLING,)),
        Milestone("选取", (S.SELECTING,)),
        Milestone("合同备案", (S.SELECTED,)),
        Milestone("服务", (S.SERVING,)),
        Milestone("评价", (S.COMPLETED,)),
        Milestone("完成", (S.RATED,)),
    ),
)


@guard("报名时间已截止")
def enrolment_has_closed(job: Job, *, actor: Actor, now: datetime) -> str | None:
    return None if now >= job.enrol_until else "报名尚未截止。"


@guard("结果材料已上传")
def results_are_uploaded(job: Job, *, actor: Actor, now: datetime) -> str | None:
    return None if job.results_at else "请先上传结果材料，再确认办结。"


@course.transition("报名截止", sources=[S.ENROLLING], target=S.SELECTING, guards=[enrolment_has_closed])
def close_enrolment(job: Job, *, actor: Actor, now: datetime) -> None:
    """The box of quotes may be opened from here on."""


@course.transition("选取失败", sources=[S.SELECTING], target=S.FAILED)
def fail(job: Job, *, actor: Actor, now: datetime, reason: str) -> None:
    """Too few enrolled, all withdrew, none was valid, or the last one left refused."""
    job.failure_reason = reason
    job.agency = None
    job.price = None


@course.transition("重新发布", sources=[S.FAILED], target=S.ENROLLING)
def republish(job: Job, *, actor: Actor, now: datetime, enrol_until: datetime) -> None:
    """A new round with a later deadline; the earlier round stays in the record."""
    job.round += 1
    job.enrol_until = enrol_until
    job.failure_reason = None


@course.transition("系统故障延期", sources=[S.ENROLLING, S.SELECTING], target=S.ENROLLING)
def postpone(job: Job, *, actor: Actor, now: datetime, enrol_until: datetime) -> None:
    """The platform failed when enrolment closed (`postponement`). What was handed in stays in force."""
    job.enrol_until = enrol_until


@course.transition("取消项目", sources=[S.ENROLLING, S.SELECTING, S.SELECTED, S.FAILED], target=S.CANCELLED)
def cancel(job: Job, *, actor: Actor, now: datetime, reason: str) -> None:
    job.failure_reason = reason
    job.agency = None
    job.price = None


@course.transition("确定中选", sources=[S.SELECTING], target=S.SELECTED)
def select(
    job: Job, *, actor: Actor, now: datetime, agency: Organisation, price: Decimal, contract_due_at: datetime
) -> None:
    job.agency = agency
    job.price = price
    job.contract_due_at = contract_due_at


@course.transition("中选机构放弃", sources=[S.SELECTED], target=S.SELECTING)
def give_up(job: Job, *, actor: Actor, now: datetime) -> None:
    """The selected agency refuses; the next one, or nobody, is selected in the same transaction."""
    job.agency = None
    job.price = None
    job.contract_due_at = None


@course.transition("合同备案期限调整", sources=[S.SELECTED])
def move_contract_due(job: Job, *, actor: Actor, now: datetime, contract_due_at: datetime) -> None:
    """A newly loaded calendar counts the days differently."""
    job.contract_due_at = contract_due_at


@course.transition("合同备案", sources=[S.SELECTED], target=S.SERVING)
def begin_service(job: Job, *, actor: Actor, now: datetime) -> None:
    job.service_began_at = now


@course.transition("结果上传", sources=[S.SERVING])
def receive_results(job: Job, *, actor: Actor, now: datetime) -> None:
    job.results_at = now


@course.transition("项目资料变更", sources=[S.SERVING, S.SELECTED])
def change_data(job: Job, *, actor: Actor, now: datetime, values: dict[str, object]) -> None:
    """`values` are fields of `JobTerms` that both sides agreed to change."""
    for name, value in values.items():
        setattr(job, name, value)


@course.transition("确认办结", sources=[S.SERVING], target=S.COMPLETED, guards=[results_are_uploaded])
def complete(job: Job, *, actor: Actor, now: datetime) -> None:
    job.completed_at = now


@course.transition("解除合同", sources=[S.SELECTED, S.SERVING], target=S.COMPLETED)
def terminate(job: Job, *, actor: Actor, now: datetime, reason: str) -> None:
    """The job counts among 已完成项目, as the manual has it (§2.3.2), and says that its contract was dissolved."""
    job.completed_at = now
    job.termination_reason = reason


@course.transition("评价完成", sources=[S.COMPLETED], target=S.RATED)
def rate(job: Job, *, actor: Actor, now: datetime) -> None:
    """Both raters have rated."""
