"""Facts that must hold before a desk about a project can be worked at, each with the sentence that refuses."""

from datetime import datetime

from pingzhun.directory.actors import Actor
from pingzhun.directory.queries import suspension_of
from pingzhun.flow.guards import guard
from pingzhun.markets.smallworks.course import audit_report_is_in, supervision_report_is_in
from pingzhun.markets.smallworks.market import AGENT
from pingzhun.markets.smallworks.models import Project


@guard("报名尚未截止")
def enrolment_is_open(project: Project, *, actor: Actor, now: datetime) -> str | None:
    return None if now < project.tender_closes_at else "报名已经截止。"


@guard("办理单位未被停用")
def agent_is_not_suspended(project: Project, *, actor: Actor, now: datetime) -> str | None:
    """A suspended agency does not go on with what is entrusted to it; the 街镇 can take it back (变更代理机构)."""
    if actor.kind != AGENT.key or (suspension := suspension_of(actor.organisation, AGENT.key, now)) is None:
        return None
    return f"您单位已被停用至 {suspension.last_day}，原因：{suspension.reason}。停用期间不能代理发包，请联系委托的街镇。"


REPORTS_ARE_IN = (supervision_report_is_in, audit_report_is_in)
