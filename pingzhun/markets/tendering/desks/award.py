"""采购业务－中标公告 and 中标公告变更: the agent announces, the 交易中心 reviews (H30, H31)."""

from datetime import datetime
from typing import Any

from django import forms
from django.db.models import QuerySet

from pingzhun.base.fields import MoneyField
from pingzhun.base.money import format_yuan
from pingzhun.directory.actors import Actor
from pingzhun.documents.slots import Slot
from pingzhun.filings.desks import Picking
from pingzhun.filings.forms import FilingForm, kept
from pingzhun.flow.guards import guard
from pingzhun.markets.tendering import award_notices, awarding
from pingzhun.markets.tendering.capacities import AGENT
from pingzhun.markets.tendering.course import EVALUATION_OVER, LET, LotState, is_not_halted
from pingzhun.markets.tendering.desks.decision import named
from pingzhun.markets.tendering.desks.lots import CONFIRM_LOT, LotDesk
from pingzhun.markets.tendering.menu import CENTRE_ROOT, ROOT
from pingzhun.markets.tendering.models import AwardChange, AwardedItem, AwardNotice, BidResult, Lot
from pingzhun.markets.tendering.parties import BY_CENTRE
from pingzhun.notices.pdf import Wording
from pingzhun.notices.sealed import sealed_notice


@guard("评标已结束")
def evaluation_is_over(lot: Lot, *, actor: Actor, now: datetime) -> str | None:
    return None if lot.state in EVALUATION_OVER else "评标尚未结束。"


@guard("采购人已确定中标人")
def winner_is_decided(lot: Lot, *, actor: Actor, now: datetime) -> str | None:
    if lot.winner_id:
        return None
    return f"采购人（{lot.procuring_entity}）尚未确定中标人，请其在“确定中标人”办理。"


class AwardedItemForm(forms.ModelForm):
    class Meta:
        model = AwardedItem
        fields = ["name", "specification", "quantity", "unit_price"]
        field_classes = {"unit_price": MoneyField}


class AwardNoticeForm(FilingForm):
    rows = {"items": AwardedItemForm}
    row_titles = {"items": "主要中标标的"}
    least_rows = {"items": 1}
    fieldsets = [
        ("中标单位信息", ["winner", "winner_address"]),
        ("中标基本信息", ["agency_fee", "agency_fee_standard", "note"]),
        ("签署", ["opinion"]),
    ]

    class Meta:
        model = AwardNotice
        fields = ["winner", "winner_address", "agency_fee", "agency_fee_standard", "note", "opinion"]
        labels = {"opinion": "申请审核意见"}
        field_classes = {"agency_fee": MoneyField}
        widgets = {
            "winner": forms.Select(attrs={"data-search": ""}),
            "note": forms.Textarea(attrs={"rows": 3}),
        }

    def set_up(self) -> None:
        order = awarding.candidates(self.case)
        choice: Any = self.fields["winner"]
        choice.queryset = BidResult.objects.filter(pk__in=[each.pk for each in order]).select_related(
            "bid__organisation"
        )
        choice.label_from_instance = named
        choice.help_text = "检索并选择采购人确定的中标单位"

    def clean_winner(self) -> BidResult:
        chosen: BidResult = self.cleaned_data["winner"]
        if chosen.bid.organisation_id != self.case.winner_id:
            decided = self.case.winner or "尚未确定"
            raise forms.ValidationError(f"应为采购人确定的中标人：{decided}。")
        return chosen


def award_wording(form: AwardNoticeForm) -> Wording:
    items = [
        (
            row.cleaned_data["name"],
            row.cleaned_data["specification"],
            row.cleaned_data["quantity"],
            f"{format_yuan(row.cleaned_data['unit_price'])} 元",
        )
        for row in kept(form.row_sets["items"])
    ]
    return award_notices.award_wording(form.instance, lot=form.case, items=items)


class AwardNoticeDesk(LotDesk):
    """采购人确定中标人之后，填写中标单位和中标基本信息，对中标公告签章，提交交易中心审核，审核通过后自动发布。"""

    title = "中标公告"
    menu = f"{ROOT}/中标公告"
    review_menu = f"{CENTRE_ROOT}/业务审核/中标公告审核"
    order = 70
    filing, form = AwardNotice, AwardNoticeForm
    filed_by = AGENT
    reviewed_by = (BY_CENTRE,)
    guards = (evaluation_is_over, winner_is_decided, is_not_halted)
    slots = (Slot("attachments", "相关附件", hint="随公告公开"),)
    deed = sealed_notice(award_wording)
    picking = CONFIRM_LOT
    verb = "新增中标公告"
    submit_label = "提交信息"
    confirm = "提交交易中心审核，审核通过后系统自动生成并发布中标公告。"
    columns = (("采购人", "procuring_entity.name"), ("中标人", "winner.name"), ("状态", "get_state_display"))

    def cases(self, actor: Actor) -> QuerySet[Lot]:
        return Lot.objects.of_agent(actor).filter(state__in=(LotState.EVALUATED, LotState.DECIDED))

    def initial(self, *, actor: Actor, case: Lot, now: datetime) -> dict[str, Any]:
        decided = [each for each in awarding.candidates(case) if each.bid.organisation_id == case.winner_id]
        if not decided:
            return {}
        return {"winner": decided[0].pk, "winner_address": decided[0].bid.organisation.address}

    def take_effect(self, filing: AwardNotice, *, actor: Actor, now: datetime) -> None:
        awarding.publish(filing, actor=actor, now=now)


class AwardChangeForm(FilingForm):
    wide = {"matter"}

    class Meta:
        model = AwardChange
        fields = ["matter", "before", "after", "explanation"]
        widgets = {
            "before": forms.Textarea(attrs={"rows": 3}),
            "after": forms.Textarea(attrs={"rows": 3}),
            "explanation": forms.Textarea(attrs={"rows": 3}),
        }


def change_wording(form: AwardChangeForm) -> Wording:
    return award_notices.change_wording(form.instance, lot=form.case)


class AwardChangeDesk(LotDesk):
    """已发布的中标公告需要变更的，填写变更信息，提交交易中心审核，审核通过后自动发布中标变更公告。若无需变更，则不需要办理。"""

    title = "中标公告变更"
    menu = f"{ROOT}/中标公告变更"
    review_menu = f"{CENTRE_ROOT}/业务审核/中标公告变更审核"
    order = 71
    filing, form = AwardChange, AwardChangeForm
    filed_by = AGENT
    reviewed_by = (BY_CENTRE,)
    slots = (Slot("attachments", "相关附件", hint="随公告公开"),)
    deed = sealed_notice(change_wording)
    picking = Picking("选择招标公告", "确认选择")
    verb = "新增中标变更公告"
    submit_label = "提交信息"
    columns = (("采购人", "procuring_entity.name"), ("中标人", "winner.name"), ("状态", "get_state_display"))

    def cases(self, actor: Actor) -> QuerySet[Lot]:
        return Lot.objects.of_agent(actor).filter(state__in=LET)

    def take_effect(self, filing: AwardChange, *, actor: Actor, now: datetime) -> None:
        awarding.correct(filing, actor=actor, now=now)
