"""应急工程/发包结果公告: an emergency project is let without a tender, and what follows is the same for all (R34)."""

from datetime import date, datetime
from typing import Any

from django import forms

from pingzhun.base.fields import MoneyField
from pingzhun.base.localtime import local_date
from pingzhun.directory.actors import Actor
from pingzhun.directory.models import Organisation
from pingzhun.documents.slots import Slot
from pingzhun.filings.desks import Desk
from pingzhun.filings.forms import FilingForm
from pingzhun.markets.smallworks import tendering
from pingzhun.markets.smallworks.desks.initiation import OWNER, PROJECT, initial_owner
from pingzhun.markets.smallworks.desks.project import fit
from pingzhun.markets.smallworks.market import BUILDER, TOWN
from pingzhun.markets.smallworks.menu import EMERGENCY
from pingzhun.markets.smallworks.models import EmergencyAward
from pingzhun.markets.smallworks.rosters import listed

RESULT = ["emergency", "let_on", "builder", "price"]


class EmergencyAwardForm(FilingForm):
    fieldsets = [("项目基本信息", PROJECT), ("建设单位信息", OWNER), ("发包结果", RESULT)]

    class Meta:
        model = EmergencyAward
        fields = [*PROJECT, *OWNER, *RESULT]
        field_classes = {"budget": MoneyField, "price": MoneyField}
        widgets = {
            "content": forms.Textarea(attrs={"rows": 5}),
            "emergency": forms.Textarea(attrs={"rows": 4}),
            "builder": forms.Select(attrs={"data-search": ""}),
        }

    def set_up(self) -> None:
        self.fields["builder"].queryset = listed(BUILDER.key, self.actor.jurisdiction)

    def clean_builder(self) -> Organisation:
        return fit(self.cleaned_data["builder"], BUILDER, now=self.now)

    def clean_let_on(self) -> date:
        let_on = self.cleaned_data["let_on"]
        if let_on > local_date(self.now):
            raise forms.ValidationError("发包时间不能晚于今天。")
        return let_on

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        budget, price = data.get("budget"), data.get("price")
        if budget is not None and price is not None and price > budget:
            self.add_error("price", "中选价不得超过工程预算。")
        return data


class EmergencyAwardDesk(Desk):
    """抢险救灾等应急工程不公开发包，确定施工单位后在此公告发包结果，随后填报施工、竣工和评价。"""

    title = "发包结果公告"
    menu = f"{EMERGENCY}/发包结果公告"
    order = 40
    filing, form = EmergencyAward, EmergencyAwardForm
    filed_by = TOWN
    slots = (Slot("basis", "应急认定依据", required=True, hint="会议纪要、批示等，随公告公开"),)
    confirm = "提交后发包结果立即在门户公开，不能更改。"
    submitted_message = "应急工程发包结果已公告。"

    def initial(self, *, actor: Actor, case: None, now: datetime) -> dict[str, Any]:
        return initial_owner(actor) | {"let_on": local_date(now)}

    def label(self, form: FilingForm) -> str:
        return form.cleaned_data["name"]

    def take_effect(self, filing: EmergencyAward, *, actor: Actor, now: datetime) -> None:
        tendering.register_emergency(filing, actor=actor, now=now)
