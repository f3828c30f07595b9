"""After the award: 放弃中标 by the winner, 合同备案 by the 采购人 (条例 第四十九、五十条, 法 第四十六、四十七条)."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet

from pingzhun.base.fields import MoneyField
from pingzhun.base.localtime import local_date
from pingzhun.base.money import format_yuan
from pingzhun.directory.actors import Actor
from pingzhun.documents.slots import Slot
from pingzhun.filings.desks import Desk
from pingzhun.filings.forms import FilingForm
from pingzhun.markets.tendering import awarding
from pingzhun.markets.tendering.capacities import ENTITY, SUPPLIER
from pingzhun.markets.tendering.course import LotState, is_not_halted
from pingzhun.markets.tendering.menu import BIDDING, ENTITY_ROOT, OVERSIGHT
from pingzhun.markets.tendering.models import AwardContract, AwardRenunciation, Lot
from pingzhun.markets.tendering.parties import BY_ENTITY, BY_SUPERVISOR
from pingzhun.standing.held import SCAN


class AwardRenunciationForm(FilingForm):
    class Meta:
        model = AwardRenunciation
        fields = ["reason"]
        widgets = {"reason": forms.Textarea(attrs={"rows": 4})}
        labels = {"reason": "放弃原因"}

    def set_up(self) -> None:
        evaluation = awarding.evaluation_of(self.case)
        self.instance.lot_evaluation = evaluation
        self.instance.bid = evaluation.results.get(bid__organisation=self.case.winner_id).bid


class AwardRenunciationDesk(Desk):
    """中标后不能签订合同的，可以放弃中标；采购人确认后，由其按次序另行确定中标人，或者重新开展采购活动。"""

    title = "放弃中标"
    menu = f"{BIDDING}/放弃中标"
    review_menu = f"{ENTITY_ROOT}/放弃中标确认"
    order = 61
    filing, form = AwardRenunciation, AwardRenunciationForm
    filed_by = SUPPLIER
    reviewed_by = (BY_ENTITY,)
    slots = (Slot("statement", "放弃中标声明", required=True, types=SCAN, hint="加盖公章"),)
    verb = "放弃中标"
    confirm = "采购人确认后，您单位失去中标资格；无正当理由拒绝签订合同的，要承担法律责任。"
    columns = (
        ("采购人", "procuring_entity.name"),
        ("中标金额（元）", "price"),
        ("状态", "get_state_display"),
    )

    def cases(self, actor: Actor) -> QuerySet[Lot]:
        return Lot.objects.filter(winner=actor.organisation_id, state=LotState.AWARDED)

    def take_effect(self, filing: AwardRenunciation, *, actor: Actor, now: datetime) -> None:
        awarding.renounce(filing, actor=actor, now=now)


def day_input() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class AwardContractForm(FilingForm):
    class Meta:
        model = AwardContract
        fields = ["number", "amount", "performance_bond", "signed_on", "starts_on", "ends_on"]
        field_classes = {"amount": MoneyField, "performance_bond": MoneyField}
        widgets = {"signed_on": day_input(), "starts_on": day_input(), "ends_on": day_input()}

    def set_up(self) -> None:
        sign, file = self.case.figure("contract.sign"), self.case.figure("contract.file")
        self.fields["amount"].help_text = f"与中标金额 {format_yuan(self.case.price)} 元一致"
        self.fields["signed_on"].help_text = f"中标通知书发出后 {sign}内签订，签订后 {file}内备案"

    def clean_amount(self) -> Decimal:
        amount: Decimal = self.cleaned_data["amount"]
        if amount != self.case.price:
            raise forms.ValidationError(
                f"合同金额应与中标金额 {format_yuan(self.case.price)} 元一致"
                "（《中华人民共和国政府采购法》第四十六条）。"
            )
        return amount

    def clean_signed_on(self) -> date:
        signed_on: date = self.cleaned_data["signed_on"]
        if not local_date(self.case.awarded_at) <= signed_on <= local_date(self.now):
            raise forms.ValidationError("签订日期不能早于中标公告发布之日，也不能晚于今天。")
        return signed_on

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        amount, bond = data.get("amount"), data.get("performance_bond")
        most = self.case.figure("bond.performance_max_share")
        if amount and bond is not None and bond * 100 > amount * most.value:
            self.add_error(
                "performance_bond",
                f"履约保证金不得超过合同金额的 {most}，即 {format_yuan(amount * most.value / 100)} 元"
                f"（依据：{most.article}）。",
            )
        starts_on, ends_on = data.get("starts_on"), data.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", "履行结束日期不能早于开始日期。")
        return data


class AwardContractDesk(Desk):
    """与中标人签订合同后，上传合同，报监督部门备案；审核通过后合同自动公告。"""

    title = "合同备案"
    menu = f"{ENTITY_ROOT}/合同备案"
    review_menu = f"{OVERSIGHT}/合同备案审核"
    order = 41
    filing, form = AwardContract, AwardContractForm
    filed_by = ENTITY
    reviewed_by = (BY_SUPERVISOR,)
    guards = (is_not_halted,)
    slots = (
        Slot(
            "contract",
            "采购合同",
            required=True,
            types=SCAN,
            hint="双方签字盖章；随合同公告公开，涉密内容除外",
        ),
    )
    verb = "合同备案"
    submit_label = "提交信息"
    columns = (("中标人", "winner.name"), ("中标金额（元）", "price"), ("状态", "get_state_display"))

    def cases(self, actor: Actor) -> QuerySet[Lot]:
        return Lot.objects.of_entity(actor).filter(state=LotState.AWARDED)

    def initial(self, *, actor: Actor, case: Lot, now: datetime) -> dict[str, Any]:
        return {"amount": case.price}

    def take_effect(self, filing: AwardContract, *, actor: Actor, now: datetime) -> None:
        awarding.file_contract(filing, actor=actor, now=now)
