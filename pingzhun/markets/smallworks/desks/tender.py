"""发布公告, 更正公告, 报名情况查询: by the 街镇 or, where it is entrusted, by the agency (R21, R22, R25)."""

from datetime import datetime
from typing import Any

from django import forms
from django.db.models import Count, F, Q, QuerySet

from pingzhun.directory.actors import Actor
from pingzhun.documents.slots import Slot
from pingzhun.filings.desks import Worklist
from pingzhun.filings.forms import FilingForm
from pingzhun.markets.smallworks import notices, tendering
from pingzhun.markets.smallworks.course import ProjectState
from pingzhun.markets.smallworks.desks.project import ProjectDesk
from pingzhun.markets.smallworks.guards import agent_is_not_suspended, enrolment_is_open
from pingzhun.markets.smallworks.market import AGENT, TOWN
from pingzhun.markets.smallworks.menu import TENDERING
from pingzhun.markets.smallworks.models import Project, TenderCorrection, TenderNotice
from pingzhun.notices.pdf import Wording
from pingzhun.notices.sealed import sealed_notice
from pingzhun.regimes.calendar import deadline_after

S = ProjectState
ATTACHMENTS = Slot("attachments", "公告附件", hint="工程量清单、图纸等，随公告公开")


class TenderNoticeForm(FilingForm):
    class Meta:
        model = TenderNotice
        fields = ["tender_closes_at", "conditions"]
        widgets = {"conditions": forms.Textarea(attrs={"rows": 6})}

    def set_up(self) -> None:
        self.fields["tender_closes_at"].help_text = f"报名期限至少 {self.case.figure('min_enrolment_period')}"

    def clean_tender_closes_at(self) -> datetime:
        value, least = self.cleaned_data["tender_closes_at"], self.case.figure("min_enrolment_period")
        earliest = deadline_after(self.now, workdays=least.whole, until="same_time")
        if value < earliest:
            raise forms.ValidationError(
                f"报名期限不得少于 {least}，最早可设为 {earliest:%Y-%m-%d %H:%M}（依据：{least.article}）。"
            )
        return value


def tender_wording(form: FilingForm) -> Wording:
    """Of the round that the notice begins."""
    project, said = form.case, form.cleaned_data
    return notices.tender_wording(
        project,
        conditions=said["conditions"],
        closes_at=said["tender_closes_at"],
        round=project.round + 1,
    )


class TenderNoticeDesk(ProjectDesk):
    """填写报名条件和发包结束时间，提交后发包公告即时在门户发布，施工单位可以报名。"""

    title = "发布公告"
    menu = f"{TENDERING}/发布公告"
    order = 11
    filing, form = TenderNotice, TenderNoticeForm
    filed_by = (TOWN, AGENT)
    guards = (agent_is_not_suspended,)
    slots = (ATTACHMENTS,)
    deed = sealed_notice(tender_wording)
    verb = "发布公告"
    confirm = "提交后发包公告立即在门户公开，更改须发布更正公告。"
    submitted_message = "发包公告已发布。"

    def cases(self, actor: Actor) -> QuerySet[Project]:
        projects = Project.objects.tendered_by(actor).small()
        return projects.filter(state__in=(S.REGISTERED, S.FAILED))

    def initial(self, *, actor: Actor, case: Project, now: datetime) -> dict[str, Any]:
        return {"tender_closes_at": case.tender_closes_at, "conditions": case.conditions}

    def take_effect(self, filing: TenderNotice, *, actor: Actor, now: datetime) -> None:
        tendering.publish(filing, actor=actor, now=now)


class TenderCorrectionForm(FilingForm):
    class Meta:
        model = TenderCorrection
        fields = ["explanation", "tender_closes_at", "conditions"]
        widgets = {
            "explanation": forms.Textarea(attrs={"rows": 3}),
            "conditions": forms.Textarea(attrs={"rows": 6}),
        }

    def set_up(self) -> None:
        self.fields["tender_closes_at"].help_text = "只能推迟，不能提前"

    def clean_tender_closes_at(self) -> datetime:
        value = self.cleaned_data["tender_closes_at"]
        if value < self.case.tender_closes_at:
            raise forms.ValidationError("发包结束时间只能推迟，不能提前。")
        return value


def correction_wording(form: FilingForm) -> Wording:
    project, said = form.case, form.cleaned_data
    return notices.tender_wording(
        project,
        conditions=said["conditions"],
        closes_at=said["tender_closes_at"],
        round=project.round,
        correction=said["explanation"],
    )


class TenderCorrectionDesk(ProjectDesk):
    """报名截止之前可以更正公告，更正公告即时在门户发布，已报名的单位会收到消息，不必重新报名。"""

    title = "更正公告"
    menu = f"{TENDERING}/更正公告"
    order = 12
    filing, form = TenderCorrection, TenderCorrectionForm
    filed_by = (TOWN, AGENT)
    guards = (enrolment_is_open, agent_is_not_suspended)
    slots = (ATTACHMENTS,)
    deed = sealed_notice(correction_wording)
    verb = "更正公告"
    confirm = "提交后更正公告立即在门户公开。"
    submitted_message = "更正公告已发布。"

    def cases(self, actor: Actor) -> QuerySet[Project]:
        return Project.objects.tendered_by(actor).filter(state=S.ENROLLING)

    def initial(self, *, actor: Actor, case: Project, now: datetime) -> dict[str, Any]:
        return {"tender_closes_at": case.tender_closes_at, "conditions": case.conditions}

    def take_effect(self, filing: TenderCorrection, *, actor: Actor, now: datetime) -> None:
        tendering.correct(filing, actor=actor, now=now)


class EnrolmentsWorklist(Worklist):
    """各项目的报名家数。报名截止之后，点击项目名称查看报名单位，并可打印。"""

    title = "报名情况查询"
    menu = f"{TENDERING}/报名情况查询"
    order = 13
    kinds = (TOWN, AGENT)
    columns = (
        ("建设单位", "owner_name"),
        ("发包结束时间", "tender_closes_at"),
        ("项目状态", "get_state_display"),
        ("报名家数", lambda project: f"{project.enrolled} 家"),
    )
    empty = "发包公告发布后，项目会出现在这里。"

    def cases(self, actor: Actor) -> QuerySet[Project]:
        projects = Project.objects.tendered_by(actor).filter(round__gt=0)
        counted = Count("enrolments", filter=Q(enrolments__round=F("round")))
        return projects.annotate(enrolled=counted).order_by("-tender_closes_at", "-pk")
