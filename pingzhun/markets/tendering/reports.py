"""汇总, 评标报告 and its signatures (87号令 第五十八、六十一条)."""

from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.http import HttpRequest
from django.utils.timezone import localtime

from pingzhun.base.money import format_yuan
from pingzhun.cases.dossiers import Paper
from pingzhun.directory.actors import Actor
from pingzhun.documents.issued import Issued, IssuedKind, for_who_has_it, hashed, kinds
from pingzhun.draws import drawing
from pingzhun.experts.models import Seat
from pingzhun.flow.guards import Refused
from pingzhun.markets.tendering import awarding, committee, course, evaluating, messages, telling
from pingzhun.markets.tendering.arithmetic.award import Award, award_of
from pingzhun.markets.tendering.arithmetic.basics import percent
from pingzhun.markets.tendering.evaluating import Stage
from pingzhun.markets.tendering.models import (
    BidResult,
    EvaluationReport,
    LotEvaluation,
    Position,
    ReportSignature,
)
from pingzhun.markets.tendering.reckoning import Reckoning

TEMPLATE = (Path(__file__).parent / "report.typ").read_text("utf-8")
TITLE = "评标报告"
MARK = "-PB"
AGAIN = "另有投标人并列，须抽取"
SET_ASIDE = {  # by whether the lot is scored; the bidder is told it too, so it names nobody
    True: "核心产品与其他投标人为同一品牌，按一家投标人计算，由其中得分最高的参加排序，得分相同的抽取确定"
    "（财政部令第87号第三十一条）",
    False: "核心产品与其他投标人为同一品牌，由其中评审价最低的参加评标，评审价相同的抽取确定"
    "（财政部令第87号第三十一条）",
}


# ---- 汇总 ---------------------------------------------------------------------------------------------------------------


def close(evaluation: LotEvaluation, reckoning: Reckoning, *, actor: Actor, now: datetime) -> None:
    """Write down what became of every bid, and fix what the report says; in the caller's transaction, with the row locked.
    Equal bids are parted by lot, round by round.
    """
    failure = reckoning.too_few
    award = award_of(reckoning.case) if failure is None else None
    while award is not None and award.ties:
        _draw(evaluation, [reckoning.aliases[int(bid)] for bid in award.ties[0].bids], now=now)
        reckoning = Reckoning(evaluation)
        award = award_of(reckoning.case)
    BidResult.objects.bulk_create(_results(evaluation, reckoning, award))
    said = content(evaluation, failure=failure)
    EvaluationReport.objects.create(evaluation=evaluation, content=said, sha256=said["sha256"], fixed_at=now)
    evaluating.close_totals(evaluation, actor=actor, now=now, failure=failure, sha256=said["sha256"])
    for seat in reckoning.seats:
        telling.tell_member(evaluation, seat, messages.TO_SIGN, mark="sign", now=now)


def _draw(evaluation: LotEvaluation, pool: list[str], *, now: datetime) -> None:
    purpose = committee.tie_purpose(evaluation)
    drawing.commit(case=evaluation.lot, purpose=purpose, now=now, reason=AGAIN)
    drawing.draw(case=evaluation.lot, purpose=purpose, pool=pool, count=len(pool), now=now)


def _results(evaluation: LotEvaluation, reckoning: Reckoning, award: Award | None) -> list[BidResult]:
    reckoned = {result.bid: result for result in award.results} if award else {}
    candidates = set(award.candidates) if award else set()
    found = []
    for bid in reckoning.opened:
        result = reckoned.get(bid.pk)
        found.append(
            BidResult(
                evaluation=evaluation,
                bid=bid,
                price=reckoning.prices[bid.pk],
                deduction=reckoning.deductions.get(bid.pk, 0),
                invalid_reason=_invalid_reason(reckoning, bid.pk),
                evaluated_price=result.evaluated_price if result else None,
                price_score=result.price_score if result else None,
                review_score=result.review_score if result else None,
                technical_score=result.technical_score if result else None,
                total=result.total if result else None,
                rank=result.rank if result else None,
                set_aside=SET_ASIDE[reckoning.is_scored] if result and result.is_set_aside else None,
                is_candidate=bid.pk in candidates,
            )
        )
    return found


def _invalid_reason(reckoning: Reckoning, bid: int) -> str | None:
    said = (
        ("资格审查不合格", reckoning.unqualified),
        ("符合性审查不通过", reckoning.nonconforming),
        ("报价明显不合理且不能证明其合理性", reckoning.rejected),
    )
    reason = next((f"{what}（{reasons[bid]}）" for what, reasons in said if bid in reasons), None)
    return reason and reason[:500]


