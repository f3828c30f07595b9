"""From the report to the contract: decision, 中标公告, 放弃中标, 合同备案 (87号令 第六十八至七十条, 条例 第四十三、四十九条)."""

from datetime import datetime

from django.db import transaction

from pingzhun.cases.dossiers import case_id_of, subject
from pingzhun.contracts import services as contracts
from pingzhun.deadlines import schedule
from pingzhun.deadlines.kinds import register
from pingzhun.deadlines.schedule import Rule
from pingzhun.directory.actors import Actor
from pingzhun.experts import panels
from pingzhun.filings import lifecycle
from pingzhun.filings.deeds import submitted
from pingzhun.flow.guards import Refused
from pingzhun.markets.tendering import award_notices, committee, course, messages, telling
from pingzhun.markets.tendering.course import LotState
from pingzhun.markets.tendering.models import (
    AwardChange,
    AwardContract,
    AwardDecision,
    AwardNotice,
    AwardRenunciation,
    BidResult,
    DecisionOutcome,
    Lot,
    LotEvaluation,
)
from pingzhun.messages.kinds import Kind


def evaluation_of(lot: Lot) -> LotEvaluation:
    """The one that the award rests on."""
    return lot.evaluations.get(number=lot.evaluation)


def candidates(lot: Lot) -> list[BidResult]:
    """中标候选人 in their order, without those who have given up."""
    evaluation = committee.current(lot)
    if evaluation is None:
        return []
    found = evaluation.results.filter(is_candidate=True).exclude(bid__in=committee.declined(evaluation))
    return list(found.select_related("bid__organisation").order_by("rank"))


# ---- 确定中标人 -----------------------------------------------------------------------------------------------------------


def await_decision(lot: Lot, *, now: datetime) -> None:
    """The 采购人 has so many 工作日 from now on (第六十八条). What was due after an earlier evaluation no longer is."""
    for kind in (DECISION_DUE, PUBLICATION_DUE, CONTRACT_DUE):
        schedule.cancel(kind=kind.key, subject=subject(lot.pk), now=now)
    rule = Rule(now, workdays=lot.figure("award.decision").whole)
    schedule.set_deadline(kind=DECISION_DUE.key, subject=subject(lot.pk), rule=rule, now=now)


@transaction.atomic
def decide(filing: AwardDecision, *, actor: Actor, now: datetime) -> None:
    """The winner is known to the 采购人 and the agent; the public learns it from the 中标公告. Raises Refused."""
    lot = filing.about
    schedule.cancel(kind=DECISION_DUE.key, subject=subject(lot.pk), now=now)
    if filing.outcome == DecisionOutcome.FAIL:
        course.fail(lot, actor=actor, now=now, reason=filing.reason, note=filing.reason)
        telling.tell_parties(
            lot, messages.NOT_EVALUATED, reason=f"{filing.reason}。", mark=str(filing.pk), now=now
        )
        return
    chosen = filing.candidate
    if chosen is None or chosen not in candidates(lot):
        raise Refused("请在中标候选人中确定中标人。")
    course.decide(
        lot, actor=actor, now=now, winner=chosen.bid.organisation, price=chosen.price, note=filing.reason
    )
    publish = lot.figure("award.publish")
    schedule.set_deadline(
        kind=PUBLICATION_DUE.key, subject=subject(lot.pk), rule=Rule(now, workdays=publish.whole), now=now
    )
    telling.tell(
        lot, messages.DECIDED, [lot.tender.agent], workdays=str(publish), mark=str(filing.pk), now=now
    )


# ---- 中标公告 -------------------------------------------------------------------------------------------------------------


@transaction.atomic
def publish(filing: AwardNotice, *, actor: Actor, now: datetime) -> None:
    """The winner and the names of the committee are public; the winner gets its 中标通知书, every other bidder its own reason or
    its own score and rank (第六十九条). Raises Refused.
    """
    lot = filing.about
    evaluation = evaluation_of(lot)
    if filing.winner.evaluation_id != evaluation.pk or filing.winner.bid.organisation_id != lot.winner_id:
        raise Refused("中标单位与采购人确定的中标人不一致，请退回修改。")
    course.award(lot, actor=actor, now=now)
    award_notices.publish_award(lot, filing, deed=submitted(filing), now=now)
    panel = committee.panel_of(evaluation)
    if panel is not None:
        panels.publish_names(panel=panel, now=now)
    schedule.cancel(kind=PUBLICATION_DUE.key, subject=subject(lot.pk), now=now)
    sign = lot.figure("contract.sign")
    schedule.set_deadline(
        kind=CONTRACT_DUE.key, subject=subject(lot.pk), rule=Rule(now, days=sign.whole), now=now
    )
    telling.tell(lot, messages.AWARDED, [lot.winner], days=str(sign), mark=str(filing.pk), now=now)
    for result in evaluation.results.select_related("bid__organisation"):
        if result.bid.organisation_id != lot.winner_id:
            telling.tell(
                lot,
                messages.NOT_AWARDED,
                [result.bid.organisation],
                reason=why_not(result),
                mark=str(filing.pk),
                now=now,
            )


