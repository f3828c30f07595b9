"""项目流程/采购公告: an agency finds a job, enrols and quotes; until the deadline it may quote anew or withdraw (Y7–Y10)."""

from datetime import datetime
from typing import Any

import django_filters
from django.db.models import Q, QuerySet

from pingzhun.base.fields import MobileField
from pingzhun.cases.models import Case
from pingzhun.directory.actors import Actor
from pingzhun.directory.models import ServiceType
from pingzhun.documents.slots import Slot
from pingzhun.filings.announce import page_of
from pingzhun.filings.desks import Desk, Worklist
from pingzhun.filings.forms import FilingForm
from pingzhun.filings.models import Filing
from pingzhun.flow.guards import Refused
from pingzhun.markets.intermediary.course import JobState
from pingzhun.markets.intermediary.guards import (
    agency_is_not_suspended,
    enrolment_is_open,
    qualification_suffices,
    service_is_in_scope,
)
from pingzhun.markets.intermediary.market import AGENCY
from pingzhun.markets.intermediary.models import Enrolment, EnrolmentFiling, EnrolmentWithdrawal, Job, Method
from pingzhun.markets.intermediary.quotes import QuoteForm
from pingzhun.sealing import box, files
from pingzhun.sealing.envelope import parse
from pingzhun.sealing.pages import files_form, seal_for


def enrolled(actor: Actor) -> QuerySet[Enrolment]:
    """The actor's enrolments that stand."""
    return Enrolment.objects.filter(agency_id=actor.organisation_id, withdrawn_at=None)


class EnrolmentForm(FilingForm):
    class Meta:
        model = EnrolmentFiling
        fields = ["contact_name", "contact_mobile"]
        field_classes = {"contact_mobile": MobileField}


class EnrolmentDesk(Desk):
    """报名参加项目并报价。报价在浏览器中加密，截止之后才能开启；在此之前可以修改或撤回。"""

    title = "我要报名"
    order = 21
    filing, form, sealed_form = EnrolmentFiling, EnrolmentForm, QuoteForm
    filed_by = AGENCY
    guards = (enrolment_is_open, agency_is_not_suspended, service_is_in_scope, qualification_suffices)
    slots = (
        Slot("commitment", "承诺书等材料", hint="这里的文件不加密，请勿在其中写报价和服务方案"),
        files.SLOT,
    )
    verb = "我要报名"
    submit_label = "确定申报"
    private = True
    withdrawable = False
    confirm = "确定申报该项目并提交报价？截止之前可以再次报价或撤回。"
    template = "intermediary/enrolment.html"

    def cases(self, actor: Actor) -> QuerySet[Job]:
        return Job.objects.filter(state=JobState.ENROLLING).exclude(procuring_entity_id=actor.organisation_id)

    def initial(self, *, actor: Actor, case: Job, now: datetime) -> dict[str, Any]:
        return {
            "contact_name": actor.organisation.contact_name,
            "contact_mobile": actor.organisation.contact_mobile,
        }

    @property
    def submitted_message(self) -> str:
        return "报名成功，报价已密封保存。截止之前可以再次报价或撤回。"

    def page_context(self, filing: Filing, *, actor: Actor, now: datetime) -> dict[str, Any]:
        job = filing.about
        held = box.box_of(case=job, round=job.round)
        return {
            "box": held,
            "seal_for": seal_for(held, actor.organisation),
            "sealed_files": files_form(filing.folder, title="服务方案附件", url=f"{page_of(filing)}files/"),
        }

    def seal(self, filing: EnrolmentFiling, given: str, *, actor: Actor, now: datetime) -> None:
        job = filing.about
        try:
            sealed = parse(given)
        except ValueError as error:
            raise Refused("报价没有在浏览器中加密，没有提交。请刷新页面，重新填写报价后再提交。") from error
        box.seal(
            case=job,
            round=job.round,
            organisation=actor.organisation,
            envelope=sealed,
            ciphertexts=files.gather(filing.folder, sealed, now=now),
            user=actor.user,
            now=now,
            idempotency_key=f"filing/{filing.pk}/{filing.version}",
        )

    def was_sealed(self, filing: Filing, envelope: str) -> bool:
        try:
            given = parse(envelope)
        except ValueError:
            return False
        job = filing.about
        return box.has_taken(given, case=job, round=job.round, organisation=filing.organisation)

    def take_effect(self, filing: EnrolmentFiling, *, actor: Actor, now: datetime) -> None:
        job = filing.about
        enrolment = Enrolment(job=job, round=job.round, agency_id=filing.organisation_id, enrolled_at=now)
        Enrolment.objects.bulk_create([enrolment], ignore_conflicts=True)  # a new quote of one that stands