# ---- signatures ---------------------------------------------------------------------------------------------------------


@transaction.atomic
def sign(
    *, evaluation: LotEvaluation, seat: Seat, dissent: str, actor: Actor, now: datetime
) -> ReportSignature:
    """A member signs the report; with `dissent`, their different opinion and its reasons are kept with it. The last signature
    ends the evaluation. Raises Refused.
    """
    row = committee.locked(evaluation, Stage.SIGNING)
    committee.require_present(row, seat)
    position = Position.DISSENTS if dissent.strip() else Position.AGREES
    return _signed(row, seat, position, dissent.strip() or None, actor=actor, now=now)


@transaction.atomic
def record_refusal(
    *, evaluation: LotEvaluation, leader: Seat, seat: Seat, actor: Actor, now: datetime
) -> ReportSignature:
    """The leader records that a member neither signs nor says why: they are taken to agree (第六十一条). Raises Refused."""
    row = committee.locked(evaluation, Stage.SIGNING)
    committee.require_leader(leader)
    if seat == leader:
        raise Refused("请您本人签字。")
    return _signed(row, seat, Position.REFUSED, None, actor=actor, now=now)


def _signed(
    row: LotEvaluation, seat: Seat, position: Position, opinion: str | None, *, actor: Actor, now: datetime
) -> ReportSignature:
    if row.signatures.filter(seat=seat).exists():
        raise Refused("评标报告已经签字。")
    signature = ReportSignature.objects.create(
        evaluation=row, seat=seat, position=position, opinion=opinion, signed_at=now
    )
    if row.signatures.count() == len(committee.seats(row)):
        _finish(row, actor=actor, now=now)
    return signature


def _finish(row: LotEvaluation, *, actor: Actor, now: datetime) -> None:
    """Everybody has signed: the report is with the 采购人 and the agent at this moment."""
    evaluating.report(row, actor=actor, now=now)
    if row.failure:
        course.fail(row.lot, actor=actor, now=now, reason=row.failure, note=row.failure)
        telling.tell_parties(row.lot, messages.NOT_EVALUATED, reason=row.failure, now=now)
    else:
        course.report(row.lot, actor=actor, now=now)
        awarding.await_decision(row.lot, now=now)
        decision = row.lot.figure("award.decision")
        telling.tell_parties(row.lot, messages.EVALUATED, workdays=str(decision), now=now)


def position_of(reckoning: Reckoning) -> list[tuple[Seat, ReportSignature | None]]:
    """Each member with their signature."""
    signed = {each.seat_id: each for each in reckoning.evaluation.signatures.all()}
    return [(seat, signed.get(seat.pk)) for seat in reckoning.seats]


# ---- the paper ----------------------------------------------------------------------------------------------------------


def number_of(evaluation: LotEvaluation) -> str:
    return f"{evaluation.lot.code}{MARK}{evaluation.number}"


