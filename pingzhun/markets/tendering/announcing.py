"""What the notices of a lot do: the 招标公告 opens the bidding, a 变更公告 moves it or resumes it, an exception interrupts or
ends it, and a lot that failed may be tendered again (H23–H28, H32).
"""

from datetime import date, datetime

from django.db import transaction

from pingzhun.base.localtime import local_date, moment
from pingzhun.base.workdays import add_days, add_workdays
from pingzhun.directory.actors import Actor
from pingzhun.experts import panels
from pingzhun.filings import lifecycle
from pingzhun.filings.course import FilingState
from pingzhun.filings.deeds import submitted
from pingzhun.filings.models import Filing
from pingzhun.flow.guards import Refused
from pingzhun.markets.tendering import bidding, course, messages, notices
from pingzhun.markets.tendering.documents import participants
from pingzhun.markets.tendering.models import (
    BidInvitation,
    FailureNotice,
    Interruption,
    InvitationChange,
    Lot,
    LotException,
    Retendering,
)
from pingzhun.markets.tendering.opening import live_bids
from pingzhun.markets.tendering.telling import tell
from pingzhun.regimes.calendar import in_force

# ---- the periods of the law --------------------------------------------------------------------------------------------


def short_of_deadline(lot: Lot, *, issued_on: date) -> str | None:
    """Why the bidding ends too soon for a document that is on offer from that day (法 第三十五条); None where it does not."""
    least = lot.figure("tender.document_to_deadline")
    earliest = add_days(issued_on, least.whole, calendar=in_force())
    if local_date(lot.opens_at) >= earliest:
        return None
    return (
        f"招标文件自 {issued_on} 开始发出，至投标截止不得少于 {least}，最早可于 {earliest} 截止；"
        f"现预约的开标时间为 {moment(lot.opens_at)}，请在“场地变更”改约（依据：{least.article}）。"
    )


def short_of_offer(lot: Lot, *, issued_on: date, until: date) -> str | None:
    """Why the document would not be on offer for long enough (条例 第三十一条); None where it is."""
    least = lot.figure("tender.document_on_offer")
    earliest = add_workdays(issued_on, least.whole, calendar=in_force())
    if until >= earliest:
        return None
    return f"招标文件自 {issued_on} 起的提供期限不得少于 {least}，截止日期最早为 {earliest}（依据：{least.article}）。"


# ---- what is in force --------------------------------------------------------------------------------------------------


def invitation_of(lot: Lot) -> BidInvitation | None:
    """The 招标公告 of the lot's round."""
    mine = BidInvitation.objects.filter(case_id=lot.pk, round=lot.round, state=FilingState.APPROVED)
    return mine.order_by("-pk").first()


def offered_until(lot: Lot) -> date | None:
    """The last day on which the document of this round can be obtained, as the newest notice says it."""
    changes = InvitationChange.objects.filter(case_id=lot.pk, round=lot.round, state=FilingState.APPROVED)
    last = changes.order_by("-pk").first() or invitation_of(lot)
    return last.offered_until if last else None


def _locked(filing: Filing) -> Lot:
    """The lot as it is now, until the transaction ends: nobody reserves another time meanwhile."""
    return Lot.objects.select_for_update(of=("self",)).get(pk=filing.case_id)


# ---- the acts ----------------------------------------------------------------------------------------------------------


@transaction.atomic
def publish(filing: BidInvitation, *, actor: Actor, now: datetime) -> None:
    """招标公告, approved. The periods count from this moment. Raises Refused where they have become too short meanwhile, or where
    the venue was reserved for another time.
    """
    lot = _locked(filing)
    issued_on = max(filing.offered_from, local_date(now))
    if lot.opens_at != filing.opens_at:
        raise Refused(
            f"提交之后开标时间已由 {moment(filing.opens_at)} 改约，公告内容不符，请审核不通过，由代理机构核对后重新提交。"
        )
    short = (
        short_of_deadline(lot, issued_on=issued_on),
        short_of_offer(lot, issued_on=issued_on, until=filing.offered_until),
    )
    if any(short):
        raise Refused(*(sentence for sentence in short if sentence))
    course.publish(lot, actor=actor, now=now)
    wording = notices.invitation_wording(
        lot, filing, offered_until=filing.offered_until, opens_at=lot.opens_at
    )
    notices.publish_about(
        lot,
        notices.INVITATION,
        wording,
        folder=filing.folder,
        deed=submitted(filing),
        closes_at=lot.opens_at,
        now=now,
    )
    bidding.open_box(lot, now=now)
    tell(lot, messages.ANNOUNCED, [lot.procuring_entity], mark=filing.pk, until=lot.opens_at, now=now)


