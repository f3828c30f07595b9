"""项目资料变更 and 合同解除: what the 项目单位 asks for and the agency agrees to or refuses (Y17, Y18)."""

from datetime import datetime
from typing import Any

from django import forms
from django.db import models
from django.db.models import QuerySet

from pingzhun.directory.actors import Actor
from pingzhun.documents.slots import Slot
from pingzhun.filings import lifecycle
from pingzhun.filings.desks import Desk
from pingzhun.filings.forms import FilingForm
from pingzhun.markets.intermediary import course
from pingzhun.markets.intermediary.course import JobState
from pingzhun.markets.intermediary.guards import nothing_else_is_pending
from pingzhun.markets.intermediary.market import ENTITY
from pingzhun.markets.intermediary.models import EntityTermination, Job, JobChange
from pingzhun.markets.intermediary.parties import BY_AGENCY

CHANGEABLE = ("content", "service_days", "location", "contact_name", "contact_phone")


class JobChangeForm(FilingForm):
    class Meta:
        model = JobChange
        fields = [*CHANGEABLE, "reason"]
        widgets = {"content": forms.Textarea(attrs={"rows": 6}), "reason": forms.Textarea(attrs={"rows": 3})}
        labels = {"reason": "变更原因"}

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not self.errors and all(data[name] == getattr(self.case, name) for name in CHANGEABLE):
            raise forms.ValidationError("没有任何变更。请修改需要变更的内容后再提交。")
        return data


class JobChangeDesk(Desk):
    """变更项目资料，由中选机构确认后生效；变更前后的内容逐项标识。"""

    title = "项目资料变更"
    menu = "项目管理/项目资料变更"
    review_menu = "项目流程/项目资料变更确认"
    order = 40
    filing, form = JobChange, JobChangeForm
    filed_by = ENTITY
    reviewed_by = (BY_AGENCY,)
    slots = (Slot("grounds", "变更依据"),)
    verb = "申请变更"

    def cases(self, actor: Actor) -> QuerySet[Job]:
        jobs = Job.objects.of_entity(actor.organisation_id)
        return jobs.filter(state__in=(JobState.SELECTED, JobState.SERVING))

    def initial(self, *, actor: Actor, case: Job, now: datetime) -> dict[str, Any]:
        return {name: getattr(case, name) for name in CHANGEABLE}

    def before(self, *, actor: Actor, case: Job, form: FilingForm) -> models.Model:
        return case

    def take_effect(self, filing: JobChange, *, actor: Actor, now: datetime) -> None:
        values = {name: getattr(filing, name) for name in CHANGEABLE}
        course.change_data(filing.about, actor=actor, now=now, note=filing.reason, values=values)


class EntityTerminationForm(FilingForm):
    class Meta:
        model = EntityTermination
        fields = ["reason"]
        widgets = {"reason": forms.Textarea(attrs={"rows": 4})}
        labels = {"reason": "解除原因"}


class EntityTerminationDesk(Desk):
    """申请解除合同，由中选机构确认后项目变更为已完成。"""

    title = "合同解除"
    menu = "项目管理/合同解除"
    review_menu = "项目流程/合同解除确认"
    order = 41
    filing, form = EntityTermination, EntityTerminationForm
    filed_by = ENTITY
    reviewed_by = (BY_AGENCY,)
    guards = (nothing_else_is_pending,)
    slots = (Slot("agreement", "解除依据"),)
    verb = "申请解除"
    confirm = "中选机构确认后合同解除，不能恢复。"

    def cases(self, actor: Actor) -> QuerySet[Job]:
        return Job.objects.of_entity(actor.organisation_id).filter(state=JobState.SERVING)

    def take_effect(self, filing: EntityTermination, *, actor: Actor, now: datetime) -> None:
        course.terminate(filing.about, actor=actor, now=now, reason=filing.reason, note=filing.reason)
        lifecycle.lapse_open(filing.about, now=now, note="合同已经解除")