def content(evaluation: LotEvaluation, *, failure: str | None) -> dict[str, Any]:
    """What the members sign: everything but the signatures, with its hash."""
    reckoning, lot = Reckoning(evaluation), evaluation.lot
    results = list(evaluation.results.select_related("bid__organisation"))
    candidates = [each for each in results if each.is_candidate]
    return hashed(
        {
            "title": f"{lot.title}{TITLE}",
            "number": number_of(evaluation),
            "facts": [
                ["项目编号", lot.tender.code],
                ["项目名称", lot.tender.name],
                ["分包", f"{lot.title}（{lot.code}）"],
                ["采购人", lot.procuring_entity.name],
                ["采购代理机构", lot.tender.agent.name],
                ["评标办法", lot.get_evaluating_display()],
                ["最高限价", f"{format_yuan(lot.ceiling)} 元"],
                ["招标公告发布时间", _moment(lot.published_at)],
                ["开标时间", _moment(lot.opened_at)],
                ["评标开始时间", _moment(evaluation.begun_at)],
                ["评标地点", str(lot.evaluation_room or "—")],
            ],
            "members": [
                [
                    seat.name,
                    "采购人代表" if seat.expert_id is None else "评审专家",
                    "组长" if seat.is_leader else "成员",
                ]
                for seat in reckoning.seats
            ],
            "bids": [
                [each.bid.organisation.name, format_yuan(each.bid.price), format_yuan(each.price)]
                for each in results
            ],
            "verdicts": [[each.bid.organisation.name, each.invalid_reason or "合格"] for each in results],
            "deductions": [
                [
                    each.bid.organisation.name,
                    format_yuan(each.price),
                    percent(each.deduction),
                    format_yuan(each.evaluated_price),
                ]
                for each in results
                if each.deduction and each.evaluated_price is not None
            ],
            "withheld": [
                [each.bid.organisation.name, each.reason]
                for each in evaluation.withheld.select_related("bid__organisation")
            ],
            "brands": [
                [each.bid.organisation.name, each.bid.brand or "未填写", each.set_aside or "—"]
                for each in results
                if lot.document.core_product
            ],
            "repairs": [
                [each.bid.organisation.name, format_yuan(each.before), format_yuan(each.price), each.reason]
                for each in evaluation.repairs.select_related("bid__organisation")
            ],
            "inquiries": [
                [
                    each.bid.organisation.name,
                    each.question,
                    (getattr(each, "explanation", None) and each.explanation.text) or "未在时限内说明",
                    "不能证明合理性" if each.bid_id in reckoning.rejected else "报价合理",
                ]
                for each in evaluation.inquiries.select_related("bid__organisation", "explanation")
            ],
            "again": _again(evaluation),
            "scored": reckoning.is_scored,
            "results": [
                [
                    str(each.rank),
                    each.bid.organisation.name,
                    format_yuan(each.evaluated_price),
                    *(
                        [str(each.price_score), str(each.review_score), str(each.total)]
                        if reckoning.is_scored
                        else []
                    ),
                ]
                for each in results
                if each.rank is not None
            ],
            "candidates": [
                [str(each.rank), each.bid.organisation.name, format_yuan(each.price)] for each in candidates
            ],
            "failure": failure or "",
        }
    )


def _again(evaluation: LotEvaluation) -> list[list[str]]:
    """Where members thought again, what they were asked and what they changed."""
    found = []
    for sheet in evaluation.sheets.filter(version__gt=1).select_related("seat").order_by("pk"):
        before = evaluation.sheets.get(seat=sheet.seat, part=sheet.part, version=sheet.version - 1)
        said = {(mark.criterion_id, mark.bid_id): mark for mark in before.marks.all()}
        changes = [
            f"{mark.bid.organisation}“{mark.criterion}”由 {_said(old)} 改为 {_said(mark)}"
            for mark in sheet.marks.select_related("criterion", "bid__organisation")
            if (old := said.get((mark.criterion_id, mark.bid_id))) is not None and _said(old) != _said(mark)
        ]
        found.append([sheet.seat.name, sheet.request or "", "；".join(changes) or "维持原意见"])
    return found


def _said(mark: Any) -> str:
    return f"{mark.points} 分" if mark.points is not None else "通过" if mark.passed else "不通过"


def paper(evaluation: LotEvaluation) -> Paper:
    """The report with the signatures that there are."""
    signatures = [
        [each.seat.name, each.get_position_display(), each.opinion or "", _moment(each.signed_at)]
        for each in evaluation.signatures.select_related("seat").order_by("seat__position")
    ]
    title = TITLE if evaluation.number == 1 else f"{TITLE}（第 {evaluation.number} 次评标）"
    return Paper(
        f"evaluation-{evaluation.number}",
        title,
        TEMPLATE,
        evaluation.report.content | {"signatures": signatures},
    )


def papers_of(lot: Any) -> list[Paper]:
    """The report of every evaluation that is over, the latest first."""
    done = lot.evaluations.filter(state=Stage.REPORTED).order_by("-number")
    return [paper(each) for each in done.select_related("report")]


def find(number: str, request: HttpRequest) -> Issued | None:
    code, _, which = number.rpartition(MARK)
    done = LotEvaluation.objects.filter(lot__code=code, state=Stage.REPORTED).select_related("lot", "report")
    evaluation = next((each for each in done if str(each.number) == which), None)
    if evaluation is None or evaluation.reported_at is None:
        return None
    found = evaluation
    return for_who_has_it(
        f"{evaluation.lot.title}{TITLE}",
        TITLE,
        issued_at=evaluation.reported_at,
        template=TEMPLATE,
        data=lambda: paper(found).data,
        number=number,
        request=request,
    )


def _moment(value: datetime | None) -> str:
    return f"{localtime(value):%Y-%m-%d %H:%M:%S}" if value else "—"


kinds.register(IssuedKind("tendering.evaluations", find))
