"""The steps of an evaluation and of what follows, as its people take them: for the tests, the story and the demonstration."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from stdnum.cn import ric

from pingzhun.accounts.models import User
from pingzhun.base.localtime import local_date
from pingzhun.directory.actors import Actor
from pingzhun.experts import panels, roster
from pingzhun.experts.models import Employment, Expert, Panel, Seat
from pingzhun.filings.casting import Player, account
from pingzhun.filings.driving import actor_for, approve, submit
from pingzhun.filings.models import Filing
from pingzhun.markets.tendering import awarding, committee, pricing, reports, sheets
from pingzhun.markets.tendering.demo.cast import Cast
from pingzhun.markets.tendering.demo.steps import again, paper
from pingzhun.markets.tendering.desks.award import AwardChangeDesk, AwardNoticeDesk
from pingzhun.markets.tendering.desks.contract import AwardContractDesk, AwardRenunciationDesk
from pingzhun.markets.tendering.desks.decision import AwardDecisionDesk
from pingzhun.markets.tendering.desks.price_explanation import PriceExplanationDesk
from pingzhun.markets.tendering.desks.qualification import QualificationExaminationDesk
from pingzhun.markets.tendering.models import (
    Bid,
    BidResult,
    Criterion,
    DecisionOutcome,
    Lot,
    LotEvaluation,
    Part,
    SheetPart,
)
from pingzhun.markets.tendering.reckoning import Reckoning, opened_bids
from pingzhun.markets.tendering.sheets import Said
from pingzhun.regimes import clock

EXPERTS = ("钱学海", "孙立群", "李文杰", "周晓燕", "吴建平", "郑素梅")
Judge = Callable[[Criterion, Bid, int], Said]
"""What the member of a seat number says of a bid by a criterion."""


def experts(cast: Cast) -> list[Expert]:
    """Six experts for computers, who have nothing to do with anybody."""
    now, found = clock.now(), []
    for n, name in enumerate(EXPERTS, start=1):
        mobile, body = f"137340990{n:02}", f"43040019720305{n:03}"
        found.append(
            roster.join(
                user=account(f"pingwei{n}", name, mobile, now=now),
                data={
                    "name": name,
                    "resident_id": body + ric.calc_check_digit(f"{body}0"),
                    "mobile": mobile,
                    "professional_title": "高级工程师",
                },
                jurisdiction=cast.places["衡阳市"],
                specialities=[cast.categories["台式计算机"]],
                employments=[
                    Employment(
                        organisation_name="衡阳市职业技术学院",
                        credit_code="12430400000000909B",
                        since=date(2001, 7, 1),
                    )
                ],
                ties=[],
                now=now,
            )
        )
    return found


def convene(cast: Cast, lot: Lot) -> Panel:
    """Four experts and the 采购人's reviewer as its representative."""
    now = clock.now()
    return panels.convene(
        case=lot,
        number=lot.evaluation,
        size=5,
        budget=lot.tender.budget,
        representatives=[cast.entity.reviewer],
        specialities=[cast.categories["台式计算机"]],
        avoid=[
            cast.entity.organisation,
            cast.agent.organisation,
            *(bid.organisation for bid in lot.bids.all()),
        ],
        evaluates_at=now + timedelta(hours=1),
        actor=cast.centre.files,
        now=now,
    )


def actor_of(seat: Seat) -> Actor:
    return actor_for(User.objects.get(pk=seat.user_id))


def seats(lot: Lot) -> list[Seat]:
    return list(panels.live_seats(lot, lot.evaluation))


def leader(lot: Lot) -> Seat:
    return next(seat for seat in seats(lot) if seat.is_leader)


def evaluation_of(lot: Lot) -> LotEvaluation:
    return LotEvaluation.objects.select_related("lot").get(lot=lot, number=lot.evaluation)


# ---- before it begins ----------------------------------------------------------------------------------------------------


def examine_qualifications(
    cast: Cast, lot: Lot, *, unqualified: Mapping[int, str] | None = None, actor: Actor | None = None
) -> Filing:
    """资格审查 by the agent. unqualified: the reason by the bid."""
    reasons = unqualified or {}
    criteria = lot.document.criteria.filter(part=Part.QUALIFICATION)
    rows = [
        {
            "bid": bid,
            "criterion": criterion,
            "passed": "False" if bid.pk in reasons else "True",
            "reason": reasons.get(bid.pk, ""),
        }
        for bid in opened_bids(LotEvaluation(lot=lot, round=lot.round))
        for criterion in criteria
    ]
    return submit(
        QualificationExaminationDesk, actor or cast.agent.files, {"verdicts": rows, "note": ""}, case=lot
    )


