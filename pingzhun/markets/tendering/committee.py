"""评标委员会 at work: who is there, who leads, and when it begins (87号令 第四十五至四十九条)."""

from datetime import datetime

from django.db import transaction

from pingzhun.accounts.models import User
from pingzhun.directory.actors import Actor
from pingzhun.draws import drawing
from pingzhun.experts import panels
from pingzhun.experts.models import Panel, Seat
from pingzhun.filings.course import FilingState
from pingzhun.flow.guards import Refused
from pingzhun.markets.tendering import evaluating
from pingzhun.markets.tendering.course import LotState
from pingzhun.markets.tendering.evaluating import Stage
from pingzhun.markets.tendering.models import (
    Attendance,
    AwardRenunciation,
    Bid,
    LeaderVote,
    Lot,
    LotEvaluation,
)


def current(lot: Lot) -> LotEvaluation | None:
    """The evaluation that the lot is at, once anybody has begun with it."""
    return lot.evaluations.filter(number=lot.evaluation).first()


@transaction.atomic
def opened_for(lot: Lot, *, actor: Actor, now: datetime) -> LotEvaluation:
    """The evaluation that the lot is at; made when its first member comes, or its qualification is examined."""
    Lot.objects.select_for_update(of=("self",)).get(pk=lot.pk)
    found = current(lot)
    if found is None:
        found = LotEvaluation(lot=lot, round=lot.round, number=lot.evaluation, convened_at=now)
        evaluating.course.start(found, actor=actor, now=now)
    return found


def locked(evaluation: LotEvaluation, *stages: str) -> LotEvaluation:
    """The row, locked until the transaction ends, at one of these stages. Raises Refused where it is at another, or where its
    lot is not being evaluated (any more).
    """
    rows = LotEvaluation.objects.select_for_update(of=("self",)).select_related("lot")
    row = rows.get(pk=evaluation.pk)
    lot = row.lot
    if lot.state != LotState.EVALUATING or lot.evaluation != row.number:
        raise Refused(f"本项目当前状态为“{lot.get_state_display()}”，不能评标。")
    if lot.halted_reason:
        raise Refused(f"采购活动已暂停：{lot.halted_reason}。")
    if row.state not in stages:
        raise Refused(f"评标已进入“{row.get_state_display()}”环节，请刷新页面。")
    return row


# ---- who is there --------------------------------------------------------------------------------------------------------


def panel_of(evaluation: LotEvaluation) -> Panel | None:
    return panels.panel_of(evaluation.lot, evaluation.number)


def seats(evaluation: LotEvaluation) -> list[Seat]:
    """Those who evaluate, in the order of their seats."""
    return list(panels.live_seats(evaluation.lot, evaluation.number))


def seat_of(lot: Lot, user: User) -> Seat | None:
    """The seat of a user in the panel that evaluates the lot now."""
    return panels.seat_of(lot, lot.evaluation, user)


def require_leader(seat: Seat) -> None:
    """Raises Refused for everybody but the leader."""
    if not Seat.objects.live().filter(pk=seat.pk, is_leader=True).exists():
        raise Refused("由评标组长办理。")


def require_present(evaluation: LotEvaluation, seat: Seat) -> None:
    """Raises Refused for who has left the panel, and for who has not signed in."""
    if not Seat.objects.live().filter(pk=seat.pk).exists():
        raise Refused("您已不是本项目的评标委员会成员。")
    if not evaluation.attendances.filter(seat=seat).exists():
        raise Refused("请先签到。")


@transaction.atomic
def sign_in(*, lot: Lot, seat: Seat, no_ties: bool, actor: Actor, now: datetime) -> LotEvaluation:
    """签到; who signs in declares that nothing calls for 回避 (条例 第九条). Raises Refused."""
    if not no_ties:
        raise Refused("请先声明与投标人没有利害关系；有利害关系的，请申请回避。")
    evaluation = locked(
        opened_for(lot, actor=actor, now=now), Stage.GATHERING, Stage.EXAMINING, Stage.REVIEWING
    )
    Attendance.objects.get_or_create(seat=seat, defaults={"evaluation": evaluation, "signed_in_at": now})
    return evaluation