def why_not(result: BidResult) -> str:
    """What a bidder that did not win is told of itself, and of nobody else (第六十九条第四款)."""
    if result.invalid_reason:
        return f"未通过的原因：{result.invalid_reason}。"
    if result.set_aside:
        return f"{result.set_aside}。"
    if result.total is None:
        return f"按评审价排序第 {result.rank} 名。"
    return f"综合得分 {result.total} 分，排序第 {result.rank} 名。"


@transaction.atomic
def correct(filing: AwardChange, *, actor: Actor, now: datetime) -> None:
    """中标变更公告: the notice before it points to it. Raises Refused."""
    award_notices.publish_change(filing.about, filing, deed=submitted(filing), now=now)


# ---- 放弃中标 -------------------------------------------------------------------------------------------------------------


@transaction.atomic
def renounce(filing: AwardRenunciation, *, actor: Actor, now: datetime) -> None:
    """The 采购人 decides anew: the next candidate, or nobody (条例 第四十九条)."""
    lot = filing.about
    course.renounce(lot, actor=actor, now=now, note=filing.reason)
    lifecycle.lapse_open(lot, now=now, note="中标人放弃中标")
    await_decision(lot, now=now)
    telling.tell_parties(lot, messages.RENOUNCED, mark=str(filing.pk), now=now)


# ---- 合同备案 -------------------------------------------------------------------------------------------------------------


@transaction.atomic
def file_contract(filing: AwardContract, *, actor: Actor, now: datetime) -> None:
    """The contract is on record and published (条例 第五十条)."""
    lot = filing.about
    winner = lot.winner
    schedule.cancel(kind=CONTRACT_DUE.key, subject=subject(lot.pk), now=now)
    course.file_contract(lot, actor=actor, now=now)
    lifecycle.lapse_open(lot, now=now, note="合同已经备案")
    contracts.record(
        case=lot,
        supplier=winner,
        number=filing.number,
        amount=filing.amount,
        signed_on=filing.signed_on,
        starts_on=filing.starts_on,
        ends_on=filing.ends_on,
        description=f"履约保证金 {filing.performance_bond} 元",
        filing=filing,
        now=now,
    )
    award_notices.publish_contract(lot, filing, now=now)


# ---- deadlines ----------------------------------------------------------------------------------------------------------


@transaction.atomic
def remind_of_decision(subject: str, *, due_at: datetime, now: datetime) -> None:
    _remind(subject, LotState.EVALUATED, messages.DECISION_OVERDUE, due_at=due_at, now=now)


@transaction.atomic
def remind_of_publication(subject: str, *, due_at: datetime, now: datetime) -> None:
    _remind(subject, LotState.DECIDED, messages.PUBLICATION_OVERDUE, due_at=due_at, now=now)


@transaction.atomic
def remind_of_contract(subject: str, *, due_at: datetime, now: datetime) -> None:
    _remind(subject, LotState.AWARDED, messages.CONTRACT_OVERDUE, due_at=due_at, now=now)


def _remind(subject: str, state: str, kind: Kind, *, due_at: datetime, now: datetime) -> None:
    lot = Lot.objects.get(pk=case_id_of(subject))
    if lot.state == state:
        telling.tell_parties(lot, kind, mark=due_at.isoformat(), now=now)


def tell_of_move(subject: str, *, before: datetime, after: datetime, now: datetime) -> None:
    lot = Lot.objects.get(pk=case_id_of(subject))
    telling.tell_parties(lot, messages.DUE_MOVED, after=after, mark=after.isoformat(), now=now)


DECISION_DUE = register(
    "tendering.decision_due", remind_of_decision, title="确定中标人", on_moved=tell_of_move
)
PUBLICATION_DUE = register(
    "tendering.publication_due", remind_of_publication, title="发布中标公告", on_moved=tell_of_move
)
CONTRACT_DUE = register("tendering.contract_due", remind_of_contract, title="签订合同", on_moved=tell_of_move)