@transaction.atomic
def change(filing: InvitationChange, *, actor: Actor, now: datetime) -> None:
    """变更公告: the bidding ends at the time that it says; a suspended lot goes on with it. Raises Refused where the venue was
    reserved for another time while this was being submitted.
    """
    lot = _locked(filing)
    if (lot.next_opens_at or lot.opens_at) != filing.opens_at:
        raise Refused("开标场地和时间刚刚有变更，请刷新页面核对后再提交。")
    terms = invitation_of(lot)
    assert terms is not None  # noqa: S101 -- the desk offers no other lots
    move = course.resume if filing.resumes else course.change
    move(lot, actor=actor, now=now, note=filing.explanation, opens_at=filing.opens_at)
    notices.publish_about(
        lot,
        notices.CHANGE,
        notices.change_wording(
            lot,
            terms,
            explanation=filing.explanation,
            has_clarification=filing.has_clarification,
            resumes=filing.resumes,
            offered_until=filing.offered_until,
            opens_at=filing.opens_at,
        ),
        folder=filing.folder,
        deed=submitted(filing),
        closes_at=filing.opens_at,
        corrects=notices.last_of(lot),
        now=now,
    )
    bidding.move_deadline(lot, opens_at=filing.opens_at, now=now)
    bidders = [bid.organisation for bid in live_bids(lot)]
    others = [each for each in participants(lot) if each not in bidders]
    told = [lot.procuring_entity, *others]
    tell(lot, messages.CHANGED, told, mark=filing.pk, until=lot.opens_at, now=now)


@transaction.atomic
def interrupt(filing: LotException, *, actor: Actor, now: datetime) -> None:
    """采购异常, approved: 项目暂停 or 项目取消, with its 变更公告; whatever is open about the lot lapses."""
    lot = filing.about
    suspends = filing.act == Interruption.SUSPENSION
    corrects = notices.last_of(lot)
    if suspends:
        course.suspend(lot, actor=actor, now=now, note=filing.reason, reason=filing.reason)
        bidding.suspend(lot, now=now)
    else:
        course.cancel(lot, actor=actor, now=now, note=filing.reason, reason=filing.reason)
        bidding.cancel(lot, now=now)
        panels.dissolve(case=lot, number=lot.evaluation, reason="分包已取消", actor=actor, now=now)
    lifecycle.lapse_open(lot, now=now, note=f"分包已{'暂停' if suspends else '取消'}")
    kind = notices.SUSPENSION if suspends else notices.CANCELLATION
    wording = notices.end_wording(lot, kind, reason=filing.reason)
    notices.publish_about(lot, kind, wording, deed=submitted(filing), corrects=corrects, now=now)
    told = [lot.procuring_entity, *participants(lot)]
    what = messages.SUSPENDED if suspends else messages.CANCELLED
    tell(lot, what, told, mark=filing.pk, reason=filing.reason, now=now)


@transaction.atomic
def publish_failure(filing: FailureNotice, *, actor: Actor, now: datetime) -> None:
    lot = filing.about
    course.publish_failure(lot, actor=actor, now=now, note=filing.reason)
    wording = notices.end_wording(lot, notices.FAILURE, reason=filing.reason)
    notices.publish_about(lot, notices.FAILURE, wording, deed=submitted(filing), now=now)
    told = [lot.procuring_entity, *participants(lot)]
    tell(lot, messages.FAILED, told, mark=filing.pk, reason=filing.reason, now=now)


@transaction.atomic
def tender_again(filing: Retendering, *, actor: Actor, now: datetime) -> None:
    """With the consent of the 采购人: a new round, for which venue, document and notice are made anew."""
    lot = filing.about
    before = participants(lot)
    panels.dissolve(case=lot, number=lot.evaluation, reason="分包重新招标", actor=actor, now=now)
    course.tender_again(lot, actor=actor, now=now, note=filing.reason)
    lifecycle.lapse_open(lot, now=now, note="分包重新招标")
    tell(lot, messages.TENDERED_AGAIN, before, mark=filing.pk, now=now)
