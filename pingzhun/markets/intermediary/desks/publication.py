"""项目管理/项目发布: a 项目单位 publishes a job (Y25), again where the selection failed, or calls it off."""

from datetime import datetime
from typing import Any

from django import forms
from django.db.models import Q, QuerySet

from pingzhun.base.fields import MoneyField
from pingzhun.directory.actors import Actor
from pingzhun.directory.models import Organisation, QualificationType, ServiceType
from pingzhun.directory.queries import suspension_of
from pingzhun.documents.slots import Slot
from pingzhun.filings.deeds import submitted
from pingzhun.filings.desks import Desk
from pingzhun.filings.forms import FilingForm
from pingzhun.flow.guards import Refused
from pingzhun.markets.intermediary import notices, selection
from pingzhun.markets.intermediary.course import JobState
from pingzhun.markets.intermediary.guards import (
    contract_is_overdue_if_selected,
    opening_is_overdue_if_waiting,
    opening_keys_are_held,
)
from pingzhun.markets.intermediary.holders import holders_for
from pingzhun.markets.intermediary.market import AGENCY, ENTITY
from pingzhun.markets.intermediary.models import Cancellation, Job, JobPublication, Method, Republication
from pingzhun.markets.intermediary.parties import BY_ADMINISTRATOR
from pingzhun.notices.pdf import Wording
from pingzhun.notices.sealed import sealed_notice
from pingzhun.regimes.calendar import deadline_after
from pingzhun.regimes.figures import Figure
from pingzhun.regimes.models import Regime

DIRECT = ("direct_agency", "direct_price", "direct_reason")


def local_figure(key: str, *, actor: Actor, now: datetime) -> Figure:
    """The figure `intermediary.<key>` as it would hold for a job that begins now."""
    return Regime.objects.figure(f"intermediary.{key}", jurisdiction_code=actor.jurisdiction.code, now=now)


def check_enrol_until(value: datetime, *, actor: Actor, now: datetime) -> datetime:
    """Raises ValidationError, citing the rule, if enrolment would be too short."""
    least = local_figure("min_enrolment_period", actor=actor, now=now)
    earliest = deadline_after(now, workdays=least.whole, until="same_time")
    if value < earliest:
        raise forms.ValidationError(
            f"报名期限不得少于 {least}，最早可设为 {earliest:%Y-%m-%d %H:%M}（依据：{least.article}）。"
        )
    return value


