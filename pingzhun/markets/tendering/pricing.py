"""Prices before they are scored: repaired (87号令 第五十九条), and explained where they are abnormally low (第六十条)."""

from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.urls import reverse

from pingzhun.base.money import format_yuan
from pingzhun.directory.actors import Actor
from pingzhun.experts.models import Seat
from pingzhun.flow.guards import Refused
from pingzhun.markets.tendering import committee, messages
from pingzhun.markets.tendering.evaluating import Stage
from pingzhun.markets.tendering.models import (
    Bid,
    LotEvaluation,
    PriceExplanation,
    PriceInquiry,
    PriceRepair,
    PriceVote,
    WithheldDeduction,
)
from pingzhun.markets.tendering.reckoning import Reckoning
from pingzhun.messages.outbox import send


@transaction.atomic
def repair(
    *,
    evaluation: LotEvaluation,
    seat: Seat,
    bid: Bid,
    price: Decimal,
    reason: str,
    confirmed: bool,
    actor: Actor,
    now: datetime,
) -> PriceRepair:
    """The leader records a price that was repaired in the order of the article, and that its bidder has confirmed in writing.
    Raises Refused.
    """
    row = committee.locked(evaluation, Stage.REVIEWING)
    committee.require_leader(seat)
    _require_conforming(row, bid)
    if not confirmed:
        raise Refused("修正后的报价须经投标人书面确认；投标人不确认的，其投标无效。")
    if not reason.strip():
        raise Refused("请写明修正的依据。")
    if price == bid.price:
        raise Refused("修正后的报价与开标一览表相同，不需要修正。")
    if price <= 0 or price > row.lot.ceiling:
        raise Refused(f"修正后的报价须大于零，且不超过最高限价 {format_yuan(row.lot.ceiling)} 元。")
    if row.repairs.filter(bid=bid).exists():
        raise Refused("该投标人的报价已经修正。")
    if row.inquiries.filter(bid=bid).exists():
        raise Refused("已要求该投标人说明报价，不能再修正。")
    return PriceRepair.objects.create(
        evaluation=row,
        bid=bid,
        seat=seat,
        before=bid.price,
        price=price,
        reason=reason.strip(),
        recorded_at=now,
    )


@transaction.atomic
def withhold(
    *, evaluation: LotEvaluation, seat: Seat, bid: Bid, reason: str, actor: Actor, now: datetime
) -> WithheldDeduction:
    """The leader records that a bid gets no 价格扣除, as it lacks the 《中小企业声明函》 or that does not hold (财库〔2020〕46号
    第十一条). Raises Refused.
    """
    row = committee.locked(evaluation, Stage.REVIEWING)
    committee.require_leader(seat)
    _require_conforming(row, bid)
    if not reason.strip():
        raise Refused("请写明不予价格扣除的原因。")
    if bid.pk not in Reckoning(row).deductions:
        raise Refused("该投标人没有价格扣除。")
    return WithheldDeduction.objects.create(
        evaluation=row, bid=bid, seat=seat, reason=reason.strip(), recorded_at=now
    )


@transaction.atomic
def ask(
    *,
    evaluation: LotEvaluation,
    seat: Seat,
    bid: Bid,
    question: str,
    minutes: int,
    actor: Actor,
    now: datetime,
) -> PriceInquiry:
    """The committee, by its leader, asks a bidder to explain its price. minutes: to answer in. Raises Refused."""
    row = committee.locked(evaluation, Stage.REVIEWING)
    committee.require_leader(seat)
    _require_conforming(row, bid)
    least = row.lot.figure("low_price.explanation")
    if not question.strip():
        raise Refused("请写明要求投标人说明的内容。")
    if minutes < least.whole:
        raise Refused(f"说明时间不得少于 {least}（依据：{least.article}）。")
    if row.inquiries.filter(bid=bid).exists():
        raise Refused("已要求该投标人说明报价。")
    inquiry = PriceInquiry.objects.create(
        evaluation=row,
        bid=bid,
        seat=seat,
        question=question.strip(),
        asked_at=now,
        answer_until=now + timedelta(minutes=minutes),
    )
    send(
        messages.EXPLAIN_PRICE.key,
        to=[bid.organisation],
        context={"title": row.lot.title, "until": inquiry.answer_until},
        link=reverse("desks:tendering.price-explanation.choose"),
        now=now,
        dedupe=f"inquiry/{inquiry.pk}",
        useful_until=inquiry.answer_until,
    )
    return inquiry


def explanation_of(inquiry: PriceInquiry) -> PriceExplanation | None:
    return PriceExplanation.objects.filter(inquiry=inquiry).select_related("folder").first()


@transaction.atomic
def vote(
    *, inquiry: PriceInquiry, seat: Seat, rejects: bool, reason: str, actor: Actor, now: datetime
) -> PriceVote:
    """One member's view of the explanation, or that none came in time. Raises Refused."""
    row = committee.locked(inquiry.evaluation, Stage.REVIEWING)
    committee.require_present(row, seat)
    if now < inquiry.answer_until and explanation_of(inquiry) is None:
        raise Refused("投标人尚未说明，说明时限也未到，不能表决。")
    if not reason.strip():
        raise Refused("请写明表决的理由。")
    if inquiry.votes.filter(seat=seat).exists():
        raise Refused("您已经表决。")
    return PriceVote.objects.create(
        inquiry=inquiry, seat=seat, rejects=rejects, reason=reason.strip(), cast_at=now
    )


def _require_conforming(evaluation: LotEvaluation, bid: Bid) -> None:
    if bid not in Reckoning(evaluation).conforming:
        raise Refused("该投标未通过符合性审查。")
