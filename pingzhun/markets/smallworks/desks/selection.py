"""资格审查, 发布中选结果, and 放弃中选 by the winner (R26, R27)."""

from datetime import datetime
from decimal import Decimal
from functools import cached_property
from typing import Any

from django import forms
from django.db.models import QuerySet

from pingzhun.base.fields import MoneyField
from pingzhun.base.money import format_yuan
from pingzhun.directory.actors import Actor
from pingzhun.documents.slots import Slot
from pingzhun.filings.forms import FilingForm
from pingzhun.filings.models import Filing
from pingzhun.markets.smallworks import letters, tendering
from pingzhun.markets.smallworks.course import ProjectState
from pingzhun.markets.smallworks.desks.project import ProjectDesk, fit
from pingzhun.markets.smallworks.guards import agent_is_not_suspended
from pingzhun.markets.smallworks.market import AGENT, BUILDER, TOWN
from pingzhun.markets.smallworks.menu import AUXILIARY, TENDERING
from pingzhun.markets.smallworks.models import (
    AwardFiling,
    AwardWithdrawal,
    Enrolment,
    Prequalification,
    PrequalificationVerdict,
    Project,
    Verdict,
)
from pingzhun.markets.smallworks.parties import BY_TOWN

S = ProjectState
COMPARISON = ["compare_at", "compare_place", "compare_note"]


class VerdictForm(forms.ModelForm):
    row_title = ""

    class Meta:
        model = PrequalificationVerdict
        fields = ["enrolment", "verdict", "reason"]
        widgets = {"verdict": forms.RadioSelect, "enrolment": forms.HiddenInput}

    def has_changed(self) -> bool:
        return True

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("verdict") == Verdict.FAILED and not data.get("reason"):
            self.add_error("reason", "不通过的请填写原因。")
        elif data.get("verdict") == Verdict.PASSED:
            data["reason"] = None
        return data


class PrequalificationForm(FilingForm):
    """A row for each company that enrolled, no more and no fewer; 比选信息 unless nobody passes."""

    fieldsets = [("比选信息（有单位通过时填写）", COMPARISON)]
    rows = {"verdicts": VerdictForm}
    row_titles = {"verdicts": "资质审查（逐家填写是否通过，不通过的写明原因）"}
    fixed_rows = True

    class Meta:
        model = Prequalification
        fields = COMPARISON
        widgets = {"compare_note": forms.Textarea(attrs={"rows": 3})}

    @cached_property
    def enrolled(self) -> dict[str, str]:
        """Who has enrolled, by the keys that the rows send."""
        return {str(each.pk): str(each) for each in self.case.enrolments.current().select_related("company")}

    def first_rows(self, name: str) -> list[dict[str, Any]]:
        return [{"enrolment": key} for key in self.enrolled]

    def set_up_row(self, name: str, row: Any) -> None:
        row.fields["enrolment"].queryset = self.case.enrolments.current().select_related("company")
        row.row_title = self.enrolled.get(str(row["enrolment"].value()), "")

    def is_valid(self) -> bool:
        return super().is_valid() and self._is_whole()

    def _is_whole(self) -> bool:
        """Every company is judged once, and those that pass are told where they are compared."""
        verdicts = [row.cleaned_data for row in self.row_sets["verdicts"]]
        if sorted(str(row["enrolment"].pk) for row in verdicts) != sorted(self.enrolled):
            self.add_error(None, "请对每一家报名单位各审查一次。")
        if any(row["verdict"] == Verdict.PASSED for row in verdicts):
            for name in ("compare_at", "compare_place"):
                if not self.cleaned_data.get(name):
                    self.add_error(name, f"有单位通过资质审查的，请填写{self.fields[name].label}。")
            moment = self.cleaned_data.get("compare_at")
            if moment and moment <= self.now:
                self.add_error("compare_at", "比选时间须晚于现在。")
        return not self.errors


