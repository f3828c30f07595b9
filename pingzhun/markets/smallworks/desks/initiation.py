"""项目立项: a 街镇 begins a project, lets it itself or entrusts it to an agency (R19, R20, R35)."""

from datetime import datetime
from typing import Any

from django import forms
from django.db.models import QuerySet

from pingzhun.base.fields import MoneyField
from pingzhun.directory.actors import Actor
from pingzhun.directory.models import Organisation
from pingzhun.documents.slots import Slot
from pingzhun.filings.desks import Desk, Worklist
from pingzhun.filings.forms import FilingForm
from pingzhun.markets.smallworks import tendering
from pingzhun.markets.smallworks.course import BEFORE_AWARD
from pingzhun.markets.smallworks.desks.project import ProjectDesk, fit
from pingzhun.markets.smallworks.market import AGENT, TOWN
from pingzhun.markets.smallworks.menu import AUXILIARY, ROOT, TENDERING
from pingzhun.markets.smallworks.models import MandateChange, Organising, Project, ProjectRegistration
from pingzhun.markets.smallworks.rosters import listed

PROJECT = ["name", "work_type", "location", "content", "budget", "work_days"]
OWNER = ["owner_name", "owner_contact", "owner_phone"]


def initial_owner(actor: Actor) -> dict[str, Any]:
    """The 街镇 itself, until it says otherwise."""
    town = actor.organisation
    return {
        "owner_name": town.name,
        "owner_contact": town.contact_name,
        "owner_phone": town.contact_mobile,
    }


class MandateForm(FilingForm):
    """组织形式 and, where it is 委托发包, the agency; nothing of it otherwise."""

    def set_up(self) -> None:
        self.fields["agent"].queryset = listed(AGENT.key, self.actor.jurisdiction)

    def clean_agent(self) -> Organisation | None:
        agent = self.cleaned_data["agent"]
        return agent and fit(agent, AGENT, now=self.now)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("organising") == Organising.SELF:
            data["agent"] = None
        elif data.get("organising") and not data.get("agent") and "agent" not in self.errors:
            self.add_error("agent", "组织形式为委托发包时，请选择代理机构。")
        return data


class ProjectRegistrationForm(MandateForm):
    fieldsets = [
        ("项目基本信息", [*PROJECT, "tender_opens_at", "tender_closes_at"]),
        ("建设单位信息", OWNER),
        ("组织形式", ["organising", "agent"]),
    ]

    class Meta:
        model = ProjectRegistration
        fields = [*PROJECT, "tender_opens_at", "tender_closes_at", *OWNER, "organising", "agent"]
        field_classes = {"budget": MoneyField}
        widgets = {
            "content": forms.Textarea(attrs={"rows": 5}),
            "agent": forms.Select(attrs={"data-search": ""}),
            "organising": forms.RadioSelect,
        }
        help_texts = {"tender_closes_at": "计划的报名截止时间，发布公告时可以调整"}

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        opens, closes = data.get("tender_opens_at"), data.get("tender_closes_at")
        if closes and closes <= self.now:
            self.add_error("tender_closes_at", "发包结束时间须晚于现在。")
        elif opens and closes and closes <= opens:
            self.add_error("tender_closes_at", "发包结束时间须晚于发包开始时间。")
        return data


class ProjectRegistrationDesk(Desk):
    """自行发包的项目由街镇办理全部环节；委托发包的，从发布公告到发布中选结果由代理机构办理。"""

    title = "项目立项"
    menu = f"{TENDERING}/项目立项"
    order = 10
    filing, form = ProjectRegistration, ProjectRegistrationForm
    filed_by = TOWN
    slots = (Slot("basis", "立项依据", hint="批复、会议纪要等"),)
    confirm = "提交后立项完成，不能修改。"
    submitted_message = "项目立项完成。"

    def initial(self, *, actor: Actor, case: None, now: datetime) -> dict[str, Any]:
        return initial_owner(actor) | {"organising": Organising.SELF}

    def label(self, form: FilingForm) -> str:
        return form.cleaned_data["name"]

    def take_effect(self, filing: ProjectRegistration, *, actor: Actor, now: datetime) -> None:
        tendering.register_project(filing, actor=actor, now=now)


class MandateChangeForm(MandateForm):
    class Meta:
        model = MandateChange
        fields = ["organising", "agent", "reason"]
        widgets = {
            "organising": forms.RadioSelect,
            "agent": forms.Select(attrs={"data-search": ""}),
            "reason": forms.Textarea(attrs={"rows": 3}),
        }
        labels = {"reason": "变更原因"}

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        same = (self.case.organising, self.case.agent) == (data.get("organising"), data.get("agent"))
        if same and not self.errors:
            raise forms.ValidationError("与现在的组织形式和代理机构相同，没有需要变更的内容。")
        return data


class MandateChangeDesk(ProjectDesk):
    """代理机构被停用或不能继续的，收回自行发包或改由另一家代理，从当前环节继续办理。"""

    title = "变更代理机构"
    menu = f"{AUXILIARY}/变更代理机构"
    order = 31
    filing, form = MandateChange, MandateChangeForm
    filed_by = TOWN
    verb = "变更代理机构"
    confirm = "提交后立即生效，原代理机构不能再办理该项目。"
    submitted_message = "已变更，并已告知相关代理机构。"
    columns = (
        ("代理机构", "agent.name"),
        ("组织形式", "get_organising_display"),
        ("项目状态", "get_state_display"),
    )

    def cases(self, actor: Actor) -> QuerySet[Project]:
        projects = Project.objects.of_town(actor).small().filter(state__in=BEFORE_AWARD)
        return projects.select_related("agent")

    def initial(self, *, actor: Actor, case: Project, now: datetime) -> dict[str, Any]:
        return {"organising": case.organising, "agent": case.agent}

    def take_effect(self, filing: MandateChange, *, actor: Actor, now: datetime) -> None:
        tendering.change_mandate(filing, actor=actor, now=now)


class EntrustedProjectsWorklist(Worklist):
    """您单位委托代理机构发包的项目及其进展。"""

    title = "我的委托发包项目"
    menu = f"{ROOT}/我的委托发包项目"
    order = 50
    kinds = (TOWN,)
    columns = (
        ("代理机构", "agent.name"),
        ("工程类型", "get_work_type_display"),
        ("发包结束时间", "tender_closes_at"),
        ("项目状态", "get_state_display"),
        ("施工单位", "builder.name"),
    )
    empty = "立项时组织形式选择“委托发包”的项目会出现在这里。"

    def cases(self, actor: Actor) -> QuerySet[Project]:
        projects = Project.objects.of_town(actor).filter(organising=Organising.ENTRUSTED)
        return projects.select_related("agent", "builder")
