"""What members say of the bids: 符合性审查表 and 评分表 (87号令 第五十、五十五、六十一条).

Every member fills in a sheet of their own, sees nobody else's, and submits it once. The leader sees what does not agree and may
ask a member to think again, until the totals are closed: that is another version of the sheet.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from pingzhun.directory.actors import Actor
from pingzhun.experts.models import Seat
from pingzhun.flow.guards import Refused
from pingzhun.markets.tendering import committee, evaluating, messages, reports, telling
from pingzhun.markets.tendering.evaluating import Stage
from pingzhun.markets.tendering.models import (
    Bid,
    Criterion,
    LotEvaluation,
    Mark,
    Part,
    Sheet,
    SheetPart,
)
from pingzhun.markets.tendering.reckoning import SCORED_PARTS, Reckoning

STAGE_OF = {SheetPart.CONFORMITY: Stage.EXAMINING, SheetPart.SCORING: Stage.REVIEWING}


@dataclass(frozen=True)
class Said:
    """What a member says of one bid by one criterion."""

    passed: bool | None = None
    points: Decimal | None = None
    reason: str | None = None


@dataclass(frozen=True)
class Line:
    """A bid as a sheet shows it. key: stands for it in the page; where the bids are blind it says nothing of whose it is."""

    bid: Bid
    key: str
    label: str


@dataclass(frozen=True)
class Block:
    criterion: Criterion
    lines: list[Line]


def blocks(reckoning: Reckoning, part: str) -> list[Block]:
    """What a sheet of this part asks, criterion by criterion. Blind criteria show their bids as 投标人A, 投标人B."""
    conformity = part == SheetPart.CONFORMITY
    bids = reckoning.bids if conformity else reckoning.valid
    criteria = reckoning.criteria_of(*((Part.CONFORMITY,) if conformity else SCORED_PARTS))
    named = [Line(bid, str(bid.pk), bid.organisation.name) for bid in bids]
    aliases = reckoning.aliases
    blind = sorted(
        (Line(bid, aliases[bid.pk].removeprefix("投标人"), aliases[bid.pk]) for bid in bids),
        key=lambda line: (len(line.key), line.key),
    )
    return [Block(each, blind if each.is_blind else named) for each in criteria]


@transaction.atomic
def begin(*, evaluation: LotEvaluation, seat: Seat, part: str, now: datetime) -> Sheet:
    """The member's latest sheet; their first one where they have none. Raises Refused."""
    row = committee.locked(evaluation, Stage.EXAMINING, Stage.REVIEWING)
    committee.require_present(row, seat)
    found = row.sheets.filter(seat=seat, part=part).order_by("-version").first()
    if found is not None:
        return found
    _require_stage(row, part)
    if part == SheetPart.SCORING and not Reckoning(row).is_scored:
        raise Refused("本项目采用最低评标价法，不评分。")
    return Sheet.objects.create(evaluation=row, seat=seat, part=part, begun_at=now)


@transaction.atomic
def keep(*, sheet: Sheet, said: dict[tuple[int, int], Said], now: datetime) -> Sheet:
    """Keep what has been said so far, by (criterion, bid); what is not there is forgotten. Raises Refused."""
    row = committee.locked(sheet.evaluation, Stage.EXAMINING, Stage.REVIEWING)
    _require_stage(row, sheet.part)
    committee.require_present(row, sheet.seat)
    held = Sheet.objects.select_for_update(of=("self",)).get(pk=sheet.pk)
    if held.submitted_at:
        raise Refused(f"{held.get_part_display()}已提交，不能修改。")
    held.marks.all().delete()
    Mark.objects.bulk_create(
        Mark(
            sheet=held,
            criterion_id=criterion,
            bid_id=bid,
            passed=each.passed,
            points=each.points,
            reason=each.reason,
        )
        for (criterion, bid), each in said.items()
    )
    return held


@transaction.atomic
def submit(*, sheet: Sheet, said: dict[tuple[int, int], Said], now: datetime) -> Sheet:
    """Keep it, and for good. Raises Refused where something has not been said, or not why."""
    held = keep(sheet=sheet, said=said, now=now)
    asked = blocks(Reckoning(held.evaluation), held.part)
    faults = [
        fault
        for block in asked
        for line in block.lines
        if (fault := fault_of(block.criterion, line.label, said.get((block.criterion.pk, line.bid.pk))))
    ]
    if faults:
        raise Refused(*faults)
    held.submitted_at = now
    held.save(update_fields=["submitted_at"])
    return held