class PrequalificationDesk(ProjectDesk):
    """逐家审查报名单位的资质，不通过的写明原因；再填写比选信息，通知通过的单位参加比选。"""

    title = "资格审查"
    menu = f"{TENDERING}/资格审查"
    order = 14
    filing, form = Prequalification, PrequalificationForm
    filed_by = (TOWN, AGENT)
    guards = (agent_is_not_suspended,)
    slots = (Slot("record", "审查记录"),)
    verb = "资格审查"
    confirm = "提交后审查结论即告知各报名单位，不能更改。"
    template = "smallworks/prequalification.html"

    def cases(self, actor: Actor) -> QuerySet[Project]:
        return Project.objects.tendered_by(actor).filter(state=S.EXAMINING)

    def page_context(self, filing: Filing, *, actor: Actor, now: datetime) -> dict[str, Any]:
        enrolments = filing.about.enrolments.current().select_related("company", "filing__folder")
        return super().page_context(filing, actor=actor, now=now) | {"enrolments": enrolments}

    def take_effect(self, filing: Prequalification, *, actor: Actor, now: datetime) -> None:
        tendering.examine(filing, actor=actor, now=now)


class AwardForm(FilingForm):
    class Meta:
        model = AwardFiling
        fields = ["winner", "price", "basis"]
        field_classes = {"price": MoneyField}
        widgets = {"basis": forms.Textarea(attrs={"rows": 4})}

    def set_up(self) -> None:
        self.fields["winner"].queryset = self.case.enrolments.candidates().select_related("company")
        self.fields["price"].help_text = f"不得超过工程预算 {format_yuan(self.case.budget)} 元"

    def clean_winner(self) -> Enrolment:
        winner = self.cleaned_data["winner"]
        fit(winner.company, BUILDER, now=self.now)
        return winner

    def clean_price(self) -> Decimal:
        price = self.cleaned_data["price"]
        if price > self.case.budget:
            raise forms.ValidationError(f"中选价不得超过工程预算 {format_yuan(self.case.budget)} 元。")
        return price


class AwardDesk(ProjectDesk):
    """比选之后选定中选单位，上传或在线签发《中选通知书》，中选公示即时在门户发布。"""

    title = "发布中选结果"
    menu = f"{TENDERING}/发布中选结果"
    order = 15
    filing, form = AwardFiling, AwardForm
    filed_by = (TOWN, AGENT)
    guards = (agent_is_not_suspended,)
    slots = (Slot("letter", "中选通知书", required=True, hint="盖章的扫描件，或在线签发"),)
    deed = letters.letter("中选通知书", letters.write_award, signed="盖章")
    verb = "发布中选结果"
    submit_label = "发布中选公示"
    confirm = "提交后中选公示立即在门户公开，不能更改。"
    submitted_message = "中选公示已发布。"
    columns = (
        ("建设单位", "owner_name"),
        ("工程类型", "get_work_type_display"),
        ("比选时间", "compare_at"),
        ("项目状态", "get_state_display"),
    )

    def cases(self, actor: Actor) -> QuerySet[Project]:
        return Project.objects.tendered_by(actor).filter(state=S.SELECTING)

    def take_effect(self, filing: AwardFiling, *, actor: Actor, now: datetime) -> None:
        tendering.award(filing, actor=actor, now=now)


class AwardWithdrawalForm(FilingForm):
    class Meta:
        model = AwardWithdrawal
        fields = ["reason"]
        widgets = {"reason": forms.Textarea(attrs={"rows": 4})}
        labels = {"reason": "放弃原因"}


class AwardWithdrawalDesk(ProjectDesk):
    """填报施工信息之前不能承接的，可以申请放弃中选；街镇确认后另选通过审查的单位，并重新公示。"""

    title = "放弃中选"
    review_menu = f"{AUXILIARY}/放弃中选确认"
    order = 32
    filing, form = AwardWithdrawal, AwardWithdrawalForm
    filed_by = BUILDER
    reviewed_by = (BY_TOWN,)
    verb = "放弃中选"
    confirm = "街镇确认后，您单位失去中选资格。"

    def cases(self, actor: Actor) -> QuerySet[Project]:
        return Project.objects.small().filter(builder=actor.organisation_id, state=S.AWARDED)

    def take_effect(self, filing: AwardWithdrawal, *, actor: Actor, now: datetime) -> None:
        tendering.give_up(filing.about, actor=actor, now=now, reason=filing.reason)
