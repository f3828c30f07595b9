"""The award of a whole evaluation, from verdicts to the winner."""

import json
from dataclasses import replace
from decimal import Decimal

import pytest

from pingzhun.markets.tendering.arithmetic.award import Evaluation, IncompleteError, award_of
from pingzhun.markets.tendering.arithmetic.basics import Bid, Member
from pingzhun.markets.tendering.arithmetic.conformity import Conclusion, Item, Verdict
from pingzhun.markets.tendering.arithmetic.export import exported
from pingzhun.markets.tendering.arithmetic.ranking import Method, Tie, TieReason
from pingzhun.markets.tendering.arithmetic.scores import Criterion, Score

pytestmark = pytest.mark.covers("H38")

D = Decimal
MEMBERS = tuple(Member(number, f"评委{number}") for number in range(1, 6))
ITEMS = (Item("签章", "签字盖章"), Item("交货", "交货期"))
CRITERIA = (
    Criterion("方案", "技术方案", D(50), technical=True),
    Criterion("业绩", "类似业绩", D(20), objective=True),
)
BIDS = (
    Bid("甲", "甲公司", D("900000.00")),
    Bid("乙", "乙公司", D("1000000.00"), deduction=D(20)),
    Bid("丙", "丙公司", D("850000.00")),
    Bid("丁", "丁公司", D("300000.00")),
)
POINTS = {"甲": ("40", "20"), "乙": ("45.5", "10"), "丙": ("30", "20"), "丁": ("50", "20")}
EVALUATION = Evaluation(
    lot_code="TD-2026-000001-01",
    lot_title="教学设备采购",
    method=Method.COMPREHENSIVE,
    minimum_bidders=3,
    wanted=3,
    members=MEMBERS,
    items=ITEMS,
    bids=BIDS,
    verdicts=tuple(
        Verdict(bid.key, item.key, each.key, True) for bid in BIDS for item in ITEMS for each in MEMBERS
    ),
    price_weight=D(30),
    criteria=CRITERIA,
    scores=tuple(
        Score(bid, criterion.key, member.key, D(points))
        for bid, row in POINTS.items()
        for criterion, points in zip(CRITERIA, row, strict=True)
        for member in MEMBERS
    ),
    low_price_rejections=("丁",),
)

DECLARED = {"failed", "candidates", "winner", "conclusions", "member_totals", "results"}


def against(bid: str, item: str, votes: int, evaluation: Evaluation = EVALUATION) -> Evaluation:
    """The evaluation with so many members voting against an item of a bid."""
    verdicts = tuple(
        replace(each, passed=False) if (each.bid, each.item) == (bid, item) and each.member <= votes else each
        for each in evaluation.verdicts
    )
    return replace(evaluation, verdicts=verdicts)


def test_an_evaluation_is_reckoned_from_the_verdicts_to_the_winner():
    award = award_of(EVALUATION)
    assert {
        each.bid: (each.price_score, each.review_score, each.total, each.rank) for each in award.results
    } == {
        "甲": (D("26.67"), D("60.00"), D("86.67"), 1),
        "乙": (D("30.00"), D("55.50"), D("85.50"), 2),
        "丙": (D("28.24"), D("50.00"), D("78.24"), 3),
        "丁": (None, None, None, None),
    }
    assert award.results[1].evaluated_price == D("800000.00")
    assert award.results[1].technical_score == D("45.50")
    assert (award.failed, award.candidates, award.winner) == (False, ("甲", "乙", "丙"), "甲")


def test_a_price_that_was_rejected_is_not_the_reference_and_one_that_was_not_is():
    assert award_of(replace(EVALUATION, low_price_rejections=())).results[0].price_score == D("10.00")


def test_the_majority_concludes_and_one_failed_item_is_enough():
    kept = award_of(against("甲", "交货", 2))
    assert (kept.results[0].conforming, kept.winner) == (True, "甲")
    assert kept.conclusions[1] == Conclusion("甲", "交货", 3, 2)
    every_bid = replace(EVALUATION, low_price_rejections=())
    failed = award_of(against("甲", "交货", 3, every_bid))
    assert (failed.results[0].conforming, failed.results[0].total, failed.winner) == (False, None, "丁")


def test_an_even_vote_is_no_majority():
    four = replace(
        EVALUATION,
        members=MEMBERS[:4],
        verdicts=tuple(each for each in EVALUATION.verdicts if each.member <= 4),
        scores=tuple(each for each in EVALUATION.scores if each.member <= 4),
    )
    assert award_of(against("甲", "交货", 1, four)).results[0].conforming
    assert not award_of(against("甲", "交货", 2, four)).results[0].conforming


