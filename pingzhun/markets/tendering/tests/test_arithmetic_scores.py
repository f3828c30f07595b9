"""Scores: added by criterion, averaged over the members; what is missing, unequal or far off is told."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pingzhun.markets.tendering.arithmetic.basics import Bid, Member, half_up
from pingzhun.markets.tendering.arithmetic.scores import (
    Criterion,
    Score,
    Sheet,
    averages,
    disagreements,
    faults,
    member_totals,
    outliers,
    scheme_faults,
)

pytestmark = pytest.mark.covers("H38")

D = Decimal
CRITERIA = (
    Criterion("方案", "技术方案", D(40), technical=True),
    Criterion("参数", "技术参数", D(20), objective=True, technical=True),
    Criterion("服务", "售后服务", D(10)),
)
MEMBERS = tuple(Member(number, name) for number, name in enumerate(["张三", "李四", "王五"]))
BIDS = (Bid("a", "甲公司", D(100)), Bid("b", "乙公司", D(110)))


def sheet(**points: list[list[str]]) -> Sheet:
    """points: by bid, one row per member, one figure per criterion."""
    scores = tuple(
        Score(bid, criterion.key, member.key, D(figure))
        for bid, rows in points.items()
        for member, row in zip(MEMBERS, rows, strict=True)
        for criterion, figure in zip(CRITERIA, row, strict=True)
    )
    return Sheet(CRITERIA, MEMBERS, BIDS, scores)


SHEET = sheet(
    a=[["30", "20", "8"], ["32", "20", "9"], ["33", "20", "10"]],
    b=[["20", "15", "5"], ["21", "15", "5"], ["20", "15", "5.5"]],
)


def test_criteria_are_added_and_members_averaged_with_one_rounding():
    assert member_totals(SHEET)["a", 0] == D("58.00")
    assert averages(SHEET) == {"a": D("60.67"), "b": D("40.50")}
    assert averages(SHEET, technical_only=True) == {"a": D("51.67"), "b": D("35.33")}
    assert faults(SHEET) == []


def test_the_highest_and_the_lowest_score_count_like_any_other():
    far_off = sheet(a=[["0", "20", "0"], ["40", "20", "10"], ["40", "20", "10"]], b=[["0", "0", "0"]] * 3)
    assert averages(far_off)["a"] == D("53.33")


def changed(member: int, criterion: str, points: str) -> Sheet:
    return replace(
        SHEET,
        scores=tuple(
            replace(score, points=D(points))
            if (score.bid, score.criterion, score.member) == ("a", criterion, member)
            else score
            for score in SHEET.scores
        ),
    )


@pytest.mark.parametrize(
    ("points", "sentence"),
    [
        ("40.01", "李四 对 甲公司 的“技术方案”评了 40.01 分，应在 0 至 40 分之间。"),
        ("-1", "李四 对 甲公司 的“技术方案”评了 -1 分，应在 0 至 40 分之间。"),
        ("30.125", "李四 对 甲公司 的“技术方案”评了 30.125 分，最多两位小数。"),
    ],
)
def test_points_beyond_the_criterion_are_told(points, sentence):
    assert [fault.sentence for fault in faults(changed(1, "方案", points))] == [sentence]


def test_the_full_points_and_none_are_within_the_criterion():
    assert faults(changed(1, "方案", "40")) == faults(changed(1, "方案", "0")) == []


def test_missing_and_repeated_scores_are_told_one_by_one():
    repeated = replace(SHEET, scores=(*SHEET.scores[1:], SHEET.scores[-1]))
    assert [fault.sentence for fault in faults(repeated)] == [
        "张三 对 甲公司 的“技术方案”尚未评分。",
        "王五 对 乙公司 的“售后服务”重复评分。",
    ]


def test_members_must_agree_on_an_objective_criterion():
    assert disagreements(SHEET) == []
    (found,) = disagreements(changed(1, "参数", "18"))
    assert found.sentence == (
        "客观评审因素“技术参数”对 甲公司 的评分不一致：张三 20 分、李四 18 分、王五 20 分，应当一致。"
    )
    assert found.article.endswith("第六十四条第一款第（三）项")


def test_a_subjective_score_far_from_the_others_is_told_and_an_objective_one_is_not():
    assert outliers(SHEET, deviation=D(30)) == []
    assert outliers(changed(1, "参数", "1"), deviation=D(30)) == []
    assert [found.sentence for found in outliers(changed(2, "方案", "10"), deviation=D(65))] == [
        "王五 对 甲公司 的“技术方案”评了 10 分，其他评委平均 31 分，请评标委员会认定是否畸低。"
    ]


def test_a_deviation_of_exactly_the_share_is_not_told():
    even = sheet(a=[["20", "0", "0"], ["20", "0", "0"], ["26", "0", "0"]], b=[["0", "0", "0"]] * 3)
    assert outliers(even, deviation=D(30)) == []
    assert [found.sentence[-3:] for found in outliers(even, deviation=D("29.9"))] == ["畸高。"]


def test_a_single_member_differs_from_nobody():
    alone = replace(SHEET, members=MEMBERS[:1], scores=tuple(s for s in SHEET.scores if s.member == 0))
    assert outliers(alone, deviation=D(0)) == disagreements(alone) == []


def test_criteria_and_price_make_a_hundred_points():
    assert scheme_faults(CRITERIA, price_weight=D(30)) == []
    assert [fault.sentence for fault in scheme_faults(CRITERIA, price_weight=D("29.5"))] == [
        "评审因素与价格的分值合计为 99.5 分，应为 100 分。"
    ]


TABLES = st.lists(st.lists(st.decimals(0, 10, places=2), min_size=3, max_size=3), min_size=3, max_size=3).map(
    lambda rows: [[str(figure) for figure in row] for row in rows]
)


@settings(deadline=None)
@given(TABLES, TABLES, st.randoms())
def test_an_average_is_the_exact_mean_rounded_whatever_the_order_of_the_scores(a, b, random):
    given_sheet = sheet(a=a, b=b)
    mean = sum(Fraction(figure) for row in a for figure in row) / 3
    assert averages(given_sheet)["a"] == half_up(mean)
    shuffled = replace(
        given_sheet,
        scores=tuple(random.sample(given_sheet.scores, len(given_sheet.scores))),
        members=tuple(random.sample(MEMBERS, 3)),
    )
    assert averages(shuffled) == averages(given_sheet)
    assert len(outliers(shuffled, deviation=D(20))) == len(outliers(given_sheet, deviation=D(20)))
