"""项目竣工信息填报: 监理单位 and 审计单位 upload their reports, then the 街镇 files the completion (R29–R31, R34)."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, ClassVar

from django import forms
from django.db.models import F, QuerySet

from pingzhun.base.fields import MoneyField
from pingzhun.base.localtime import local_date
from pingzhun.base.money import format_yuan
from pingzhun.contracts.services import principal
from pingzhun.directory.actors import Actor
from pingzhun.directory.models import Organisation
from pingzhun.documents.slots import Slot
from pingzhun.filings import lifecycle
from pingzhun.filings.forms import FilingForm
from pingzhun.filings.models import Filing
from pingzhun.flow.machine import Transition
from pingzhun.markets.smallworks import course, messages
from pingzhun.markets.smallworks.course import ProjectState
from pingzhun.markets.smallworks.desks.project import ProjectDesk
from pingzhun.markets.smallworks.guards import REPORTS_ARE_IN
from pingzhun.markets.smallworks.market import AUDITOR, SUPERVISOR, TOWN
from pingzhun.markets.smallworks.menu import ACCEPTANCE, EMERGENCY, EMERGENCY_REPORTS, REPORTS
from pingzhun.markets.smallworks.models import (
    AuditReport,
    Project,
    ProjectCompletion,
    SupervisionReport,
)
from pingzhun.markets.smallworks.settlement import difference_of
from pingzhun.markets.smallworks.tendering import tell

COLUMNS = (
    ("建设单位", "owner_name"),
    ("施工单位", "builder.name"),
    ("监理报告", lambda project: "已上传" if project.supervision_report_id else "未上传"),
    ("审计报告", lambda project: "已上传" if project.audit_report_id else "未上传"),
)

# ---- the reports -----------------------------------------------------------------------------------------------------


class ReportDesk(ProjectDesk, abstract=True):
    """What both desks share: a report is its party's to upload, and to replace, until the work is completed.

    party, report: the project's fields of who uploads it and of the report. receive: the passage that takes it.
    """

    title = "项目竣工信息填报"
    menu = f"{REPORTS}/项目竣工信息填报"
    order = 22
    party: ClassVar[str]
    report: ClassVar[str]
    paper: ClassVar[str]
    receive: ClassVar[Transition]
    is_emergency: ClassVar[bool] = False
    columns = COLUMNS

    @property
    def submitted_message(self) -> str:
        return f"《{self.paper}》已上传。项目竣工之前可以重新填报，以最后一次为准。"

    def cases(self, actor: Actor) -> QuerySet[Project]:
        """Those still without the report stand first."""
        mine = Project.objects.filter(**{self.party: actor.organisation_id})
        here = mine.filter(is_emergency=self.is_emergency, state=ProjectState.BUILDING)
        missing_first = F(self.report).asc(nulls_first=True)
        return here.select_related("builder").order_by(missing_first, "construction_began_at", "pk")

    def take_effect(self, filing: Any, *, actor: Actor, now: datetime) -> None:
        project = filing.about
        self.receive(project, actor=actor, now=now, report=filing)
        tell(
            project,
            messages.REPORTED.key,
            [project.procuring_entity],
            paper=self.paper,
            by=filing.organisation.name,
            now=now,
        )


class SupervisionReportForm(FilingForm):
    class Meta:
        model = SupervisionReport
        fields = ["opinion"]
        widgets = {"opinion": forms.Textarea(attrs={"rows": 4})}


class SupervisionReportDesk(ReportDesk):
    """上传《监理报告》。两份报告都上传之后，街镇才能提交竣工信息。"""

    filing, form = SupervisionReport, SupervisionReportForm
    filed_by = SUPERVISOR
    slots = (Slot("report", "监理报告", required=True),)
    verb = "上传监理报告"
    party, report, paper = "supervisor", "supervision_report", "监理报告"
    receive = course.receive_supervision_report


class EmergencySupervisionReportDesk(SupervisionReportDesk):
    """上传应急工程的《监理报告》。两份报告都上传之后，街镇才能提交竣工信息。"""

    title = "应急工程项目竣工信息填报"
    menu = f"{EMERGENCY_REPORTS}/应急工程项目竣工信息填报"
    order = 43
    is_emergency = True


class AuditReportForm(FilingForm):
    class Meta:
        model = AuditReport
        fields = ["settlement", "opinion"]
        field_classes = {"settlement": MoneyField}
        widgets = {"opinion": forms.Textarea(attrs={"rows": 4})}

    def set_up(self) -> None:
        contract, limit = principal(self.case), self.case.figure("settlement_difference")
        self.fields[
            "settlement"
        ].help_text = (
            f"合同金额 {format_yuan(contract.amount)} 元；与合同相差超过 {limit} 的，竣工时须说明原因"
        )


class AuditReportDesk(ReportDesk):
    """填写审定结算金额，上传《审计报告》。两份报告都上传之后，街镇才能提交竣工信息。"""

    filing, form = AuditReport, AuditReportForm
    filed_by = AUDITOR
    slots = (Slot("report", "审计报告", required=True),)
    verb = "上传审计报告"
    party, report, paper = "auditor", "audit_report", "审计报告"
    receive = course.receive_audit_report


class EmergencyAuditReportDesk(AuditReportDesk):
    """填写应急工程的审定结算金额，上传《审计报告》。两份报告都上传之后，街镇才能提交竣工信息。"""

    title = "应急工程项目竣工信息填报"
    menu = f"{EMERGENCY_REPORTS}/应急工程项目竣工信息填报"
    order = 43
    is_emergency = True


# ---- the completion --------------------------------------------------------------------------------------------------


class ProjectCompletionForm(FilingForm):
    class Meta:
        model = ProjectCompletion
        fields = ["finished_on", "accepted_on", "conclusion", "difference_reason"]
        widgets = {
            "conclusion": forms.Textarea(attrs={"rows": 4}),
            "difference_reason": forms.Textarea(attrs={"rows": 3}),
        }

    def set_up(self) -> None:
        limit = self.case.figure("settlement_difference")
        self.fields["difference_reason"].help_text = f"审定结算金额与合同金额相差超过 {limit} 时必填"

    def clean_accepted_on(self) -> date:
        accepted_on = self.cleaned_data["accepted_on"]
        if accepted_on > local_date(self.now):
            raise forms.ValidationError("验收日期不能晚于今天。")
        return accepted_on

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        finished_on, accepted_on = data.get("finished_on"), data.get("accepted_on")
        if finished_on and accepted_on and accepted_on < finished_on:
            self.add_error("accepted_on", "验收日期不能早于竣工日期。")
        difference = difference_of(self.case)
        if difference and difference.is_large and not data.get("difference_reason"):
            self.add_error("difference_reason", f"{difference}，请说明原因。")
        return data


class CompletionDesk(ProjectDesk):
    """填写竣工信息，上传竣工验收报告；监理单位、审计单位上传报告之后方可提交。"""

    title = "项目竣工信息填报"
    menu = f"{ACCEPTANCE}/项目竣工信息填报"
    order = 21
    filing, form = ProjectCompletion, ProjectCompletionForm
    filed_by = TOWN
    guards = REPORTS_ARE_IN
    slots = (Slot("acceptance", "竣工验收报告", required=True),)
    verb = "填报竣工信息"
    reminder = "上传报告"
    confirm = "提交后项目竣工，不能更改。"
    submitted_message = "竣工信息填报完成。"
    template = "smallworks/completion.html"
    is_emergency: ClassVar[bool] = False
    columns = COLUMNS

    def cases(self, actor: Actor) -> QuerySet[Project]:
        projects = Project.objects.of_town(actor).filter(is_emergency=self.is_emergency)
        return projects.filter(state=ProjectState.BUILDING).select_related("builder")

    def awaited(self, filings: Sequence[Filing]) -> dict[int, list[Organisation]]:
        cases = [filing.case_id for filing in filings]
        projects = Project.objects.filter(pk__in=cases, state=ProjectState.BUILDING)
        missing = {
            project.pk: [
                party
                for party, report in (
                    (project.supervisor, project.supervision_report_id),
                    (project.auditor, project.audit_report_id),
                )
                if report is None
            ]
            for project in projects.select_related("supervisor", "auditor")
        }
        return {filing.pk: missing[filing.case_id] for filing in filings if filing.case_id in missing}

    def page_context(self, filing: Filing, *, actor: Actor, now: datetime) -> dict[str, Any]:
        return super().page_context(filing, actor=actor, now=now) | {
            "difference": difference_of(filing.about)
        }

    def take_effect(self, filing: ProjectCompletion, *, actor: Actor, now: datetime) -> None:
        course.complete(filing.about, actor=actor, now=now, note=filing.difference_reason)
        lifecycle.lapse_open(filing.about, now=now, note="项目已经竣工")


class EmergencyCompletionDesk(CompletionDesk):
    """填写应急工程的竣工信息，上传竣工验收报告；监理单位、审计单位上传报告之后方可提交。"""

    menu = f"{EMERGENCY}/项目竣工信息填报"
    order = 42
    is_emergency = True