class EnrolmentWithdrawalForm(FilingForm):
    class Meta:
        model = EnrolmentWithdrawal
        fields: list[str] = []


class EnrolmentWithdrawalDesk(Desk):
    """报名截止之前可以撤回报名，报价随之作废；撤回后可以重新报名。"""

    title = "撤回报名"
    order = 22
    filing, form = EnrolmentWithdrawal, EnrolmentWithdrawalForm
    filed_by = AGENCY
    guards = (enrolment_is_open,)
    verb = "撤回报名"
    submit_label = "撤回报名"
    private = True
    confirm = "撤回后报价作废。截止之前可以重新报名。"

    def cases(self, actor: Actor) -> QuerySet[Job]:
        return Job.objects.filter(state=JobState.ENROLLING, pk__in=enrolled(actor).values("job_id"))

    def take_effect(self, filing: EnrolmentWithdrawal, *, actor: Actor, now: datetime) -> None:
        job = filing.about
        box.withdraw(case=job, round=job.round, organisation=filing.organisation, now=now)
        enrolments = Enrolment.objects.filter(job=job, round=job.round, agency_id=filing.organisation_id)
        enrolments.filter(withdrawn_at=None).update(withdrawn_at=now)


class JobFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="项目名称或编号", method="search")
    service_type = django_filters.ModelChoiceFilter(
        label="服务类型", queryset=ServiceType.objects.filter(parent__isnull=False), field_name="service_type"
    )
    method = django_filters.ChoiceFilter(label="选取方式", choices=Method.choices)

    class Meta:
        model = Job
        fields: list[str] = []

    def search(self, jobs: QuerySet[Job], name: str, value: str) -> QuerySet[Job]:
        return jobs.filter(Q(title__icontains=value) | Q(code__icontains=value))


class OpenJobsWorklist(Worklist):
    """已审核通过、正在报名的项目。点击项目名称查看详情并报名。"""

    title = "采购公告"
    menu = "项目流程/采购公告"
    order = 20
    kinds = (AGENCY,)
    columns = (
        ("项目单位", "procuring_entity.name"),
        ("服务类型", "service_type.name"),
        ("选取方式", "get_method_display"),
        ("控制价（元）", "ceiling"),
        ("报名截止时间", "enrol_until"),
    )
    desks = (EnrolmentDesk,)
    filters = JobFilter
    empty = "目前没有正在报名的项目，新项目发布后会出现在这里。"

    def cases(self, actor: Actor) -> QuerySet[Job]:
        jobs = Job.objects.filter(state=JobState.ENROLLING).select_related("procuring_entity", "service_type")
        return jobs.order_by("enrol_until", "pk")


class MyEnrolmentsWorklist(Worklist):
    """您单位报名的项目和结果。"""

    title = "我的报名"
    menu = "项目流程/我的报名"
    order = 21
    kinds = (AGENCY,)
    columns = (
        ("项目单位", "procuring_entity.name"),
        ("选取方式", "get_method_display"),
        ("报名截止时间", "enrol_until"),
        ("项目状态", "get_state_display"),
        ("中选机构", "agency.name"),
    )
    desks = (EnrolmentDesk, EnrolmentWithdrawalDesk)
    filters = JobFilter
    empty = "还没有报名。到“采购公告”查看正在报名的项目。"

    def cases(self, actor: Actor) -> QuerySet[Case]:
        jobs = Job.objects.filter(pk__in=enrolled(actor).values("job_id"))
        return jobs.select_related("procuring_entity", "agency")