def fault_of(criterion: Criterion, label: str, said: Said | None) -> str | None:
    """Why this cannot be submitted."""
    about = f"{label}的“{criterion.name}”"
    if said is None:
        return f"{about}尚未填写。"
    if needs_reason(criterion, said) and not said.reason:
        return f"{about}请写明{'不通过的原因' if said.passed is False else '评零分或者满分的理由'}。"
    return None


def needs_reason(criterion: Criterion, said: Said) -> bool:
    """不通过, and a subjective score at either end."""
    if said.passed is not None:
        return not said.passed
    return not criterion.is_objective and said.points in (0, criterion.points)


@transaction.atomic
def ask_again(
    *,
    evaluation: LotEvaluation,
    leader: Seat,
    seat: Seat,
    part: str,
    request: str,
    actor: Actor,
    now: datetime,
) -> Sheet:
    """The leader asks a member to think again. The new sheet begins as a copy; the member may leave it so. Raises Refused."""
    row = committee.locked(evaluation, Stage.EXAMINING, Stage.REVIEWING)
    committee.require_leader(leader)
    _require_stage(row, part)
    if not request.strip():
        raise Refused("请写明请评委复核的内容。")
    last = row.sheets.filter(seat=seat, part=part).order_by("-version").first()
    if last is None or last.submitted_at is None:
        raise Refused(f"{seat.name}尚未提交，不需要退回复核。")
    again = Sheet.objects.create(
        evaluation=row, seat=seat, part=part, version=last.version + 1, request=request.strip(), begun_at=now
    )
    copied = [
        Mark(
            sheet=again,
            criterion_id=each.criterion_id,
            bid_id=each.bid_id,
            passed=each.passed,
            points=each.points,
            reason=each.reason,
        )
        for each in last.marks.all()
    ]
    Mark.objects.bulk_create(copied)
    telling.tell_member(row, seat, messages.THINK_AGAIN, mark=str(again.pk), now=now)
    return again


def waiting_for(reckoning: Reckoning, part: str) -> list[str]:
    """The members whose latest sheet has not been submitted."""
    latest: dict[int, Sheet] = {}
    for sheet in reckoning.evaluation.sheets.filter(part=part).order_by("version"):
        latest[sheet.seat_id] = sheet
    return [
        seat.name for seat in reckoning.seats if seat.pk not in latest or latest[seat.pk].submitted_at is None
    ]


@transaction.atomic
def close_examination(*, evaluation: LotEvaluation, seat: Seat, actor: Actor, now: datetime) -> None:
    """The leader ends the 符合性审查: the majority has decided. Too few bids that conform end the evaluation (第四十四条).
    Raises Refused.
    """
    row = committee.locked(evaluation, Stage.EXAMINING)
    committee.require_leader(seat)
    reckoning = Reckoning(row)
    if waiting := waiting_for(reckoning, SheetPart.CONFORMITY):
        raise Refused(f"尚未提交符合性审查表：{'、'.join(waiting)}。")
    if reckoning.too_few:
        reports.close(row, reckoning, actor=actor, now=now)
    else:
        evaluating.close_examination(row, actor=actor, now=now)


def obstacles(reckoning: Reckoning) -> list[str]:
    """What keeps the totals from being closed."""
    found = []
    if reckoning.is_scored:
        if waiting := waiting_for(reckoning, SheetPart.SCORING):
            found.append(f"尚未提交评分表：{'、'.join(waiting)}。")
        found += [str(each) for each in reckoning.disagreements]
    inquiries = {each.bid_id: each for each in reckoning.evaluation.inquiries.prefetch_related("votes__seat")}
    for bid in reckoning.conforming:
        if bid.pk in inquiries:
            voted = {vote.seat_id for vote in inquiries[bid.pk].votes.all()}
            silent = [seat.name for seat in reckoning.seats if seat.pk not in voted]
            if silent:
                found.append(f"对{bid.organisation}的报价说明尚未表决：{'、'.join(silent)}。")
        elif bid.pk in reckoning.low_prices:
            found.append(f"{bid.organisation}的报价异常低，请先要求其说明报价的合理性。")
    return found


@transaction.atomic
def close_totals(*, evaluation: LotEvaluation, seat: Seat, actor: Actor, now: datetime) -> None:
    """The leader closes the totals: from here on the report stands and is signed. Raises Refused."""
    row = committee.locked(evaluation, Stage.REVIEWING)
    committee.require_leader(seat)
    reckoning = Reckoning(row)
    if found := obstacles(reckoning):
        raise Refused(*found)
    reports.close(row, reckoning, actor=actor, now=now)


def _require_stage(evaluation: LotEvaluation, part: str) -> None:
    if evaluation.state != STAGE_OF[SheetPart(part)]:
        raise Refused(f"评标已进入“{evaluation.get_state_display()}”环节，请刷新页面。")
