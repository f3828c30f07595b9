"""我的报名: a company enrols for a project, and follows what becomes of it (R23, R24)."""

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from pingzhun.base.fields import MobileField
from pingzhun.directory.actors import Actor
from pingzhun.documents.slots import Slot
from pingzhun.filings.desks import Worklist
from pingzhun.filings.forms import FilingForm
from pingzhun.markets.smallworks import tendering
from pingzhun.markets.smallworks.course import ProjectState
from pingzhun.markets.smallworks.desks.project import ProjectDesk
from pingzhun.markets.smallworks.guards import enrolment_is_open
from pingzhun.markets.smallworks.market import BUILDER
from pingzhun.markets.smallworks.menu import ENROLMENT
from pingzhun.markets.smallworks.models import Enrolment, Project, ProjectEnrolment
from pingzhun.markets.smallworks.rosters import MAY_ENROL

S = ProjectState


class ProjectEnrolmentForm(FilingForm):
    class Meta:
        model = ProjectEnrolment
        fields = ["contact_name", "contact_mobile", "manager_name", "manager_certificate", "note"]
        field_classes = {"contact_mobile": MobileField}


class EnrolmentDesk(ProjectDesk):
    """确认项目信息，填写报名信息，确认后即报名成功，可以打印报名回执单。"""

    title = "报名"
    menu = f"{ENROLMENT}/报名"
    order = 10
    filing, form = ProjectEnrolment, ProjectEnrolmentForm
    filed_by = BUILDER
    guards = (enrolment_is_open, *MAY_ENROL)
    slots = (Slot("papers", "报名材料", hint="公告要求的资质证书、授权委托书等，供资格审查"),)
    verb = "报名"
    submit_label = "确认"
    private = True
    withdrawable = False
    confirm = "确认报名该项目？"
    submitted_message = "报名成功。请下载或打印报名回执单。"
    receipt_title = "报名回执单"

    def cases(self, actor: Actor) -> QuerySet[Project]:
        mine = Enrolment.objects.filter(company=actor.organisation_id)
        projects = Project.objects.filter(state=S.ENROLLING).order_by("tender_closes_at", "pk")
        return projects.exclude(pk__in=mine.current().values("project_id"))

    def opened(self) -> Q:
        """Who has enrolled is known once enrolment is over."""
        return ~Q(case__project__state__in=(S.REGISTERED, S.ENROLLING))

    def initial(self, *, actor: Actor, case: Project, now: datetime) -> dict[str, Any]:
        company = actor.organisation
        return {"contact_name": company.contact_name, "contact_mobile": company.contact_mobile}

    def take_effect(self, filing: ProjectEnrolment, *, actor: Actor, now: datetime) -> None:
        tendering.enrol(filing, now=now)


def outcome_of(enrolment: Enrolment) -> str:
    """What became of it, in a word."""
    project = enrolment.project
    if enrolment.gave_up_at:
        return "已放弃中选"
    if enrolment.round != project.round:
        return "该轮发包失败"
    if project.builder_id == enrolment.company_id:
        return "中选"
    if enrolment.passed is False:
        return f"资格审查不通过：{enrolment.fail_reason}"
    if enrolment.passed:
        return "未中选" if project.builder_id else "资格审查通过"
    return "已报名"


class MyEnrolmentsWorklist(Worklist):
    """您单位已经报名的项目及其进展，点击项目名称查看详细信息。"""

    title = "我的报名项目"
    menu = f"{ENROLMENT}/我的报名项目"
    order = 11
    kinds = (BUILDER,)
    columns = (
        ("建设单位", "owner_name"),
        ("工程类型", "get_work_type_display"),
        ("发包结束时间", "tender_closes_at"),
        ("项目状态", "get_state_display"),
        ("报名结果", lambda project: outcome_of(project.mine[0])),
    )
    empty = "还没有报名。到“我的报名－报名”选择项目。"

    def cases(self, actor: Actor) -> QuerySet[Project]:
        return Project.objects.enrolled_by(actor)
