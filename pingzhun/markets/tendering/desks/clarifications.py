"""采购业务－开标前－答疑文件 by the agent (manual 001 §3.6, H22)."""

from datetime import datetime
from typing import Any

from django import forms
from django.db.models import QuerySet

from pingzhun.base.localtime import to_local
from pingzhun.directory.actors import Actor
from pingzhun.documents.slots import Slot
from pingzhun.filings.desks import Picking
from pingzhun.filings.forms import FilingForm
from pingzhun.filings.models import Filing
from pingzhun.markets.tendering import documents
from pingzhun.markets.tendering.capacities import AGENT
from pingzhun.markets.tendering.course import LotState
from pingzhun.markets.tendering.desks.lots import LotDesk
from pingzhun.markets.tendering.menu import BEFORE_OPENING
from pingzhun.markets.tendering.models import Clarification, Lot
from pingzhun.regimes.calendar import deadline_after


def number_of_next(lot: Lot) -> int:
    return documents.clarifications(lot).count() + 1


class ClarificationForm(FilingForm):
    class Meta:
        model = Clarification
        fields = ["content", "affects_bids", "opinion"]
        widgets = {
            "content": forms.Textarea(attrs={"rows": 6}),
            "affects_bids": forms.RadioSelect,
            "opinion": forms.Textarea(attrs={"rows": 2}),
        }
        help_texts = {"content": "澄清或者修改的内容，不得改变采购标的和资格条件"}

    def set_up(self) -> None:
        least = self.case.figure("tender.clarification_before_deadline")
        self.fields["affects_bids"].choices = Clarification._meta.get_field("affects_bids").choices
        self.fields[
            "affects_bids"
        ].help_text = f"影响的，应当在投标截止时间至少 {least}前发布（{least.article}）"

    def clean(self) -> dict[str, Any]:
        self.instance.document = self.case.document
        self.instance.number = number_of_next(self.case)
        return super().clean()

    def clean_affects_bids(self) -> bool:
        affects, lot = self.cleaned_data["affects_bids"], self.case
        least = lot.figure("tender.clarification_before_deadline")
        earliest = deadline_after(self.now, days=least.whole, until="same_time")
        if affects and lot.opens_at < earliest:
            raise forms.ValidationError(
                f"距投标截止时间（{to_local(lot.opens_at):%Y-%m-%d %H:%M}）不足 {least}，不能发布影响投标文件编制的澄清。"
                f"请先在“变更公告”把投标截止时间推迟到 {earliest:%Y-%m-%d %H:%M} 以后（依据：{least.article}）。"
            )
        return bool(affects)


class ClarificationDesk(LotDesk):
    """填写澄清内容，上传澄清答疑文件。提交后即发布，已获取招标文件的供应商都会收到消息，以后获取的也能下载。"""

    title = "答疑文件"
    menu = f"{BEFORE_OPENING}/答疑文件"
    order = 40
    filing, form = Clarification, ClarificationForm
    filed_by = AGENT
    guards = (documents.bidding_is_open,)
    slots = (
        Slot("clarification", "澄清答疑文件", required=True, hint="澄清或者修改的内容，不要写明提问的供应商"),
    )
    picking = Picking("选择交易文件", "确认选择")
    verb = "新增答疑"
    submit_label = "确认提交"
    withdrawable = False
    template = "tendering/clarification.html"
    submitted_message = "答疑文件已发布，已获取招标文件的供应商会收到消息。"

    def cases(self, actor: Actor) -> QuerySet[Lot]:
        return Lot.objects.of_agent(actor).filter(state=LotState.BIDDING).order_by("opens_at", "pk")

    def label(self, form: FilingForm) -> str:
        return f"{form.case.title}（{form.instance.title}）"

    def page_context(self, filing: Filing, *, actor: Actor, now: datetime) -> dict[str, Any]:
        lot = filing.about
        found = {"number": number_of_next(lot), "earlier": documents.clarifications(lot)}
        return super().page_context(filing, actor=actor, now=now) | found

    def take_effect(self, filing: Clarification, *, actor: Actor, now: datetime) -> None:
        documents.clarify(filing, now=now)