@transaction.atomic
def withdraw(*, lot: Lot, seat: Seat, reason: str, actor: Actor, now: datetime) -> None:
    """回避: somebody else is drawn, who begins with empty sheets. Raises Refused."""
    if not reason.strip():
        raise Refused("请写明回避的原因。")
    evaluation = current(lot)
    if evaluation is not None:
        locked(evaluation, Stage.GATHERING, Stage.EXAMINING, Stage.REVIEWING)
    bidders = Bid.objects.filter(lot=lot, round=lot.round, withdrawn_at=None).select_related("organisation")
    panels.decline(
        seat=seat, reason=reason.strip(), avoid=[each.organisation for each in bidders], actor=actor, now=now
    )


@transaction.atomic
def vote(*, evaluation: LotEvaluation, seat: Seat, candidate: Seat, actor: Actor, now: datetime) -> None:
    """推选组长: whoever more than half of the members want, leads (87号令 第四十五条). Raises Refused."""
    row = locked(evaluation, Stage.GATHERING, Stage.EXAMINING, Stage.REVIEWING)
    require_present(row, seat)
    members = seats(row)
    if any(each.is_leader for each in members):
        raise Refused("已经推选出评标组长。")
    if candidate not in members:
        raise Refused("请在评标委员会成员中推选组长。")
    if candidate.expert_id is None:
        raise Refused("采购人代表不得担任评标组长（《政府采购货物和服务招标投标管理办法》第四十五条）。")
    LeaderVote.objects.update_or_create(
        seat=seat, defaults={"evaluation": row, "candidate": candidate, "cast_at": now}
    )
    votes = LeaderVote.objects.filter(evaluation=row, candidate=candidate, seat__in=members).count()
    if 2 * votes > len(members):
        panels.elect_leader(seat=candidate, actor=actor, now=now)


# ---- it begins -----------------------------------------------------------------------------------------------------------


def what_is_missing(evaluation: LotEvaluation) -> list[str]:
    """What must still be done before the committee can begin; the leader sees it."""
    missing, members = [], seats(evaluation)
    panel = panel_of(evaluation)
    if panel is None or not panels.is_complete(panel):
        missing.append("评标委员会成员尚未到齐，请等待补抽。")
    present = set(evaluation.attendances.values_list("seat", flat=True))
    absent = [seat.name for seat in members if seat.pk not in present]
    if absent:
        missing.append(f"尚未签到：{'、'.join(absent)}。")
    if not any(seat.is_leader for seat in members):
        missing.append("尚未推选评标组长。")
    if evaluation.qualification_id is None:
        missing.append("采购人或采购代理机构尚未完成资格审查。")
    return missing


@transaction.atomic
def begin(*, evaluation: LotEvaluation, seat: Seat, actor: Actor, now: datetime) -> None:
    """The leader begins when everybody is there. A draw that may have to part equal bids is committed to at once, when nobody
    can know between whom. Raises Refused.
    """
    row = locked(evaluation, Stage.GATHERING)
    require_leader(seat)
    if missing := what_is_missing(row):
        raise Refused(*missing)
    evaluating.begin(row, actor=actor, now=now)
    drawing.commit(case=row.lot, purpose=tie_purpose(row), now=now)


def tie_purpose(evaluation: LotEvaluation) -> str:
    """Of the draws that part equal bids."""
    return f"并列名次-{evaluation.number}"


def declined(evaluation: LotEvaluation) -> tuple[int, ...]:
    """The bids of those who gave up the award of this evaluation, in order."""
    given_up = AwardRenunciation.objects.filter(
        lot_evaluation=evaluation, state=FilingState.APPROVED
    ).order_by("decided_at", "pk")
    return tuple(given_up.values_list("bid", flat=True))
