"""项目施工信息填报, with the contract; for small projects and emergencies (R28, R34)."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet

from pingzhun.base.fields import MoneyField
from pingzhun.base.localtime import local_date
from pingzhun.base.money import format_yuan
from pingzhun.contracts import services as contracts
from pingzhun.directory.actors import Actor
from pingzhun.directory.models import Organisation
from pingzhun.documents.slots import Slot
from pingzhun.filings import lifecycle
from pingzhun.filings.forms import FilingForm
from pingzhun.markets.smallworks import course, messages
from pingzhun.markets.smallworks.course import ProjectState
from pingzhun.markets.smallworks.desks.project import ProjectDesk, fit
from pingzhun.markets.smallworks.market import AUDITOR, SUPERVISOR, TOWN
from pingzhun.markets.smallworks.menu import BUILDING, EMERGENCY
from pingzhun.markets.smallworks.models import ConstructionFiling, Project
from pingzhun.markets.smallworks.rosters import listed
from pingzhun.markets.smallworks.tendering import tell


class ConstructionForm(FilingForm):
    fieldsets = [
        ("合同信息", ["number", "amount", "signed_on", "starts_on", "ends_on"]),
        ("监理和审计", ["supervisor", "auditor"]),
    ]

    class Meta:
        model = ConstructionFiling
        fields = ["number", "amount", "signed_on", "starts_on", "ends_on", "supervisor", "auditor"]
        field_classes = {"amount": MoneyField}
        widgets = {
            "supervisor": forms.Select(attrs={"data-search": ""}),
            "auditor": forms.Select(attrs={"data-search": ""}),
        }

    def set_up(self) -> None:
        self.fields["amount"].help_text = f"中选价 {format_yuan(self.case.price)} 元，合同金额不得超过中选价"
        self.fields["supervisor"].queryset = listed(SUPERVISOR.key, self.case.jurisdiction).exclude(
            pk=self.case.builder_id
        )
        self.fields["auditor"].queryset = listed(AUDITOR.key, self.case.jurisdiction).exclude(
            pk=self.case.builder_id
        )

    def clean_amount(self) -> Decimal:
        amount = self.cleaned_data["amount"]
        if amount > self.case.price:
            raise forms.ValidationError(f"合同金额不得超过中选价 {format_yuan(self.case.price)} 元。")
        return amount

    def clean_supervisor(self) -> Organisation:
        return fit(self.cleaned_data["supervisor"], SUPERVISOR, now=self.now)

    def clean_auditor(self) -> Organisation:
        return fit(self.cleaned_data["auditor"], AUDITOR, now=self.now)

    def clean_signed_on(self) -> date:
        signed_on = self.cleaned_data["signed_on"]
        if signed_on > local_date(self.now):
            raise forms.ValidationError("签订日期不能晚于今天。")
        return signed_on

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        starts_on, ends_on = data.get("starts_on"), data.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", "计划竣工日期不能早于开工日期。")
        if data.get("supervisor") and data.get("supervisor") == data.get("auditor"):
            self.add_error("auditor", "审计单位不能与监理单位是同一家。")
        return data


class ConstructionDesk(ProjectDesk):
    """上传施工合同，填写工期，并确定监理单位和审计单位。"""

    title = "项目施工信息填报"
    menu = f"{BUILDING}/项目施工信息填报"
    order = 20
    filing, form = ConstructionFiling, ConstructionForm
    filed_by = TOWN
    slots = (Slot("contract", "合同", required=True, hint="双方签字盖章的合同扫描件"),)
    verb = "填报施工信息"
    confirm = "提交后项目进入施工阶段，合同信息不能更改。"
    submitted_message = "项目施工信息填报成功。"
    columns = (
        ("建设单位", "owner_name"),
        ("工程类型", "get_work_type_display"),
        ("施工单位", "builder.name"),
        ("中选价（元）", "price"),
    )
    is_emergency: ClassVar[bool] = False

    def cases(self, actor: Actor) -> QuerySet[Project]:
        projects = Project.objects.of_town(actor).filter(is_emergency=self.is_emergency)
        return projects.filter(state=ProjectState.AWARDED).select_related("builder")

    def initial(self, *, actor: Actor, case: Project, now: datetime) -> dict[str, Any]:
        return {"amount": case.price}

    def take_effect(self, filing: ConstructionFiling, *, actor: Actor, now: datetime) -> None:
        project = filing.about
        course.begin_construction(
            project, actor=actor, now=now, supervisor=filing.supervisor, auditor=filing.auditor
        )
        lifecycle.lapse_open(project, now=now, note="项目已经开工", at=["smallworks.award-withdrawal"])
        contracts.record(
            case=project,
            supplier=project.builder,
            number=filing.number,
            amount=filing.amount,
            signed_on=filing.signed_on,
            starts_on=filing.starts_on,
            ends_on=filing.ends_on,
            filing=filing,
            now=now,
        )
        for organisation, part, paper in (
            (filing.supervisor, "监理单位", "监理报告"),
            (filing.auditor, "审计单位", "审计报告"),
        ):
            tell(project, messages.APPOINTED.key, [organisation], part=part, paper=paper, now=now)


class EmergencyConstructionDesk(ConstructionDesk):
    """上传应急工程的施工合同，填写工期，并确定监理单位和审计单位。"""

    menu = f"{EMERGENCY}/项目施工信息填报"
    order = 41
    is_emergency = True
