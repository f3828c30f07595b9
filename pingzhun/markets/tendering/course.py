"""The course of a lot (分包), from the registered tender to the filed contract. The state of a tender follows from its lots.

A lot that fails before or during the evaluation waits for its 废标公告, and may then be tendered again: a new round, in which
everybody enrols afresh. 复评 is a second evaluation of the same bids. A complaint halts what follows without moving the lot
(`Lot.halted_reason`).
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import models

from pingzhun.flow.guards import Actor, guard
from pingzhun.flow.machine import Course, Milestone

if TYPE_CHECKING:
    from pingzhun.directory.models import Organisation
    from pingzhun.markets.tendering.models import Lot, Room, TenderDocument


class LotState(models.TextChoices):
    REGISTERED = "registered", "待发布招标公告"
    BIDDING = "bidding", "投标中"
    SUSPENDED = "suspended", "已暂停"
    OPENING = "opening", "开标中"
    EVALUATING = "evaluating", "评标中"
    EVALUATED = "evaluated", "待确定中标人"
    DECIDED = "decided", "待发布中标公告"
    AWARDED = "awarded", "待签订合同"
    CONTRACTED = "contracted", "已签订合同"
    FAILING = "failing", "待发布废标公告"
    FAILED = "failed", "已废标"
    CANCELLED = "cancelled", "已取消"
    WITHDRAWN = "withdrawn", "已撤回"


S = LotState

BEFORE_OPENING = (S.REGISTERED, S.BIDDING, S.SUSPENDED)
EVALUATION_OVER = (S.EVALUATED, S.DECIDED, S.AWARDED)
HALTABLE = (S.OPENING, S.EVALUATING, *EVALUATION_OVER)
LET = (S.AWARDED, S.CONTRACTED)  # the winner is public
PUBLISHED = tuple(state for state in S if state not in (S.REGISTERED, S.WITHDRAWN))  # a 招标公告 went out

course = Course(
    "tendering.lot",
    title="政府采购分包",
    start_title="项目注册",
    states=LotState,
    initial=S.REGISTERED,
    final=(S.CONTRACTED, S.CANCELLED, S.WITHDRAWN),
    failed=(S.FAILED, S.CANCELLED, S.WITHDRAWN),
    milestones=(
        Milestone("项目注册", (S.REGISTERED,)),
        Milestone("投标", (S.BIDDING, S.SUSPENDED)),
        Milestone("开标", (S.OPENING,)),
        Milestone("评标", (S.EVALUATING, S.FAILING)),
        Milestone("定标", (S.EVALUATED, S.DECIDED)),
        Milestone("签订合同", (S.AWARDED,)),
        Milestone("完成", (S.CONTRACTED,)),
    ),
)


@guard("场地预约已审核通过")
def venue_is_reserved(lot: Lot, *, actor: Actor, now: datetime) -> str | None:
    return None if lot.opens_at else "请先在“场地预约”预约开评标场地，审核通过后再办理。"


@guard("招标文件已提交")
def document_is_issued(lot: Lot, *, actor: Actor, now: datetime) -> str | None:
    return None if lot.document_id else "请先在“招标文件”制作并提交招标文件。"


@guard("采购人已确认招标文件")
def document_is_confirmed(lot: Lot, *, actor: Actor, now: datetime) -> str | None:
    if lot.document_id is None or lot.document_confirmed_at:
        return None
    return f"采购人（{lot.procuring_entity}）尚未确认招标文件，请其在“招标文件确认”办理。"


@guard("投标已截止")
def bidding_has_closed(lot: Lot, *, actor: Actor, now: datetime) -> str | None:
    return None if lot.opens_at and now >= lot.opens_at else "投标截止时间未到。"


@guard("没有因投诉暂停")
def is_not_halted(lot: Lot, *, actor: Actor, now: datetime) -> str | None:
    return f"采购活动已暂停：{lot.halted_reason}。" if lot.halted_reason else None


def _give_rooms_back(lot: Lot, *, now: datetime) -> None:
    """What has begun keeps its room: it is being used."""
    lot.occupations.live().to_come(now).update(freed_at=now)


# ---- 开标前 -------------------------------------------------------------------------------------------------------


@course.transition("撤回注册", sources=[S.REGISTERED], target=S.WITHDRAWN)
def recall(lot: Lot, *, actor: Actor, now: datetime) -> None:
    """撤回 of the registered project while nothing rests on it."""
    lot.ended_at = now


@course.transition("场地预约", sources=[S.REGISTERED, S.BIDDING, S.SUSPENDED])
def reserve_venue(
    lot: Lot, *, actor: Actor, now: datetime, opens_at: datetime, opening_room: Room, evaluation_room: Room
) -> None:
    """At first, or changed. When bidding has begun its end moves with the 变更公告 alone (`change`), never here."""
    if lot.state == S.REGISTERED:
        lot.opens_at = opens_at
    else:
        lot.next_opens_at = opens_at
    lot.opening_room, lot.evaluation_room = opening_room, evaluation_room


@course.transition("提交招标文件", sources=[S.REGISTERED])
def issue_document(lot: Lot, *, actor: Actor, now: datetime, document: TenderDocument) -> None:
    """The document that the notice will offer; a later one takes its place, and is confirmed anew."""
    lot.document, lot.document_confirmed_at = document, None


@course.transition("确认招标文件", sources=[S.REGISTERED], guards=[document_is_issued])
def confirm_document(lot: Lot, *, actor: Actor, now: datetime) -> None:
    lot.document_confirmed_at = now


@course.transition("退回招标文件", sources=[S.REGISTERED], guards=[document_is_issued])
def return_document(lot: Lot, *, actor: Actor, now: datetime) -> None:
    lot.document = lot.document_confirmed_at = None


@course.transition(
    "发布招标公告",
    sources=[S.REGISTERED],
    target=S.BIDDING,
    guards=[venue_is_reserved, document_is_issued, document_is_confirmed],
)
def publish(lot: Lot, *, actor: Actor, now: datetime) -> None:
    lot.published_at = now
    lot.failure_reason = None


@course.transition("发布变更公告", sources=[S.BIDDING])
def change(lot: Lot, *, actor: Actor, now: datetime, opens_at: datetime) -> None:
    """Times move later or stay (H26)."""
    lot.opens_at, lot.next_opens_at = opens_at, None


@course.transition("项目暂停", sources=[S.BIDDING], target=S.SUSPENDED)
def suspend(lot: Lot, *, actor: Actor, now: datetime, reason: str) -> None:
    """Until a venue has been reserved again and a 变更公告 says the new time (H28); what was reserved before does not count."""
    lot.suspension_reason, lot.next_opens_at = reason, None
    _give_rooms_back(lot, now=now)


@course.transition("恢复交易", sources=[S.SUSPENDED], target=S.BIDDING)
def resume(lot: Lot, *, actor: Actor, now: datetime, opens_at: datetime) -> None:
    lot.opens_at, lot.next_opens_at = opens_at, None
    lot.suspension_reason = None


@course.transition(
    "项目取消", sources=[*BEFORE_OPENING, S.OPENING, S.EVALUATING, S.EVALUATED, S.DECIDED], target=S.CANCELLED
)
def cancel(lot: Lot, *, actor: Actor, now: datetime, reason: str) -> None:
    lot.failure_reason, lot.ended_at = reason, now
    lot.halted_reason = None
    _give_rooms_back(lot, now=now)


# ---- 开标, 评标 ----------------------------------------------------------------------------------------------------


@course.transition("投标截止", sources=[S.BIDDING], target=S.OPENING, guards=[bidding_has_closed])
def close_bidding(lot: Lot, *, actor: Actor, now: datetime) -> None:
    """The holders of the keys may open the bids from here on."""


@course.transition("开标", sources=[S.OPENING], target=S.EVALUATING, guards=[is_not_halted])
def open_bids(lot: Lot, *, actor: Actor, now: datetime) -> None:
    lot.opened_at = now


@course.transition("评标结束", sources=[S.EVALUATING], target=S.EVALUATED, guards=[is_not_halted])
def report(lot: Lot, *, actor: Actor, now: datetime) -> None:
    """The committee has signed its report."""
    lot.evaluated_at = now


@course.transition("废标", sources=[S.OPENING, S.EVALUATING, *EVALUATION_OVER], target=S.FAILING)
def fail(lot: Lot, *, actor: Actor, now: datetime, reason: str) -> None:
    """Too few bids or qualified ones, the committee's conclusion, a complaint upheld, or nobody left (法 第三十六条)."""
    lot.failure_reason = reason
    lot.winner = lot.price = lot.decided_at = lot.awarded_at = lot.halted_reason = None
    _give_rooms_back(lot, now=now)


