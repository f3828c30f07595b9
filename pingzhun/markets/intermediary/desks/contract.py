"""项目流程/合同待备案: the selected agency uploads the contract; 项目单位 and 监管机构 review it (Y11, Y12)."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet

from pingzhun.base.fields import MoneyField
from pingzhun.base.localtime import local_date
from pingzhun.base.money import format_yuan
from pingzhun.cases.dossiers import subject
from pingzhun.contracts import services as contracts
from pingzhun.deadlines import schedule
from pingzhun.directory.actors import Actor
from pingzhun.documents.slots import Slot
from pingzhun.filings import lifecycle
from pingzhun.filings.desks import Desk, OnlineDeed, Worklist
from pingzhun.filings.forms import FilingForm
from pingzhun.markets.intermediary import agreement, course, selection
from pingzhun.markets.intermediary.course import JobState
from pingzhun.markets.intermediary.desks.selection import DecliningDesk
from pingzhun.markets.intermediary.market import AGENCY
from pingzhun.markets.intermediary.models import ContractFiling, Job
from pingzhun.markets.intermediary.parties import BY_ENTITY, BY_REGULATOR


def day_input() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class ContractForm(FilingForm):
    class Meta:
        model = ContractFiling
        fields = ["number", "amount", "signed_on", "starts_on", "ends_on"]
        field_classes = {"amount": MoneyField}
        widgets = {"signed_on": day_input(), "starts_on": day_input(), "ends_on": day_input()}

    def set_up(self) -> None:
        self.fields[
            "amount"
        ].help_text = f"中选价 {format_yuan(self.case.price)} 元，合同金额不得超过中选价。"

    def clean_amount(self) -> Decimal:
        amount = self.cleaned_data["amount"]
        if amount > self.case.price:
            raise forms.ValidationError(f"合同金额不得超过中选价 {format_yuan(self.case.price)} 元。")
        return amount

    def clean_signed_on(self) -> date:
        signed_on = self.cleaned_data["signed_on"]
        if signed_on > local_date(self.now):
            raise forms.ValidationError("签订日期不能晚于今天。")
        return signed_on

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        starts_on, ends_on = data.get("starts_on"), data.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", "服务结束日期不能早于服务开始日期。")
        return data


class ContractFilingDesk(Desk):
    """上传合同，或在线签订，项目单位和监管机构审核通过后进入服务中。"""

    title = "合同备案"
    review_menu = "审核/合同备案审核"
    order = 30
    filing, form = ContractFiling, ContractForm
    filed_by = AGENCY
    reviewed_by = (BY_ENTITY, BY_REGULATOR)
    slots = (Slot("contract", "合同", required=True, hint="双方签字盖章的合同扫描件，或已盖章的在线合同"),)
    deed = OnlineDeed("contract", "在线合同", agreement.write, countersigned_by=(BY_ENTITY,))
    verb = "上传合同"

    def cases(self, actor: Actor) -> QuerySet[Job]:
        return Job.objects.of_agency(actor.organisation_id).filter(state=JobState.SELECTED)

    def initial(self, *, actor: Actor, case: Job, now: datetime) -> dict[str, Any]:
        return {"amount": case.price}

    def take_effect(self, filing: ContractFiling, *, actor: Actor, now: datetime) -> None:
        job = filing.about
        course.begin_service(job, actor=actor, now=now)
        schedule.cancel(kind=selection.CONTRACT_DUE.key, subject=subject(job.pk), now=now)
        lifecycle.lapse_open(job, now=now, note="合同已经备案")
        contracts.record(
            case=job,
            supplier=job.agency,
            number=filing.number,
            amount=filing.amount,
            signed_on=filing.signed_on,
            starts_on=filing.starts_on,
            ends_on=filing.ends_on,
            filing=filing,
            now=now,
        )


class AwaitingContractWorklist(Worklist):
    """中选的项目在这里上传合同备案，审核通过后进入“服务中”。"""

    title = "合同待备案"
    menu = "项目流程/合同待备案"
    order = 30
    kinds = (AGENCY,)
    columns = (
        ("项目单位", "procuring_entity.name"),
        ("中选价（元）", "price"),
        ("备案期限", "contract_due_at"),
        ("选取方式", "get_method_display"),
    )
    desks = (ContractFilingDesk, DecliningDesk)
    empty = "中选后，项目会出现在这里。"

    def cases(self, actor: Actor) -> QuerySet[Job]:
        jobs = Job.objects.of_agency(actor.organisation_id).filter(state=JobState.SELECTED)
        return jobs.select_related("procuring_entity").order_by("contract_due_at", "pk")
