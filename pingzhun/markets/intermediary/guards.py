"""Facts that must hold before a desk of 中介超市 can be worked at, each with the sentence that refuses."""

from datetime import datetime, timedelta

from django.utils.timezone import localtime

from pingzhun.base.localtime import local_date
from pingzhun.directory.actors import Actor
from pingzhun.directory.queries import offers, qualifies, suspension_of
from pingzhun.filings.course import FilingState
from pingzhun.flow.guards import Refused, guard
from pingzhun.markets.intermediary.course import JobState
from pingzhun.markets.intermediary.holders import holders_for
from pingzhun.markets.intermediary.market import AGENCY
from pingzhun.markets.intermediary.models import Job


@guard("报名尚未截止")
def enrolment_is_open(job: Job, *, actor: Actor, now: datetime) -> str | None:
    return None if now < job.enrol_until else "报名已经截止。"


@guard("机构未被停用")
def agency_is_not_suspended(job: Job, *, actor: Actor, now: datetime) -> str | None:
    suspension = suspension_of(actor.organisation, AGENCY.key, now)
    if suspension is None:
        return None
    return f"您单位已被停用至 {suspension.last_day}，原因：{suspension.reason}。停用期间不能报名。"


@guard("服务范围包含项目的服务类型")
def service_is_in_scope(job: Job, *, actor: Actor, now: datetime) -> str | None:
    if offers(actor.organisation, job.service_type_id):
        return None
    return f"您单位的服务范围不包含“{job.service_type}”。请先在“机构信息－服务范围”新增，审核通过后再报名。"


@guard("资质符合项目要求")
def qualification_suffices(job: Job, *, actor: Actor, now: datetime) -> str | None:
    if job.qualification is None or qualifies(actor.organisation, job.qualification, now):
        return None
    return f"项目要求“{job.qualification}”或更高等级且在有效期内的资质，您单位不具备，无法报名。"


@guard("没有待审核的其他申请")
def nothing_else_is_pending(job: Job, *, actor: Actor, now: datetime) -> str | None:
    """Completion and the two terminations exclude one another: whichever is under way first is decided first."""
    pending = job.filings.filter(state=FilingState.SUBMITTED, desk__in=ENDINGS).first()
    return f"“{pending.label}”尚有办结或解除申请待审核，请等待审核结果。" if pending else None


@guard("报价开启已逾期")
def opening_is_overdue_if_waiting(job: Job, *, actor: Actor, now: datetime) -> str | None:
    if job.state != JobState.SELECTING:
        return None
    overdue = job.enrol_until + timedelta(days=job.figure("opening_overdue").whole)
    if now >= overdue:
        return None
    return f"报价正等待开启，{localtime(overdue):%Y-%m-%d %H:%M} 后仍未能开启的，方可重新发布。"


@guard("开启密钥齐备")
def opening_keys_are_held(job: Job, *, actor: Actor, now: datetime) -> str | None:
    number = job.figure("opening_holders").whole
    try:
        holders_for(entity=job.procuring_entity, jurisdiction=job.jurisdiction, number=number)
    except Refused as refused:
        return str(refused)
    return None


ENDINGS = (
    "intermediary.completion",
    "intermediary.agency-termination",
    "intermediary.entity-termination",
)


@guard("结果材料已上传")
def results_are_uploaded(job: Job, *, actor: Actor, now: datetime) -> str | None:
    return None if job.results_at else "请先点击“结果上传”上传结果材料，再确认办结。"


@guard("中选机构逾期未备案合同")
def contract_is_overdue_if_selected(job: Job, *, actor: Actor, now: datetime) -> str | None:
    if job.contract_due_at is None or now > job.contract_due_at:
        return None
    return f"中选机构可在 {local_date(job.contract_due_at)} 前备案合同，逾期后方可取消项目。"
