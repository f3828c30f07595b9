"""The course of a project, from 立项 to its evaluation: one for all.

A project that the 街镇 lets itself and one that it entrusts to an agency pass the same nodes; only who works at the tender nodes
differs (R20, `ProjectQuerySet.tendered_by`). An emergency project joins at 施工 without a tender (R34); whatever comes then is
the same.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import models

from pingzhun.flow.guards import Actor, guard
from pingzhun.flow.machine import Course, Milestone

if TYPE_CHECKING:
    from pingzhun.directory.models import Organisation
    from pingzhun.markets.smallworks.models import AuditReport, Project, SupervisionReport


class ProjectState(models.TextChoices):
    REGISTERED = "registered", "待发布公告"
    ENROLLING = "enrolling", "报名中"
    EXAMINING = "examining", "资格审查"
    SELECTING = "selecting", "待发布中选结果"
    AWARDED = "awarded", "待填报施工信息"
    BUILDING = "building", "施工中"
    COMPLETED = "completed", "已竣工"
    RATED = "rated", "已评价"
    FAILED = "failed", "发包失败"
    TERMINATED = "terminated", "已终止"


S = ProjectState

BEFORE_AWARD = (S.REGISTERED, S.ENROLLING, S.EXAMINING, S.SELECTING, S.FAILED)
TENDERED = (S.ENROLLING, S.EXAMINING, S.SELECTING, S.FAILED)  # what an emergency project never is
LET = (S.AWARDED, S.BUILDING, S.COMPLETED, S.RATED)  # the builder is known

course = Course(
    "smallworks.project",
    title="散小工程项目",
    start_title="项目立项",
    states=ProjectState,
    initial=S.REGISTERED,
    final=(S.RATED, S.TERMINATED),
    failed=(S.FAILED, S.TERMINATED),
    milestones=(
        Milestone("项目立项", (S.REGISTERED,)),
        Milestone("报名", (S.ENROLLING,)),
        Milestone("资格审查", (S.EXAMINING,)),
        Milestone("比选中选", (S.SELECTING,)),
        Milestone("施工信息", (S.AWARDED,)),
        Milestone("施工竣工", (S.BUILDING,)),
        Milestone("施工评价", (S.COMPLETED,)),
        Milestone("完成", (S.RATED,)),
    ),
)


@guard("不是应急工程")
def is_tendered(project: Project, *, actor: Actor, now: datetime) -> str | None:
    return "应急工程不公开发包，请在“应急工程－发包结果公告”办理。" if project.is_emergency else None


@guard("应急工程")
def is_emergency(project: Project, *, actor: Actor, now: datetime) -> str | None:
    return None if project.is_emergency else "只有应急工程可以直接公告发包结果。"


@guard("报名时间已截止")
def enrolment_has_closed(project: Project, *, actor: Actor, now: datetime) -> str | None:
    return None if now >= project.tender_closes_at else "报名尚未截止。"


@guard("监理报告已上传")
def supervision_report_is_in(project: Project, *, actor: Actor, now: datetime) -> str | None:
    if project.supervision_report_id:
        return None
    return f"监理单位（{project.supervisor}）尚未上传《监理报告》，请点击“通知”提醒，上传后再提交。"


@guard("审计报告已上传")
def audit_report_is_in(project: Project, *, actor: Actor, now: datetime) -> str | None:
    if project.audit_report_id:
        return None
    return f"审计单位（{project.auditor}）尚未上传《审计报告》，请点击“通知”提醒，上传后再提交。"


# ---- 承发包阶段 ------------------------------------------------------------------------------------------------------


@course.transition("发布公告", sources=[S.REGISTERED, S.FAILED], target=S.ENROLLING, guards=[is_tendered])
def publish(project: Project, *, actor: Actor, now: datetime, conditions: str, closes_at: datetime) -> None:
    """At first, or again after a failure: a new round, in which everybody enrols afresh."""
    project.round += 1
    project.conditions = conditions
    project.tender_opens_at = now
    project.tender_closes_at = closes_at
    project.failure_reason = None
    project.compare_at = project.compare_place = project.compare_note = None


@course.transition("更正公告", sources=[S.ENROLLING])
def correct(project: Project, *, actor: Actor, now: datetime, conditions: str, closes_at: datetime) -> None:
    project.conditions = conditions
    project.tender_closes_at = closes_at


@course.transition("报名截止", sources=[S.ENROLLING], target=S.EXAMINING, guards=[enrolment_has_closed])
def close_enrolment(project: Project, *, actor: Actor, now: datetime) -> None:
    """Who has enrolled can be examined from here on."""


@course.transition("发包失败", sources=[S.EXAMINING, S.SELECTING], target=S.FAILED)
def fail(project: Project, *, actor: Actor, now: datetime, reason: str) -> None:
    """Nobody enrolled, nobody passed the prequalification, or the last one left refused."""
    project.failure_reason = reason


@course.transition("资格审查", sources=[S.EXAMINING], target=S.SELECTING)
def examine(
    project: Project,
    *,
    actor: Actor,
    now: datetime,
    compare_at: datetime,
    compare_place: str,
    compare_note: str,
) -> None:
    """Somebody passed: the comparison takes place then and there."""
    project.compare_at, project.compare_place, project.compare_note = compare_at, compare_place, compare_note


@course.transition("发布中选结果", sources=[S.SELECTING], target=S.AWARDED)
def award(project: Project, *, actor: Actor, now: datetime, builder: Organisation, price: Decimal) -> None:
    project.builder, project.price, project.awarded_at = builder, price, now


@course.transition("发包结果公告", sources=[S.REGISTERED], target=S.AWARDED, guards=[is_emergency])
def award_directly(
    project: Project, *, actor: Actor, now: datetime, builder: Organisation, price: Decimal
) -> None:
    """An emergency project is let without a tender; the trigger lets nothing else pass here."""
    project.builder, project.price, project.awarded_at = builder, price, now


@course.transition("放弃中选", sources=[S.AWARDED], target=S.SELECTING, guards=[is_tendered])
def give_up(project: Project, *, actor: Actor, now: datetime) -> None:
    """The winner refuses; another of those that passed is selected, or nobody."""
    project.builder = project.price = project.awarded_at = None


@course.transition("变更代理机构", sources=BEFORE_AWARD, guards=[is_tendered])
def change_mandate(
    project: Project, *, actor: Actor, now: datetime, organising: str, agent: Organisation | None
) -> None:
    """The 街镇 takes the tender back, or entrusts it to another agency."""
    project.organising, project.agent = organising, agent


# ---- 施工阶段 and 验收阶段 ---------------------------------------------------------------------------------------------


@course.transition("项目施工信息填报", sources=[S.AWARDED], target=S.BUILDING)
def begin_construction(
    project: Project, *, actor: Actor, now: datetime, supervisor: Organisation, auditor: Organisation
) -> None:
    project.supervisor, project.auditor, project.construction_began_at = supervisor, auditor, now


@course.transition("上传监理报告", sources=[S.BUILDING])
def receive_supervision_report(
    project: Project, *, actor: Actor, now: datetime, report: SupervisionReport
) -> None:
    project.supervision_report = report


@course.transition("上传审计报告", sources=[S.BUILDING])
def receive_audit_report(project: Project, *, actor: Actor, now: datetime, report: AuditReport) -> None:
    project.audit_report = report
    project.settlement = report.settlement


@course.transition(
    "项目竣工信息填报",
    sources=[S.BUILDING],
    target=S.COMPLETED,
    guards=[supervision_report_is_in, audit_report_is_in],
)
def complete(project: Project, *, actor: Actor, now: datetime) -> None:
    project.completed_at = now


@course.transition("施工评价与建议", sources=[S.COMPLETED], target=S.RATED)
def rate(project: Project, *, actor: Actor, now: datetime) -> None:
    """The 街镇 has said how the work went."""
    project.ended_at = now


@course.transition("终止公告", sources=[*BEFORE_AWARD, S.AWARDED, S.BUILDING], target=S.TERMINATED)
def terminate(project: Project, *, actor: Actor, now: datetime, reason: str) -> None:
    """Before completion, whatever the node; who had been selected stays in the record."""
    project.failure_reason, project.ended_at = reason, now
