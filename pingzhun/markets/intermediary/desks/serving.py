"""项目流程/服务中: supplements, results, completion and termination while the service runs (Y13–Y16)."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet, Sum

from pingzhun.base.fields import MoneyField
from pingzhun.base.localtime import local_date
from pingzhun.base.money import format_yuan
from pingzhun.contracts import services as contracts
from pingzhun.directory.actors import Actor
from pingzhun.documents.slots import Slot
from pingzhun.filings import lifecycle
from pingzhun.filings.desks import Desk, Worklist
from pingzhun.filings.forms import FilingForm
from pingzhun.markets.intermediary import course
from pingzhun.markets.intermediary.course import JobState
from pingzhun.markets.intermediary.desks.contract import day_input
from pingzhun.markets.intermediary.guards import nothing_else_is_pending, results_are_uploaded
from pingzhun.markets.intermediary.market import AGENCY
from pingzhun.markets.intermediary.models import (
    AgencyTermination,
    CompletionFiling,
    ContractSupplement,
    Job,
    ResultUpload,
)
from pingzhun.markets.intermediary.parties import BY_ENTITY, BY_REGULATOR


def serving(actor: Actor) -> QuerySet[Job]:
    return Job.objects.of_agency(actor.organisation_id).filter(state=JobState.SERVING)


class ContractSupplementForm(FilingForm):
    class Meta:
        model = ContractSupplement
        fields = ["number", "added_amount", "signed_on", "description"]
        field_classes = {"added_amount": MoneyField}
        widgets = {"signed_on": day_input(), "description": forms.Textarea(attrs={"rows": 4})}

    def clean_added_amount(self) -> Decimal:
        added = self.cleaned_data["added_amount"]
        principal = contracts.principal(self.case)
        share = self.case.regime.figure("contract.additions_max_share")
        before = principal.supplemented_by.aggregate(sum=Sum("amount"))["sum"] or Decimal(0)
        most = principal.amount * share.value / 100 - before
        if added > most:
            raise forms.ValidationError(
                f"补充合同金额累计不得超过原合同的 {share}，还可追加 {format_yuan(most)} 元（依据：{share.article}）。"
            )
        return added

    def clean_signed_on(self) -> date:
        signed_on = self.cleaned_data["signed_on"]
        if signed_on > local_date(self.now):
            raise forms.ValidationError("签订日期不能晚于今天。")
        return signed_on


class ContractSupplementDesk(Desk):
    """服务期间签订补充合同的，在这里上传，审核后备案。"""

    title = "补充合同"
    review_menu = "审核/补充合同审核"
    order = 33
    filing, form = ContractSupplement, ContractSupplementForm
    filed_by = AGENCY
    reviewed_by = (BY_ENTITY, BY_REGULATOR)
    slots = (Slot("contract", "补充合同", required=True),)
    verb = "上传合同"

    def cases(self, actor: Actor) -> QuerySet[Job]:
        return serving(actor)

    def take_effect(self, filing: ContractSupplement, *, actor: Actor, now: datetime) -> None:
        job = filing.about
        contracts.record(
            case=job,
            supplier=job.agency,
            number=filing.number,
            amount=filing.added_amount,
            signed_on=filing.signed_on,
            description=filing.description,
            supplements=contracts.principal(job),
            filing=filing,
            now=now,
        )


class ResultUploadForm(FilingForm):
    class Meta:
        model = ResultUpload
        fields = ["description"]
        widgets = {"description": forms.Textarea(attrs={"rows": 4})}


class ResultUploadDesk(Desk):
    """将项目结果材料打在一个压缩包内统一上传，上传后方可确认办结。"""

    title = "结果上传"
    order = 31
    filing, form = ResultUpload, ResultUploadForm
    filed_by = AGENCY
    guards = (nothing_else_is_pending,)
    slots = (
        Slot(
            "results",
            "结果材料",
            required=True,
            many=False,
            types="archive",
            hint="一个压缩包，不超过 200 MB",
        ),
    )
    verb = "结果上传"
    submit_label = "上传"
    withdrawable = False

    def cases(self, actor: Actor) -> QuerySet[Job]:
        return serving(actor)

    def take_effect(self, filing: ResultUpload, *, actor: Actor, now: datetime) -> None:
        course.receive_results(filing.about, actor=actor, now=now, note=filing.description)


class CompletionForm(FilingForm):
    class Meta:
        model = CompletionFiling
        fields = ["statement"]
        widgets = {"statement": forms.Textarea(attrs={"rows": 4})}


class CompletionDesk(Desk):
    """结果上传之后确认办结，由项目单位审核，通过后项目完成。"""

    title = "确认办结"
    review_menu = "审核/办结审核"
    order = 32
    filing, form = CompletionFiling, CompletionForm
    filed_by = AGENCY
    reviewed_by = (BY_ENTITY,)
    guards = (results_are_uploaded, nothing_else_is_pending)
    verb = "确认办结"

    def cases(self, actor: Actor) -> QuerySet[Job]:
        return serving(actor)

    def take_effect(self, filing: CompletionFiling, *, actor: Actor, now: datetime) -> None:
        course.complete(filing.about, actor=actor, now=now)
        lifecycle.lapse_open(filing.about, now=now, note="项目已经办结")


class AgencyTerminationForm(FilingForm):
    class Meta:
        model = AgencyTermination
        fields = ["reason"]
        widgets = {"reason": forms.Textarea(attrs={"rows": 4})}
        labels = {"reason": "解除原因"}


class AgencyTerminationDesk(Desk):
    """合同无法继续履行的，填写解除原因，由项目单位确认后项目变更为已完成。"""

    title = "解除合同"
    review_menu = "审核/解除合同确认"
    order = 34
    filing, form = AgencyTermination, AgencyTerminationForm
    filed_by = AGENCY
    reviewed_by = (BY_ENTITY,)
    guards = (nothing_else_is_pending,)
    slots = (Slot("agreement", "解除协议等材料"),)
    verb = "解除合同"
    confirm = "项目单位确认后合同解除，不能恢复。"

    def cases(self, actor: Actor) -> QuerySet[Job]:
        return serving(actor)

    def take_effect(self, filing: AgencyTermination, *, actor: Actor, now: datetime) -> None:
        course.terminate(filing.about, actor=actor, now=now, reason=filing.reason, note=filing.reason)
        lifecycle.lapse_open(filing.about, now=now, note="合同已经解除")


class ServingWorklist(Worklist):
    """合同备案成功的项目，可以上传合同、上传结果、确认办结、解除合同。"""

    title = "服务中"
    menu = "项目流程/服务中"
    order = 31
    kinds = (AGENCY,)
    columns = (
        ("项目单位", "procuring_entity.name"),
        ("中选价（元）", "price"),
        ("服务开始时间", "service_began_at"),
        ("结果上传时间", "results_at"),
    )
    desks = (ResultUploadDesk, CompletionDesk, ContractSupplementDesk, AgencyTerminationDesk)
    empty = "合同备案审核通过后，项目会出现在这里。"

    def cases(self, actor: Actor) -> QuerySet[Any]:
        return serving(actor).select_related("procuring_entity").order_by("service_began_at", "pk")
