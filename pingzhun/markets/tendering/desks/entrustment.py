"""委托代理: a 采购人 entrusts an agent with a purchase (H34)."""

from datetime import datetime

from django import forms
from django.db.models import Q, QuerySet

from pingzhun.base.fields import MoneyField
from pingzhun.directory.actors import Actor
from pingzhun.directory.models import Organisation
from pingzhun.directory.queries import suspension_of
from pingzhun.documents.slots import Slot
from pingzhun.filings.announce import page_of
from pingzhun.filings.desks import Desk, Overview
from pingzhun.filings.forms import FilingForm
from pingzhun.markets.tendering import messages
from pingzhun.markets.tendering.capacities import AGENT, ENTITY
from pingzhun.markets.tendering.menu import ENTITY_ROOT, REGISTERING
from pingzhun.markets.tendering.models import Entrustment
from pingzhun.markets.tendering.tenders import open_mandates
from pingzhun.messages.outbox import send
from pingzhun.standing.held import SCAN


class EntrustmentForm(FilingForm):
    class Meta:
        model = Entrustment
        fields = ["name", "plan_number", "budget", "agent", "scope"]
        field_classes = {"budget": MoneyField}
        widgets = {
            "agent": forms.Select(attrs={"data-search": ""}),
            "scope": forms.Textarea(attrs={"rows": 4}),
        }
        help_texts = {"scope": "委托代理机构办理的事项，如编制招标文件、组织开标评标、发布公告等"}

    def set_up(self) -> None:
        self.fields["agent"].queryset = Organisation.objects.filter(
            capacities__kind=AGENT.key, capacities__revoked_at=None
        ).order_by("name")

    def clean_agent(self) -> Organisation:
        agent = self.cleaned_data["agent"]
        if suspension := suspension_of(agent, AGENT.key, self.now):
            raise forms.ValidationError(f"{agent}已被停用至 {suspension.last_day}，请另选一家。")
        return agent


class EntrustmentDesk(Desk):
    """委托招标代理机构办理采购，上传委托协议。提交后代理机构即可注册项目。"""

    title = "委托代理"
    menu = f"{ENTITY_ROOT}/委托代理"
    order = 10
    filing, form = Entrustment, EntrustmentForm
    filed_by = ENTITY
    slots = (Slot("agreement", "委托协议", required=True, types=SCAN, hint="双方签字盖章的委托代理协议"),)
    verb = "新增委托"
    submit_label = "提交信息"
    submitted_message = "已委托，代理机构会收到消息。"

    def label(self, form: FilingForm) -> str:
        return str(form.cleaned_data["name"])

    def take_effect(self, filing: Entrustment, *, actor: Actor, now: datetime) -> None:
        send(
            messages.MANDATED.key,
            to=[filing.agent],
            context={"title": filing.name, "entity": filing.organisation.name},
            link=page_of(filing),
            now=now,
            dedupe=f"entrustment/{filing.pk}",
        )

    def addressed_to(self, actor: Actor) -> Q | None:
        return Q(entrustment__agent=actor.organisation_id) if actor.kind == AGENT.key else None


class EntrustmentsOverview(Overview):
    """采购人委托贵单位办理、尚未注册的项目。"""

    title = "委托项目"
    menu = f"{REGISTERING}/委托项目"
    order = 9
    kinds = (AGENT,)
    columns = (
        ("项目名称", "name"),
        ("采购人", "organisation.name"),
        ("采购计划编号", "plan_number"),
        ("预算金额（元）", "budget"),
        ("委托时间", "submitted_at"),
    )
    view = "查看"
    empty = "目前没有尚未注册的委托项目。"

    def rows(self, actor: Actor, *, now: datetime) -> QuerySet[Entrustment]:
        return open_mandates(actor).select_related("organisation").order_by("-submitted_at", "-pk")

    def link(self, row: Entrustment) -> str:
        return page_of(row)
