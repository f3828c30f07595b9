"""系统故障延期: proposed by a 管理人员, confirmed by the 监管机构, then the same for every project that it concerns."""

from datetime import datetime, timedelta
from typing import Any

from django import forms

from pingzhun.base.localtime import moment
from pingzhun.directory.actors import Actor
from pingzhun.documents.slots import Slot
from pingzhun.filings.desks import Desk
from pingzhun.filings.forms import FilingForm
from pingzhun.markets.intermediary.desks.publication import MomentInput
from pingzhun.markets.intermediary.market import ADMINISTRATOR
from pingzhun.markets.intermediary.models import Postponement
from pingzhun.markets.intermediary.outages import figure
from pingzhun.markets.intermediary.parties import BY_REGULATOR
from pingzhun.markets.intermediary.postponement import NOBODY, Outage, concerned, outage_of, postpone

LONGEST = timedelta(days=7)


class PostponementForm(FilingForm):
    wide = {"projects"}

    class Meta:
        model = Postponement
        fields = ["began_at", "ended_at", "reason", "projects"]
        widgets = {
            "began_at": MomentInput(),
            "ended_at": MomentInput(),
            "reason": forms.Textarea(attrs={"rows": 4}),
            "projects": forms.Textarea(attrs={"rows": 4}),
        }
        labels = {"reason": "故障情况"}
        help_texts = {
            "reason": "何时发现、影响哪些功能、如何恢复。",
            "projects": "由平台按故障时间列出，保存或提交时更新；生效时按同一规则再核对一次。",
        }

    def set_up(self) -> None:
        place = self.actor.jurisdiction
        self.fields["projects"].disabled = True
        self.fields["projects"].required = False
        least = figure("outage_margin", place, now=self.now)
        self.fields["ended_at"].help_text = f"此后 {least} 以内截止的项目一并延期。"

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.initial["projects"] = self._listed(*(self._moment(name) for name in ("began_at", "ended_at")))

    def _moment(self, name: str) -> datetime | None:
        """What stands in a field of the draft, if it is a moment."""
        given = self.initial.get(name)
        try:
            return given if isinstance(given, datetime) else self.fields[name].clean(given)
        except forms.ValidationError:
            return None

    def _listed(self, began_at: datetime | None, ended_at: datetime | None) -> str:
        if began_at is None or ended_at is None or ended_at - began_at > LONGEST:
            return ""
        outage = Outage(self.actor.jurisdiction, began_at, ended_at)
        return "\n".join(
            f"{job.code} {job.title}，原定 {moment(job.enrol_until)} 截止"
            for job in concerned(outage, now=self.now)
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        began_at, ended_at = data.get("began_at"), data.get("ended_at")
        if began_at is None or ended_at is None:
            return data
        if ended_at <= began_at:
            self.add_error("ended_at", "故障结束时间须晚于开始时间。")
        elif ended_at > self.now:
            self.add_error("ended_at", "请在故障排除之后申请延期，结束时间不能晚于现在。")
        elif self.now - began_at > LONGEST:
            self.add_error("began_at", f"故障开始时间须在最近 {LONGEST.days} 天以内。")
        else:
            data["projects"] = self._listed(began_at, ended_at)
            if not data["projects"]:
                self.add_error("ended_at", f"{NOBODY}请核对故障时间。")
        return data


class PostponementDesk(Desk):
    """平台在报名截止时发生故障的，所有受影响的项目按同一规则延期，由监管机构确认后生效并公告。"""

    title = "系统故障延期"
    menu = "项目管理/系统故障延期"
    review_menu = "监管/系统故障延期确认"
    order = 13
    filing, form = Postponement, PostponementForm
    filed_by = ADMINISTRATOR
    reviewed_by = (BY_REGULATOR,)
    slots = (Slot("evidence", "故障证明", hint="运行日志、监控截图等"),)
    verb = "申请延期"
    confirm = "提交后由监管机构确认，确认之前这些项目的报价不能开启。"

    def label(self, form: FilingForm) -> str:
        return f"系统故障延期：{moment(form.cleaned_data['began_at'])} 的故障"

    def take_effect(self, filing: Postponement, *, actor: Actor, now: datetime) -> None:
        postpone(outage_of(filing), actor=actor, now=now)