@course.transition("项目复评", sources=EVALUATION_OVER, target=S.EVALUATING, guards=[is_not_halted])
def reevaluate(lot: Lot, *, actor: Actor, now: datetime, evaluation_room: Room | None = None) -> None:
    """The same bids are evaluated again, in another room where one has been reserved."""
    lot.evaluation += 1
    lot.evaluation_room = evaluation_room or lot.evaluation_room
    lot.evaluated_at = lot.winner = lot.price = lot.decided_at = lot.awarded_at = None


# ---- 定标 and 合同 --------------------------------------------------------------------------------------------------


@course.transition("确定中标人", sources=[S.EVALUATED], target=S.DECIDED, guards=[is_not_halted])
def decide(lot: Lot, *, actor: Actor, now: datetime, winner: Organisation, price: Decimal) -> None:
    lot.winner, lot.price, lot.decided_at = winner, price, now


@course.transition("发布中标公告", sources=[S.DECIDED], target=S.AWARDED, guards=[is_not_halted])
def award(lot: Lot, *, actor: Actor, now: datetime) -> None:
    lot.awarded_at = now


@course.transition("放弃中标", sources=[S.AWARDED], target=S.EVALUATED, guards=[is_not_halted])
def renounce(lot: Lot, *, actor: Actor, now: datetime) -> None:
    """The winner refuses the contract: the next candidate follows, or the lot fails (条例 第四十九条)."""
    lot.winner = lot.price = lot.decided_at = lot.awarded_at = None