class MomentInput(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class JobPublicationForm(FilingForm):
    fieldsets = [
        ("项目信息", ["name", "service_type", "qualification", "content", "service_days", "location"]),
        ("选取方式", ["method", "ceiling", "enrol_until"]),
        ("直接选取（仅选取方式为“直接选取”时填写）", list(DIRECT)),
        ("联系方式", ["contact_name", "contact_phone"]),
    ]

    class Meta:
        model = JobPublication
        fields = [
            "name",
            "service_type",
            "qualification",
            "content",
            "service_days",
            "location",
            "method",
            "ceiling",
            "enrol_until",
            *DIRECT,
            "contact_name",
            "contact_phone",
        ]
        field_classes = {"ceiling": MoneyField, "direct_price": MoneyField}
        widgets = {
            "enrol_until": MomentInput(),
            "content": forms.Textarea(attrs={"rows": 6}),
            "direct_reason": forms.Textarea(attrs={"rows": 3}),
            "service_type": forms.Select(attrs={"data-search": ""}),
            "qualification": forms.Select(attrs={"data-search": ""}),
            "direct_agency": forms.Select(attrs={"data-search": ""}),
        }

    def set_up(self) -> None:
        services = ServiceType.objects.filter(is_active=True, parent__isnull=False).select_related("parent")
        self.fields["service_type"].queryset = services
        self.fields["qualification"].queryset = QualificationType.objects.filter(is_active=True)
        self.fields["direct_agency"].queryset = Organisation.objects.filter(
            capacities__kind=AGENCY.key, capacities__revoked_at=None
        )
        least = local_figure("min_enrolment_period", actor=self.actor, now=self.now)
        most = local_figure("direct_ceiling", actor=self.actor, now=self.now)
        self.fields["enrol_until"].help_text = f"至少 {least}；直接选取的留空。"
        self.fields["method"].help_text = f"直接选取限 {most} 以内的项目。"

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("method") == Method.DIRECT:
            self._clean_direct(data)
        elif data.get("method"):
            for name in DIRECT:
                data[name] = None
            self._clean_enrolment(data)
        return data

    def _clean_enrolment(self, data: dict[str, Any]) -> None:
        if "enrol_until" in self.errors:
            return
        if data.get("enrol_until") is None:
            self.add_error("enrol_until", "请填写报名截止时间。")
            return
        try:
            check_enrol_until(data["enrol_until"], actor=self.actor, now=self.now)
        except forms.ValidationError as error:
            self.add_error("enrol_until", error)
        try:
            number = local_figure("opening_holders", actor=self.actor, now=self.now).whole
            holders_for(entity=self.actor.organisation, jurisdiction=self.actor.jurisdiction, number=number)
        except Refused as refused:
            self.add_error("method", str(refused))

    def _clean_direct(self, data: dict[str, Any]) -> None:
        data["enrol_until"] = None
        for name in DIRECT:
            if not data.get(name) and name not in self.errors:
                self.add_error(name, f"选取方式为直接选取时，请填写{self.fields[name].label}。")
        most = local_figure("direct_ceiling", actor=self.actor, now=self.now)
        ceiling, price, agency = data.get("ceiling"), data.get("direct_price"), data.get("direct_agency")
        if ceiling is not None and ceiling > most.value:
            self.add_error(
                "ceiling", f"直接选取的控制价不得超过 {most}（依据：{most.article}），请改用其他选取方式。"
            )
        if ceiling is not None and price is not None and price > ceiling:
            self.add_error("direct_price", "直接选取价格不得超过控制价。")
        if agency and (suspension := suspension_of(agency, AGENCY.key, self.now)):
            self.add_error("direct_agency", f"该机构正被停用，原因：{suspension.reason}。")


def job_wording(form: FilingForm) -> Wording:
    return notices.job_wording(
        form.instance,
        title=form.instance.name,
        entity=form.actor.organisation,
        enrol_until=form.instance.enrol_until,
    )


class JobPublicationDesk(Desk):
    """发布中介服务项目，审核通过后在门户公告，符合条件的中介机构可以报名。"""

    title = "项目发布"
    menu = "项目管理/项目发布"
    review_menu = "审核/项目发布审核"
    order = 10
    filing, form = JobPublication, JobPublicationForm
    filed_by = ENTITY
    reviewed_by = (BY_ADMINISTRATOR,)
    slots = (Slot("requirements", "项目资料", hint="任务书、图纸等，报名机构可以下载"),)
    deed = sealed_notice(job_wording)
    verb = "发布项目"

    def initial(self, *, actor: Actor, case: Any, now: datetime) -> dict[str, Any]:
        organisation = actor.organisation
        return {"contact_name": organisation.contact_name, "contact_phone": organisation.contact_mobile}

    def label(self, form: FilingForm) -> str:
        return form.cleaned_data["name"]

    def take_effect(self, publication: JobPublication, *, actor: Actor, now: datetime) -> None:
        selection.publish(publication, actor=actor, now=now)


class RepublicationForm(FilingForm):
    class Meta:
        model = Republication
        fields = ["reason", "enrol_until"]
        widgets = {"enrol_until": MomentInput(), "reason": forms.Textarea(attrs={"rows": 3})}
        labels = {"reason": "重新发布原因"}

    def clean_enrol_until(self) -> datetime:
        return check_enrol_until(self.cleaned_data["enrol_until"], actor=self.actor, now=self.now)


def republication_wording(form: FilingForm) -> Wording:
    job = form.case
    return notices.job_wording(
        job,
        title=job.title,
        entity=job.procuring_entity,
        enrol_until=form.cleaned_data["enrol_until"],
        round=job.round + 1,
    )


class RepublicationDesk(Desk):
    """选取失败、或报价逾期未能开启的项目可以重新发布，机构须重新报名和报价。"""

    title = "重新发布"
    review_menu = "审核/重新发布审核"
    order = 11
    filing, form = Republication, RepublicationForm
    filed_by = ENTITY
    reviewed_by = (BY_ADMINISTRATOR,)
    guards = (opening_is_overdue_if_waiting, opening_keys_are_held)
    deed = sealed_notice(republication_wording, folder=lambda filing: selection.attachments(filing.about))
    verb = "重新发布"

    def cases(self, actor: Actor) -> QuerySet[Job]:
        jobs = Job.objects.of_entity(actor.organisation_id)
        return jobs.filter(
            Q(state=JobState.FAILED) | Q(pk__in=Job.objects.waiting_for_opening().values("pk"))
        )

    def take_effect(self, filing: Republication, *, actor: Actor, now: datetime) -> None:
        deed, until = submitted(filing), filing.enrol_until
        selection.republish(filing.about, enrol_until=until, deed=deed, actor=actor, now=now)


class CancellationForm(FilingForm):
    class Meta:
        model = Cancellation
        fields = ["reason"]
        widgets = {"reason": forms.Textarea(attrs={"rows": 4})}
        labels = {"reason": "取消原因"}


def cancellation_wording(form: FilingForm) -> Wording:
    return notices.end_wording(form.case, "项目取消公告", reason=form.cleaned_data["reason"])


class CancellationDesk(Desk):
    """合同备案之前可以申请取消项目，审核通过后公告，已报名的机构会收到消息。"""

    title = "取消项目"
    review_menu = "审核/取消项目审核"
    order = 12
    filing, form = Cancellation, CancellationForm
    filed_by = ENTITY
    reviewed_by = (BY_ADMINISTRATOR,)
    guards = (contract_is_overdue_if_selected,)
    deed = sealed_notice(cancellation_wording, folder=lambda filing: None)
    verb = "取消项目"
    confirm = "提交后由管理人员审核，审核通过后项目取消并公告。"

    def cases(self, actor: Actor) -> QuerySet[Job]:
        before_service = Q(
            state__in=(JobState.ENROLLING, JobState.SELECTING, JobState.SELECTED, JobState.FAILED)
        )
        return Job.objects.of_entity(actor.organisation_id).filter(before_service)

    def take_effect(self, filing: Cancellation, *, actor: Actor, now: datetime) -> None:
        deed = submitted(filing)
        selection.cancel(filing.about, reason=filing.reason, deed=deed, actor=actor, now=now)
