"""采购业务－开标前－招标公告 and 变更公告 (manual 001 §3.7, §3.8)."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, QuerySet

from pingzhun.base.localtime import local_date, moment
from pingzhun.base.workdays import add_days, add_workdays
from pingzhun.directory.actors import Actor
from pingzhun.documents.slots import Slot
from pingzhun.filings.course import FilingState
from pingzhun.filings.desks import Picking
from pingzhun.filings.forms import FilingForm
from pingzhun.flow.guards import Refused, guard
from pingzhun.markets.tendering import announcing, documents, notices
from pingzhun.markets.tendering.capacities import AGENT
from pingzhun.markets.tendering.course import (
    LotState,
    document_is_confirmed,
    document_is_issued,
    venue_is_reserved,
)
from pingzhun.markets.tendering.desks.lots import PICK_LOT, LotDesk
from pingzhun.markets.tendering.menu import BEFORE_OPENING, CENTRE_ROOT
from pingzhun.markets.tendering.models import BidInvitation, InvitationChange, Lot
from pingzhun.markets.tendering.parties import BY_CENTRE
from pingzhun.notices.pdf import Wording
from pingzhun.notices.sealed import sealed_notice
from pingzhun.regimes.calendar import in_force

S = LotState
ATTACHMENTS = Slot("attachments", "公告附件", hint="随公告公开")

# ---- 招标公告 ------------------------------------------------------------------------------------------------------------


@guard("招标文件发出至投标截止的期限符合规定")
def time_to_bid_is_left(lot: Lot, *, actor: Actor, now: datetime) -> str | None:
    if lot.opens_at is None:
        return None  # `venue_is_reserved` says so
    return announcing.short_of_deadline(lot, issued_on=local_date(now))


class BidInvitationForm(FilingForm):
    fieldsets = [
        ("公告内容", ["requirement", "qualifications", "other"]),
        ("期限", ["notice_workdays", "offered_from", "offered_until"]),
        ("签署", ["opinion"]),
    ]

    class Meta:
        model = BidInvitation
        fields = [
            "requirement",
            "qualifications",
            "other",
            "notice_workdays",
            "offered_from",
            "offered_until",
            "opinion",
        ]
        widgets = {
            "requirement": forms.Textarea(attrs={"rows": 6}),
            "qualifications": forms.Textarea(attrs={"rows": 6}),
            "other": forms.Textarea(attrs={"rows": 3}),
        }
        help_texts = {"offered_from": "不早于公告发布之日；审核通过晚于此日的，自发布之日起提供"}

    def set_up(self) -> None:
        notice, offer = self.case.figure("tender.notice_period"), self.case.figure("tender.document_on_offer")
        self.fields["notice_workdays"].help_text = f"不少于 {notice}"
        self.fields["offered_until"].help_text = f"提供期限不少于 {offer}，不晚于投标截止之日"

    def clean_notice_workdays(self) -> int:
        value, least = self.cleaned_data["notice_workdays"], self.case.figure("tender.notice_period")
        if value < least.value:
            raise forms.ValidationError(f"公告期限不得少于 {least}（依据：{least.article}）。")
        return value

    def clean_offered_from(self) -> date:
        value = self.cleaned_data["offered_from"]
        if value < local_date(self.now):
            raise forms.ValidationError("不能早于今天：招标文件自公告发布之日起才能获取。")
        return value

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        issued_on, until = data.get("offered_from"), data.get("offered_until")
        if issued_on and until:
            self._refuse_short_offer(issued_on, until)
        if issued_on and issued_on > local_date(self.now) and self.case.opens_at:
            short = announcing.short_of_deadline(self.case, issued_on=issued_on)
            if short:
                self.add_error("offered_from", short)
        self.instance.round, self.instance.opens_at = self.case.round, self.case.opens_at
        return data

    def _refuse_short_offer(self, issued_on: date, until: date) -> None:
        opens_at = self.case.opens_at
        if short := announcing.short_of_offer(self.case, issued_on=issued_on, until=until):
            self.add_error("offered_until", short)
        elif opens_at and until > local_date(opens_at):
            self.add_error("offered_until", f"不能晚于投标截止时间 {moment(opens_at)}，请改为该日或更早。")

    def described(self, before: Any = None) -> dict[str, Any]:
        """With the times that nobody types here: the reviewer decides on them too."""
        content = super().described(before)
        opening = {
            "name": "opens_at",
            "label": "投标截止及开标时间",
            "text": f"{moment(self.case.opens_at)}，{self.case.opening_room}",
        }
        return content | {"fields": [opening, *content["fields"]]}


def invitation_wording(form: FilingForm) -> Wording:
    said = form.instance
    if form.case.opening_room is None:
        raise Refused("请先在“场地预约”预约开评标场地，审核通过后再生成公告。")
    return notices.invitation_wording(
        form.case, said, offered_until=said.offered_until, opens_at=form.case.opens_at
    )


class BidInvitationDesk(LotDesk):
    """编辑招标公告，电子签章后提交；交易中心审核通过后自动生成并发布，供应商即可获取招标文件。"""

    title = "招标公告"
    menu = f"{BEFORE_OPENING}/招标公告"
    review_menu = f"{CENTRE_ROOT}/业务审核/招标公告审核"
    order = 30
    filing, form = BidInvitation, BidInvitationForm
    filed_by = AGENT
    reviewed_by = (BY_CENTRE,)
    guards = (venue_is_reserved, document_is_issued, document_is_confirmed, time_to_bid_is_left)
    slots = (ATTACHMENTS,)
    deed = sealed_notice(invitation_wording)
    picking = PICK_LOT
    verb = "新增交易公告"
    submit_label = "提交信息"
    confirm = "提交交易中心审核，审核通过后系统自动生成并发布招标公告。"

    def cases(self, actor: Actor) -> QuerySet[Lot]:
        return Lot.objects.of_agent(actor).filter(state=S.REGISTERED)

    def initial(self, *, actor: Actor, case: Lot, now: datetime) -> dict[str, Any]:
        today = local_date(now)
        offer = case.figure("tender.document_on_offer")
        return {
            "requirement": case.tender.content,
            "notice_workdays": case.figure("tender.notice_period").whole,
            "offered_from": today,
            "offered_until": add_workdays(today, offer.whole, calendar=in_force()),
        }

    def take_effect(self, filing: BidInvitation, *, actor: Actor, now: datetime) -> None:
        announcing.publish(filing, actor=actor, now=now)


# ---- 变更公告 ------------------------------------------------------------------------------------------------------------


@guard("投标尚未截止")
def bidding_has_not_closed(lot: Lot, *, actor: Actor, now: datetime) -> str | None:
    if lot.state == S.BIDDING and now >= lot.opens_at:
        return "投标已经截止，不能变更公告。"
    return None


@guard("暂停的项目已重新预约场地及时间")
def suspended_lot_has_a_new_venue(lot: Lot, *, actor: Actor, now: datetime) -> str | None:
    if lot.state != S.SUSPENDED or lot.next_opens_at:
        return None
    return "项目已暂停，恢复交易须先在“场地预约”重新预约场地及时间，审核通过后再发布变更公告。"


@guard("公告时间只往后变更")
def new_time_is_later(lot: Lot, *, actor: Actor, now: datetime) -> str | None:
    opens_at = lot.next_opens_at
    if opens_at is None or (opens_at >= lot.opens_at and opens_at > now):
        return None
    return (
        f"新预约的开标时间 {moment(opens_at)} 早于原开标时间 {moment(lot.opens_at)} 或已经过去；"
        "公告变更时间只能往后变更，请在“场地变更”另行预约。"
    )


def yes_or_no(label: str, *, help_text: str = "") -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label,
        choices=(("True", "是"), ("False", "否")),
        coerce=lambda value: value == "True",
        widget=forms.RadioSelect,
        help_text=help_text,
    )


class InvitationChangeForm(FilingForm):
    has_clarification = yes_or_no(
        "是否有答疑澄清文件", help_text="项目有发布答疑文件或补充文件的，请选择“是”"
    )
    affects_bids = yes_or_no("是否影响投标文件编制")

    class Meta:
        model = InvitationChange
        fields = ["explanation", "has_clarification", "affects_bids", "offered_until", "opinion"]
        widgets = {"explanation": forms.Textarea(attrs={"rows": 6})}
        labels = {"opinion": "申请审核意见"}
        help_texts = {"explanation": "不得改变采购标的和资格条件"}

    def set_up(self) -> None:
        least = self.case.figure("tender.clarification_before_deadline")
        self.before = announcing.offered_until(self.case)
        self.opens_at = self.case.next_opens_at or self.case.opens_at
        self.fields[
            "affects_bids"
        ].help_text = f"影响投标文件编制的，应当在投标截止 {least} 前发布；不足的，先在“场地变更”顺延开标时间"
        self.fields["offered_until"].help_text = f"原为 {self.before}，只能往后变更"

    def clean_has_clarification(self) -> bool:
        """The notice sends suppliers to the 答疑文件, or does not: it must not say what is not so."""
        value: bool = self.cleaned_data["has_clarification"]
        there = documents.clarifications(self.case).exists()
        if there and not value:
            raise forms.ValidationError("本项目已发布答疑文件，请选择“是”。")
        if value and not there:
            raise forms.ValidationError("本项目没有答疑文件。请先在“答疑文件”提交，或者选择“否”。")
        return value

    def clean_offered_until(self) -> date:
        value = self.cleaned_data["offered_until"]
        if value < self.before:
            raise forms.ValidationError(f"公告变更时间只能往后变更，不能早于原定的 {self.before}。")
        if value > local_date(self.opens_at):
            raise forms.ValidationError(f"不能晚于投标截止时间 {moment(self.opens_at)}。")
        return value

    def clean_affects_bids(self) -> bool:
        """Raises ValidationError where what was changed leaves too little time (87号令 第二十七条)."""
        value, least = (
            self.cleaned_data["affects_bids"],
            self.case.figure("tender.clarification_before_deadline"),
        )
        earliest = add_days(local_date(self.now), least.whole, calendar=in_force())
        if value and local_date(self.opens_at) < earliest:
            raise forms.ValidationError(
                f"影响投标文件编制的，自今日起至投标截止不得少于 {least}，最早可于 {earliest} 截止；"
                f"现为 {moment(self.opens_at)}，请先在“场地变更”顺延开标时间（依据：{least.article}）。"
            )
        return value

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        said = self.instance
        said.round, said.resumes = self.case.round, self.case.state == S.SUSPENDED
        said.opens_at_before, said.opens_at = self.case.opens_at, self.opens_at
        said.offered_until_before = self.before
        return data

    def described(self, before: Any = None) -> dict[str, Any]:
        """With the opening before and after."""
        content = super().described(before)
        opening = {"name": "opens_at", "label": "投标截止及开标时间", "text": moment(self.opens_at)}
        opening["before"] = moment(self.case.opens_at)
        return content | {"fields": [opening, *content["fields"]]}


def change_wording(form: FilingForm) -> Wording:
    terms, said = announcing.invitation_of(form.case), form.instance
    return notices.change_wording(
        form.case,
        terms,
        explanation=said.explanation,
        has_clarification=said.has_clarification,
        resumes=said.resumes,
        offered_until=said.offered_until,
        opens_at=said.opens_at,
    )


class InvitationChangeDesk(LotDesk):
    """变更已发布的招标公告；提交备案后变更公告即时生成并发布，时间只能往后变更。

    Nobody reviews it: the manual has it 备案 (§3.8.5), and speaks of no 待审核 as it does for the 招标公告. What would need a
    decision has had it: the new opening was reserved at the 场地变更, which the 交易中心 reviews.
    """

    title = "变更公告"
    menu = f"{BEFORE_OPENING}/变更公告"
    order = 31
    filing, form = InvitationChange, InvitationChangeForm
    filed_by = AGENT
    guards = (bidding_has_not_closed, suspended_lot_has_a_new_venue, new_time_is_later)
    slots = (ATTACHMENTS,)
    deed = sealed_notice(change_wording)
    picking = Picking("选择招标公告", "确定选择")
    verb = "新增变更公告"
    submit_label = "提交备案"
    confirm = "提交后系统自动生成并发布变更公告，已获取招标文件的供应商会收到消息。"
    submitted_message = "变更公告已发布。"

    def cases(self, actor: Actor) -> QuerySet[Lot]:
        announced = BidInvitation.objects.filter(
            case=OuterRef("pk"), round=OuterRef("round"), state=FilingState.APPROVED
        )
        lots = Lot.objects.of_agent(actor).filter(state__in=(S.BIDDING, S.SUSPENDED))
        return lots.filter(Exists(announced))

    def initial(self, *, actor: Actor, case: Lot, now: datetime) -> dict[str, Any]:
        return {
            "offered_until": announcing.offered_until(case),
            "has_clarification": documents.clarifications(case).exists(),
        }

    def take_effect(self, filing: InvitationChange, *, actor: Actor, now: datetime) -> None:
        announcing.change(filing, actor=actor, now=now)
