"""报价说明: a bidder whose price the committee asks about explains it in time (87号令 第六十条)."""

from datetime import datetime

from django import forms
from django.db.models import F, Q, QuerySet

from pingzhun.directory.actors import Actor
from pingzhun.documents.slots import Slot
from pingzhun.filings.desks import Desk
from pingzhun.filings.forms import FilingForm
from pingzhun.flow.guards import guard
from pingzhun.markets.tendering.capacities import SUPPLIER
from pingzhun.markets.tendering.evaluating import Stage
from pingzhun.markets.tendering.menu import BIDDING
from pingzhun.markets.tendering.models import Lot, PriceExplanation, PriceInquiry


def inquiry_of(lot: Lot, actor: Actor) -> PriceInquiry | None:
    """What the committee has asked this bidder, in the evaluation that the lot is at."""
    return PriceInquiry.objects.filter(
        evaluation__lot=lot, evaluation__number=lot.evaluation, bid__organisation=actor.organisation_id
    ).first()


@guard("说明时限未到")
def may_still_answer(lot: Lot, *, actor: Actor, now: datetime) -> str | None:
    inquiry = inquiry_of(lot, actor)
    return None if inquiry and now <= inquiry.answer_until else "说明时限已到，不能再提交。"


class PriceExplanationForm(FilingForm):
    class Meta:
        model = PriceExplanation
        fields = ["text"]
        widgets = {"text": forms.Textarea(attrs={"rows": 8})}

    def set_up(self) -> None:
        inquiry = inquiry_of(self.case, self.actor)
        if inquiry is not None:
            self.instance.inquiry = inquiry
            self.fields["text"].help_text = f"评标委员会要求：{inquiry.question}"


class PriceExplanationDesk(Desk):
    """评标委员会认为报价异常低的，投标人应当在规定时间内说明报价的合理性，必要时提交证明材料。"""

    title = "报价说明"
    menu = f"{BIDDING}/报价说明"
    order = 60
    filing, form = PriceExplanation, PriceExplanationForm
    filed_by = SUPPLIER
    guards = (may_still_answer,)
    slots = (Slot("evidence", "证明材料"),)
    verb = "说明报价"
    submit_label = "提交说明"
    withdrawable = False
    confirm = "提交后不能修改。"
    submitted_message = "说明已提交评标委员会。"
    columns = (("采购人", "procuring_entity.name"), ("状态", "get_state_display"))

    def cases(self, actor: Actor) -> QuerySet[Lot]:
        asked = Q(
            evaluations__number=F("evaluation"),
            evaluations__state=Stage.REVIEWING,
            evaluations__inquiries__bid__organisation=actor.organisation_id,
            evaluations__inquiries__explanation=None,
        )
        return Lot.objects.filter(asked).distinct()
