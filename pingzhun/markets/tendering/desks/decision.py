"""确定中标人: the 采购人 decides on the report, in the order of the candidates (87号令 第六十八条)."""

from datetime import datetime
from typing import Any

from django import forms
from django.db.models import QuerySet

from pingzhun.base.money import format_yuan
from pingzhun.directory.actors import Actor
from pingzhun.documents.slots import Slot
from pingzhun.filings.desks import Desk
from pingzhun.filings.forms import FilingForm
from pingzhun.filings.models import Filing
from pingzhun.markets.tendering import awarding, committee
from pingzhun.markets.tendering.capacities import ENTITY
from pingzhun.markets.tendering.course import LotState
from pingzhun.markets.tendering.menu import ENTITY_ROOT
from pingzhun.markets.tendering.models import AwardDecision, BidResult, DecisionOutcome, Lot


def named(result: BidResult) -> str:
    score = f"，综合得分 {result.total}" if result.total is not None else ""
    return f"第 {result.rank} 名 {result.bid.organisation.name}（{format_yuan(result.price)} 元{score}）"


class AwardDecisionForm(FilingForm):
    wide = {"candidate"}

    class Meta:
        model = AwardDecision
        fields = ["outcome", "candidate", "reason"]
        widgets = {"reason": forms.Textarea(attrs={"rows": 3})}
        help_texts = {"reason": "不按候选人次序确定中标人的，以及废标的，必须写明法定理由"}

    def set_up(self) -> None:
        self.order = awarding.candidates(self.case)
        choice: Any = self.fields["candidate"]
        choice.queryset = BidResult.objects.filter(pk__in=[each.pk for each in self.order]).select_related(
            "bid__organisation"
        )
        choice.label_from_instance = named

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        outcome, chosen, reason = data.get("outcome"), data.get("candidate"), data.get("reason")
        if outcome == DecisionOutcome.FAIL:
            data["candidate"] = None
            if self.order and not committee.declined(awarding.evaluation_of(self.case)):
                self.add_error("outcome", "中标候选人没有放弃中标，应当在候选人中确定中标人。")
            elif not reason:
                self.add_error("reason", "请写明废标的理由。")
        elif chosen is None:
            self.add_error("candidate", "请选择中标人。" if self.order else "已没有中标候选人，只能废标。")
        elif chosen != self.order[0] and not reason:
            self.add_error(
                "reason",
                "应当按评标报告的次序确定中标人；选择其他候选人的，请写明法定理由"
                "（《政府采购货物和服务招标投标管理办法》第六十八条）。",
            )
        return data


class AwardDecisionDesk(Desk):
    """收到评标报告后，在法定期限内按中标候选人的次序确定中标人；代理机构随后发布中标公告。"""

    title = "确定中标人"
    menu = f"{ENTITY_ROOT}/确定中标人"
    order = 40
    filing, form = AwardDecision, AwardDecisionForm
    filed_by = ENTITY
    slots = (Slot("papers", "相关材料"),)
    verb = "确定中标人"
    submit_label = "提交信息"
    withdrawable = False
    confirm = "提交后由代理机构发布中标公告，不能更改。"
    submitted_message = "已办理，代理机构会收到消息。"
    template = "tendering/decision.html"
    columns = (
        ("招标代理", "tender.agent.name"),
        ("评标结束时间", "evaluated_at"),
        ("状态", "get_state_display"),
    )

    def cases(self, actor: Actor) -> QuerySet[Lot]:
        return Lot.objects.of_entity(actor).filter(state=LotState.EVALUATED)

    def initial(self, *, actor: Actor, case: Lot, now: datetime) -> dict[str, Any]:
        order = awarding.candidates(case)
        return {"outcome": DecisionOutcome.AWARD, "candidate": order[0].pk if order else None}

    def page_context(self, filing: Filing, *, actor: Actor, now: datetime) -> dict[str, Any]:
        evaluation = committee.current(filing.about)
        results = evaluation.results.select_related("bid__organisation") if evaluation else []
        return {
            "results": results,
            "evaluation": evaluation,
            "paper_key": f"evaluation-{filing.about.evaluation}",
        }

    def take_effect(self, filing: AwardDecision, *, actor: Actor, now: datetime) -> None:
        awarding.decide(filing, actor=actor, now=now)