def sign_in(lot: Lot, *, who: list[Seat] | None = None) -> None:
    for seat in who or seats(lot):
        committee.sign_in(lot=lot, seat=seat, no_ties=True, actor=actor_of(seat), now=clock.now())


def elect(lot: Lot) -> Seat:
    """All want the first expert, until the majority is there."""
    members = seats(lot)
    for seat in members[:3]:
        committee.vote(
            evaluation=evaluation_of(lot),
            seat=seat,
            candidate=members[0],
            actor=actor_of(seat),
            now=clock.now(),
        )
    return leader(lot)


def gather(
    cast: Cast,
    lot: Lot,
    *,
    unqualified: Mapping[int, str] | None = None,
    examiner: Actor | None = None,
) -> LotEvaluation:
    """To the beginning of the 符合性审查: panel, qualification, 签到, leader."""
    if not seats(lot):
        if not Expert.objects.exists():
            experts(cast)
        convene(cast, lot)
    examine_qualifications(cast, lot, unqualified=unqualified, actor=examiner)
    sign_in(lot)
    chief = elect(lot)
    committee.begin(evaluation=evaluation_of(lot), seat=chief, actor=actor_of(chief), now=clock.now())
    return evaluation_of(lot)


# ---- sheets --------------------------------------------------------------------------------------------------------------


def all_pass(criterion: Criterion, bid: Bid, member: int) -> Said:
    return Said(passed=True)


def fair(criterion: Criterion, bid: Bid, member: int) -> Said:
    """Points that all but agree, the earlier bids a little better; objective ones the same from everybody."""
    share = Decimal("0.9") - Decimal("0.1") * (bid.pk % 3)
    points = (criterion.points or Decimal(0)) * share
    if not criterion.is_objective:
        points += Decimal("0.25") * member
    return Said(points=points.quantize(Decimal("0.01")))


def fill_in(lot: Lot, part: str, judge: Judge, *, who: list[Seat] | None = None) -> None:
    """Every member fills in a sheet and submits it."""
    evaluation = evaluation_of(lot)
    for member, seat in enumerate(who or seats(lot)):
        sheet = sheets.begin(evaluation=evaluation, seat=seat, part=part, now=clock.now())
        said = {
            (block.criterion.pk, line.bid.pk): judge(block.criterion, line.bid, member)
            for block in sheets.blocks(Reckoning(evaluation), part)
            for line in block.lines
        }
        sheets.submit(sheet=sheet, said=said, now=clock.now())


def close_examination(lot: Lot) -> LotEvaluation:
    chief = leader(lot)
    sheets.close_examination(
        evaluation=evaluation_of(lot), seat=chief, actor=actor_of(chief), now=clock.now()
    )
    return evaluation_of(lot)


def close_totals(lot: Lot) -> LotEvaluation:
    chief = leader(lot)
    sheets.close_totals(evaluation=evaluation_of(lot), seat=chief, actor=actor_of(chief), now=clock.now())
    return evaluation_of(lot)


def ask_about_price(lot: Lot, bid: Bid, *, minutes: int = 30) -> Any:
    chief = leader(lot)
    return pricing.ask(
        evaluation=evaluation_of(lot),
        seat=chief,
        bid=bid,
        question="请说明报价的构成及合理性。",
        minutes=minutes,
        actor=actor_of(chief),
        now=clock.now(),
    )


def explain_and_accept(supplier: Player, lot: Lot) -> None:
    """The bidder that was asked about its price explains it, and every member finds it reasonable."""
    submit(PriceExplanationDesk, supplier.files, {"text": "厂家特价机型，附授权书和成本明细。"}, case=lot)
    inquiry = evaluation_of(lot).inquiries.get(bid__organisation=supplier.organisation)
    for seat in seats(lot):
        pricing.vote(
            inquiry=inquiry,
            seat=seat,
            rejects=False,
            reason="说明和材料能够证明报价合理",
            actor=actor_of(seat),
            now=clock.now(),
        )


def sign(lot: Lot, *, dissent: str = "", who: list[Seat] | None = None) -> Lot:
    """All sign; with `dissent`, the last of them disagrees."""
    members = who or seats(lot)
    for seat in members:
        reports.sign(
            evaluation=evaluation_of(lot),
            seat=seat,
            dissent=dissent if seat == members[-1] else "",
            actor=actor_of(seat),
            now=clock.now(),
        )
    return again(lot)