@course.transition("合同备案", sources=[S.AWARDED], target=S.CONTRACTED, guards=[is_not_halted])
def file_contract(lot: Lot, *, actor: Actor, now: datetime) -> None:
    lot.ended_at = now


# ---- a lot that failed ---------------------------------------------------------------------------------------------


@course.transition("发布废标公告", sources=[S.FAILING], target=S.FAILED)
def publish_failure(lot: Lot, *, actor: Actor, now: datetime) -> None:
    """From here on it may be tendered again, or rests."""


@course.transition("重新招标", sources=[S.FAILED], target=S.REGISTERED)
def tender_again(lot: Lot, *, actor: Actor, now: datetime) -> None:
    """A new round: another venue, another document, another notice. Evaluations are counted on."""
    lot.round += 1
    lot.evaluation += 1
    lot.opens_at = lot.next_opens_at = lot.published_at = lot.opened_at = lot.evaluated_at = None
    lot.opening_room = lot.evaluation_room = lot.document = lot.document_confirmed_at = None


# ---- 质疑投诉 -------------------------------------------------------------------------------------------------------


@course.transition("暂停采购活动", sources=HALTABLE)
def halt(lot: Lot, *, actor: Actor, now: datetime, reason: str) -> None:
    """By the 监督部门 while it decides on a complaint (94号令 第二十八条); before bidding has closed, it suspends the lot."""
    lot.halted_reason = reason


@course.transition("恢复采购活动", sources=HALTABLE)
def unhalt(lot: Lot, *, actor: Actor, now: datetime) -> None:
    lot.halted_reason = None
