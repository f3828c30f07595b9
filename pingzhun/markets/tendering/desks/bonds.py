"""投标保证金 of a supplier, and its 退还 by the agent (条例 第三十三条, 87号令 第三十八条)."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import DateTimeField as Moment
from django.db.models import Exists, OuterRef, Q, QuerySet, Value

from pingzhun.base.fields import MoneyField
from pingzhun.base.localtime import local_date
from pingzhun.base.money import format_yuan
from pingzhun.directory.actors import Actor
from pingzhun.documents.slots import Slot
from pingzhun.filings.announce import page_of
from pingzhun.filings.course import FilingState
from pingzhun.filings.desks import Desk, Opening, Overview, desk_of
from pingzhun.filings.forms import FilingForm
from pingzhun.filings.models import Filing
from pingzhun.flow.guards import Refused
from pingzhun.markets.tendering import bonds
from pingzhun.markets.tendering.capacities import AGENT, SUPPLIER
from pingzhun.markets.tendering.course import BEFORE_OPENING, LotState
from pingzhun.markets.tendering.guards import bidding_is_open
from pingzhun.markets.tendering.menu import BIDDING, ROOT
from pingzhun.markets.tendering.models import Bid, BidBond, BondReturn, Lot, Participation
from pingzhun.standing.held import SCAN
from pingzhun.ui.components import Badge


class BidBondForm(FilingForm):
    class Meta:
        model = BidBond
        fields = ["amount", "payment", "payer", "payer_account", "paid_on"]
        field_classes = {"amount": MoneyField}
        help_texts = {"payer": "从贵单位账户转出；不得以现金缴纳", "payer_account": "保函可以不填"}

    def set_up(self) -> None:
        self.instance.round = self.case.round
        self.fields["amount"].help_text = f"本分包须缴纳 {format_yuan(self.case.bond)} 元"

    def clean_amount(self) -> Decimal:
        amount = self.cleaned_data["amount"]
        if amount < self.case.bond:
            raise forms.ValidationError(
                f"金额不得少于本分包的保证金 {format_yuan(self.case.bond)} 元，请补足后登记。"
            )
        return amount

    def clean_paid_on(self) -> Any:
        paid_on = self.cleaned_data["paid_on"]
        if paid_on > local_date(self.now):
            raise forms.ValidationError("缴纳日期不能晚于今天，请按凭证填写。")
        return paid_on


class BidBondDesk(Desk):
    """登记投标保证金的缴纳情况并上传凭证。开标之前只有贵单位能看到。"""

    title = "投标保证金"
    menu = f"{BIDDING}/投标保证金"
    order = 24
    filing, form = BidBond, BidBondForm
    filed_by = SUPPLIER
    guards = (bidding_is_open,)
    slots = (Slot("receipt", "缴纳凭证", required=True, types=SCAN, hint="银行回单或保函"),)
    verb = "登记保证金"
    submit_label = "提交信息"
    submitted_message = "保证金已登记。"
    private = True

    def opened(self) -> Q:
        return ~Q(case__lot__state__in=BEFORE_OPENING)

    def cases(self, actor: Actor) -> QuerySet[Lot]:
        mine = {"round": OuterRef("round"), "organisation_id": actor.organisation_id}
        paid = BidBond.objects.filter(bonds.RECORDED, case=OuterRef("pk"), **mine)
        joined = Participation.objects.filter(lot=OuterRef("pk"), **mine)
        return Lot.objects.filter(Exists(joined), ~Exists(paid), state=LotState.BIDDING, bond__gt=0)

    def initial(self, *, actor: Actor, case: Lot, now: datetime) -> dict[str, Any]:
        return {"amount": case.bond, "payer": actor.organisation.name}

    def can_undo(self, filing: Filing) -> bool:
        """As long as no bid rests on it."""
        lot = filing.about
        bids = Bid.objects.filter(
            lot=lot, round=lot.round, organisation=filing.organisation, withdrawn_at=None
        )
        return filing.state == FilingState.APPROVED and lot.state == LotState.BIDDING and not bids.exists()

    def undo(self, filing: Filing, *, actor: Actor, now: datetime) -> None:
        if filing.about.state != LotState.BIDDING:
            raise Refused("投标已截止或暂停，保证金登记不能撤回。")
        if filing.about.bids.filter(organisation=filing.organisation, withdrawn_at=None).exists():
            raise Refused("贵单位已投标，保证金登记不能撤回。请先撤回投标。")


def returnable_by(actor: Actor) -> QuerySet[BidBond]:
    mine = Lot.objects.of_agent(actor).values("pk")
    return bonds.returnable(BidBond.objects.filter(case__in=mine))


class BondReturnForm(FilingForm):
    class Meta:
        model = BondReturn
        fields = ["bond", "returned_on", "note"]
        labels = {"bond": "投标人"}

    def set_up(self) -> None:
        field = self.fields["bond"]
        due = returnable_by(self.actor).filter(returned_on=None)
        field.queryset = due.select_related("organisation", "case")
        field.label_from_instance = lambda bond: (
            f"{bond.organisation}（{bond.case}，{format_yuan(bond.amount)} 元）"
        )

    def clean_returned_on(self) -> Any:
        returned_on = self.cleaned_data["returned_on"]
        if returned_on > local_date(self.now):
            raise forms.ValidationError("退还日期不能晚于今天，请按凭证填写。")
        return returned_on


class BondReturnDesk(Desk):
    """登记投标保证金的退还，上传退还凭证；转为履约保证金的，在说明中写明。"""

    title = "保证金退还登记"
    order = 81
    filing, form = BondReturn, BondReturnForm
    filed_by = AGENT
    slots = (Slot("receipt", "退还凭证", required=True, types=SCAN, hint="银行回单或供应商收据"),)
    verb = "登记退还"
    submit_label = "提交信息"
    submitted_message = "退还已登记。"
    withdrawable = False

    def available(self, *, actor: Actor, now: datetime) -> bool:
        return returnable_by(actor).filter(returned_on=None).exists()

    def label(self, form: FilingForm) -> str:
        return f"{form.cleaned_data['bond'].organisation}的保证金"

    def take_effect(self, filing: BondReturn, *, actor: Actor, now: datetime) -> None:
        filing.attach_to(filing.bond.case)


def standing(bond: BidBond) -> Badge:
    if bond.returned_on:
        return Badge(f"{bond.returned_on} 已退还", "good")
    return Badge("逾期未退", "bad") if bonds.due_at(bond) < bond.asked_at else Badge("待退还", "warn")


class BondReturnsOverview(Overview):
    """应当退还的投标保证金：未中标的自中标通知书发出、中标的自合同签订、撤回或废标的自当日起，按期退还。"""

    title = "保证金退还"
    menu = f"{ROOT}/保证金退还"
    order = 80
    kinds = (AGENT,)
    columns = (
        ("投标人", "organisation.name"),
        ("分包", "case.title"),
        ("金额（元）", "amount"),
        ("付款账户", "payer"),
        ("退还期限", bonds.due_at),
        ("状态", standing),
    )
    desks = (BondReturnDesk,)
    empty = "目前没有应当退还的投标保证金。"

    def rows(self, actor: Actor, *, now: datetime) -> QuerySet[BidBond]:
        shown = returnable_by(actor).annotate(asked_at=Value(now, output_field=Moment()))
        return shown.select_related("organisation", "case__regime", "case__jurisdiction")

    def link(self, row: BidBond) -> str:
        return page_of(row)

    def opens(self, row: BidBond, actor: Actor) -> Opening | None:
        return None if row.returned_on else Opening(desk_of(BondReturnDesk), "bond", row.pk)