def evaluate(cast: Cast, lot: Lot, *, judge: Judge = fair, examiner: Actor | None = None) -> Lot:
    """From 评标中 to the signed report. examiner: of the qualifications, the agent unless it says otherwise."""
    gather(cast, lot, examiner=examiner)
    fill_in(lot, SheetPart.CONFORMITY, all_pass)
    evaluation = close_examination(lot)
    if Reckoning(evaluation).is_scored:
        fill_in(lot, SheetPart.SCORING, judge)
    close_totals(lot)
    return sign(lot)


# ---- after it ------------------------------------------------------------------------------------------------------------


def decide(cast: Cast, lot: Lot, **changes: Any) -> Lot:
    """The first candidate that is left."""
    first = awarding.candidates(lot)[:1]
    data = {
        "outcome": DecisionOutcome.AWARD,
        "candidate": first[0] if first else None,
        "reason": "",
    }
    submit(AwardDecisionDesk, cast.entity.files, data | changes, case=lot)
    return again(lot)


def award_data(lot: Lot, **changes: Any) -> dict[str, Any]:
    """What an agent types of the winner that the 采购人 has decided on."""
    won = next(each for each in awarding.candidates(lot) if each.bid.organisation_id == lot.winner_id)
    return award_data_of(won) | changes


def award_data_of(won: BidResult) -> dict[str, Any]:
    return {
        "winner": won,
        "winner_address": won.bid.organisation.address,
        "agency_fee": "8000",
        "agency_fee_standard": "按委托协议约定，以中标金额的 1.5% 计取",
        "note": "",
        "opinion": "同意发布中标公告",
        "items": [
            {
                "name": "台式计算机",
                "specification": "CPU 8 核，内存 16 GB，固态硬盘 512 GB",
                "quantity": "120 套",
                "unit_price": "4500",
            }
        ],
    }


def file_award(cast: Cast, lot: Lot, **changes: Any) -> Filing:
    """中标公告 by the agent, not reviewed yet."""
    return submit(AwardNoticeDesk, cast.agent.files, award_data(lot, **changes), case=lot)


def announce(cast: Cast, lot: Lot, **changes: Any) -> Lot:
    """中标公告, reviewed and published."""
    approve(file_award(cast, lot, **changes), cast.centre.reviews)
    return again(lot)


def file_award_change(cast: Cast, lot: Lot) -> Filing:
    """中标公告变更 by the agent, not reviewed yet."""
    data = {
        "matter": "主要中标标的数量",
        "before": "120 套",
        "after": "118 套",
        "explanation": "原公告数量录入有误。",
    }
    return submit(AwardChangeDesk, cast.agent.files, data, case=lot)


def change_award(cast: Cast, lot: Lot) -> Filing:
    return approve(file_award_change(cast, lot), cast.centre.reviews)


def award(cast: Cast, lot: Lot) -> Lot:
    """From the signed report to the 中标公告."""
    return announce(cast, decide(cast, lot))


def file_renunciation(cast: Cast, lot: Lot) -> Filing:
    """放弃中标 by the winner, not decided yet."""
    winner = next(each for each in cast.suppliers if each.organisation == lot.winner)
    return submit(
        AwardRenunciationDesk,
        winner.files,
        {"reason": "生产线停产，无法供货。"},
        case=lot,
        files={"statement": paper("放弃中标声明")},
    )


def renounce(cast: Cast, lot: Lot) -> Lot:
    approve(file_renunciation(cast, lot), cast.entity.reviews)
    return again(lot)


def contract_data(lot: Lot, **changes: Any) -> dict[str, Any]:
    today = local_date(clock.now())
    return {
        "number": "HYYZ-2026-118",
        "amount": str(lot.price),
        "performance_bond": str((lot.price or Decimal(0)) / 20),
        "signed_on": today,
        "starts_on": today,
        "ends_on": today + timedelta(days=60),
    } | changes


def submit_contract(cast: Cast, lot: Lot, **changes: Any) -> Filing:
    """合同备案 by the 采购人, not reviewed yet."""
    return submit(
        AwardContractDesk,
        cast.entity.files,
        contract_data(lot, **changes),
        case=lot,
        files={"contract": paper("采购合同")},
    )


def file_contract(cast: Cast, lot: Lot, **changes: Any) -> Lot:
    approve(submit_contract(cast, lot, **changes), cast.supervisor.reviews)
    return again(lot)