def test_fewer_valid_bidders_than_the_minimum_fail_the_tender():
    award = award_of(against("甲", "交货", 3))
    assert (award.failed, award.candidates, award.winner, award.member_totals) == (True, (), None, ())
    assert [each.conforming for each in award.results] == [False, True, True, True]
    same_brand = replace(EVALUATION, bids=tuple(replace(bid, brand="红") for bid in BIDS))
    assert award_of(same_brand).failed


def test_one_bid_of_a_brand_is_ranked_and_the_others_count_for_the_reference_price():
    brands = {"甲": "红", "丙": "红", "丁": "蓝", "乙": "绿"}
    bids = tuple(replace(bid, brand=brands[bid.key]) for bid in BIDS)
    award = award_of(replace(EVALUATION, bids=bids, low_price_rejections=()))
    assert {each.bid: each.rank for each in award.results} == {"甲": 2, "乙": 3, "丙": None, "丁": 1}
    assert award.results[2].total == D("60.59")


def test_the_lowest_evaluated_price_wins_where_the_method_says_so():
    award = award_of(replace(EVALUATION, method=Method.LOWEST_PRICE, criteria=(), scores=()))
    assert {each.bid: (each.rank, each.total) for each in award.results} == {
        "甲": (3, None),
        "乙": (1, None),
        "丙": (2, None),
        "丁": (None, None),
    }
    assert (award.candidates, award.member_totals) == (("乙", "丙", "甲"), ())


def test_the_next_candidate_follows_one_that_declined():
    assert award_of(replace(EVALUATION, declined=("甲",))).winner == "乙"


def test_a_tie_for_the_first_rank_leaves_the_winner_to_a_draw():
    alike = tuple(replace(bid, price=D("900000.00"), deduction=D(0)) for bid in BIDS)
    cheapest = replace(EVALUATION, method=Method.LOWEST_PRICE, bids=alike)
    award = award_of(cheapest)
    assert (award.winner, award.ties) == (None, (Tie(TieReason.RANK, ("丙", "乙", "甲")),))
    drawn = award_of(replace(cheapest, draws=(("乙", "甲", "丙"),)))
    assert (drawn.winner, drawn.candidates, drawn.ties) == ("乙", ("乙", "甲", "丙"), ())


def test_an_award_waits_for_every_verdict_and_every_score_of_the_valid_bids():
    with pytest.raises(IncompleteError, match="评委1 对 甲公司 的“签字盖章”尚未作出结论。"):
        award_of(replace(EVALUATION, verdicts=EVALUATION.verdicts[1:]))
    with pytest.raises(IncompleteError, match="评委1 对 甲公司 的“签字盖章”重复作出结论。"):
        award_of(replace(EVALUATION, verdicts=(EVALUATION.verdicts[0], *EVALUATION.verdicts)))
    with pytest.raises(IncompleteError, match="评委1 对 甲公司 的“技术方案”尚未评分。"):
        award_of(replace(EVALUATION, scores=EVALUATION.scores[1:]))
    with pytest.raises(IncompleteError, match="合计为 99 分"):
        award_of(replace(EVALUATION, price_weight=D(29)))
    of_the_rejected = tuple(each for each in EVALUATION.scores if each.bid != "丁")
    assert award_of(replace(EVALUATION, scores=of_the_rejected)) == award_of(EVALUATION)


def test_an_exported_case_is_json_with_figures_as_text():
    case = exported(EVALUATION, award_of(EVALUATION))
    assert json.loads(json.dumps(case)) == case
    assert (case["format"], case["method"]) == ("pingzhun-award/1", "综合评分法")
    assert case["lot"] == {"code": "TD-2026-000001-01", "title": "教学设备采购"}
    assert case["bids"][1] == {
        "key": "乙",
        "bidder": "乙公司",
        "price": "1000000.00",
        "deduction": "20",
        "brand": "",
    }
    assert case["declared"]["results"][0] == {
        "bid": "甲",
        "conforming": True,
        "evaluated_price": "900000.00",
        "price_score": "26.67",
        "review_score": "60.00",
        "technical_score": "40.00",
        "total": "86.67",
        "rank": 1,
    }
    assert set(case["declared"]) == DECLARED
    assert (case["declared"]["winner"], case["declared"]["candidates"]) == ("甲", ["甲", "乙", "丙"])
