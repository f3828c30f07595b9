"""Prices: what they score, what is taken off, and how they are repaired."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pingzhun.markets.tendering.arithmetic.basics import half_up
from pingzhun.markets.tendering.arithmetic.price import (
    LineItem,
    WrittenPrice,
    evaluated_price,
    price_score,
    price_scores,
    repaired,
)

pytestmark = pytest.mark.covers("H38")

PRICES = st.lists(st.decimals("0.01", "99999999999999.99", places=2), min_size=1, max_size=8)
WEIGHTS = st.decimals(0, 100, places=2)
D = Decimal


@pytest.mark.parametrize(
    ("value", "rounded"),
    [
        (Fraction(1, 200), "0.01"),
        (Fraction(1, 200) - Fraction(1, 10**40), "0.00"),
        (D("2.675"), "2.68"),
        (Fraction(2, 3), "0.67"),
        (D(0), "0.00"),
    ],
)
def test_half_a_hundredth_is_rounded_up_and_anything_less_down(value, rounded):
    assert str(half_up(value)) == rounded


def test_the_price_score_is_the_formula_of_the_article():
    assert price_score(D("120.00"), lowest=D("100.00"), weight=D(30)) == D("25.00")
    assert price_score(D("300.00"), lowest=D("100.00"), weight=D(10)) == D("3.33")
    assert price_score(D("160.00"), lowest=D("100.01"), weight=D(10)) == D("6.25")  # 6.250625
    assert price_score(D("80.00"), lowest=D("10.02"), weight=D(10)) == D("1.25")  # 1.2525
    assert price_score(D("80.00"), lowest=D("10.04"), weight=D(10)) == D("1.26")  # 1.255, half up


@given(PRICES, WEIGHTS)
def test_the_lowest_price_has_the_full_weight_and_no_dearer_bid_has_more(prices, weight):
    scores = price_scores(dict(enumerate(prices)), weight=weight)
    cheapest_first = sorted(scores, key=lambda bid: prices[bid])
    assert scores[cheapest_first[0]] == weight
    assert [scores[bid] for bid in cheapest_first] == sorted(scores.values(), reverse=True)
    assert all(0 <= score <= weight for score in scores.values())


@given(PRICES, WEIGHTS, st.randoms())
def test_the_order_of_the_bids_does_not_change_a_price_score(prices, weight, random):
    given_prices = dict(enumerate(prices))
    shuffled = dict(random.sample(list(given_prices.items()), len(prices)))
    assert price_scores(shuffled, weight=weight) == price_scores(given_prices, weight=weight)


@pytest.mark.parametrize(
    ("price", "lowest", "weight"),
    [("0", "0", "30"), ("90", "100", "30"), ("100", "100", "101"), ("1", "1", "-1")],
)
def test_a_price_below_the_lowest_or_a_weight_beyond_a_hundred_has_no_score(price, lowest, weight):
    with pytest.raises(ValueError, match="no score"):
        price_score(D(price), lowest=D(lowest), weight=D(weight))


def test_a_deduction_is_taken_off_and_rounded_to_the_fen():
    assert evaluated_price(D("1000000.00"), deduction=D(10)) == D("900000.00")
    assert evaluated_price(D("0.05"), deduction=D(10)) == D("0.05")  # 0.045
    assert evaluated_price(D("333.33"), deduction=D("12.5")) == D("291.66")
    assert evaluated_price(D("88.00"), deduction=D(0)) == D("88.00")


@pytest.mark.parametrize(("price", "deduction"), [("0", "0"), ("-1", "0"), ("1", "100"), ("1", "-1")])
def test_a_deduction_of_all_or_a_price_of_nothing_is_refused(price, deduction):
    with pytest.raises(ValueError, match="no evaluated price"):
        evaluated_price(D(price), deduction=D(deduction))


# ---- repairs -------------------------------------------------------------------------------------------------------------


def lines(*unit_prices: str) -> tuple[LineItem, ...]:
    return tuple(LineItem(name, D(10), D(price)) for name, price in zip("甲乙丙", unit_prices, strict=False))


def articles(written: WrittenPrice) -> list[str]:
    return [repair.article[-3:] for repair in repaired(written).repairs]


def test_a_price_that_agrees_with_itself_is_left_alone():
    written = WrittenPrice(D("300.00"), D("300.00"), D("300.00"), lines("10", "20"))
    assert repaired(written) == type(repaired(written))(D("300.00"), written.lines, ())


def test_the_opening_list_goes_before_the_rest_of_the_bid():
    found = repaired(WrittenPrice(D("300.00"), elsewhere=D("290.00")))
    assert found.price == D("300.00")
    assert [str(repair) for repair in found.repairs] == [
        "投标文件中的报价 290.00 元与开标一览表的 300.00 元不一致，以开标一览表为准。"
        "（《政府采购货物和服务招标投标管理办法》（财政部令第87号）第五十九条第一款第（一）项）"
    ]


def test_capitals_go_before_figures():
    found = repaired(WrittenPrice(D("300.00"), in_capitals=D("310.00")))
    assert found.price == D("310.00")
    assert [repair.sentence for repair in found.repairs] == [
        "小写金额 300.00 元与大写金额 310.00 元不一致，以大写金额为准。"
    ]


def test_the_sum_of_the_unit_prices_goes_before_the_total():
    found = repaired(WrittenPrice(D("300.00"), lines=lines("10", "21")))
    assert found.price == D("310.00")
    assert [repair.sentence for repair in found.repairs] == [
        "总价 300.00 元与按单价汇总的 310.00 元不一致，以单价金额计算结果为准。"
    ]


@pytest.mark.parametrize(("written", "meant"), [("2000", "20"), ("0.2", "20"), ("200000", "20"), ("2", "20")])
def test_a_plainly_misplaced_point_is_moved_and_the_total_stands(written, meant):
    found = repaired(WrittenPrice(D("300.00"), lines=lines("10", written)))
    assert found.price == D("300.00")
    assert found.lines == lines("10", meant)
    (repair,) = found.repairs
    assert "单价小数点明显错位，以开标一览表的总价 300.00 元为准，“乙”的单价由" in repair.sentence
    assert repair.sentence.endswith(f"元改为 {meant} 元。")
    assert repair.article.endswith("（三）项")


def test_unit_prices_that_were_all_written_in_ten_thousands_are_moved_together():
    found = repaired(WrittenPrice(D("3000000.00"), lines=lines("10", "20")))
    assert (found.price, found.lines) == (D("3000000.00"), lines("100000", "200000"))


def test_where_either_of_two_points_may_be_misplaced_the_committee_says_which():
    found = repaired(WrittenPrice(D("330.00"), lines=lines("3", "3")))
    assert (found.price, found.lines) == (D("330.00"), lines("3", "3"))
    assert [repair.sentence for repair in found.repairs] == [
        "单价小数点明显错位，以开标一览表的总价 330.00 元为准；应修改“甲”、“乙”中哪一项的单价，由评标委员会认定。"
    ]


def test_several_repairs_are_made_in_the_order_of_the_article():
    """The capitals are 3100.00, and the lines come to that only with the point of the second moved."""
    written = WrittenPrice(D("300.00"), D("3100.00"), D("305.00"), lines("10", "3"))
    assert repaired(written).price == D("3100.00")
    assert articles(written) == ["一）项", "二）项", "三）项"]
    last = WrittenPrice(D("300.00"), D("3100.00"), D("305.00"), lines("10", "4"))
    assert repaired(last).price == D("140.00")
    assert articles(last) == ["一）项", "二）项", "四）项"]


MONEY = st.decimals("0.01", "1000000", places=2)
LINES = st.lists(
    st.builds(
        LineItem, st.text(max_size=3), st.decimals(1, 99, places=0), st.decimals("0.0001", 9999, places=4)
    ),
    max_size=4,
)


@settings(deadline=None)
@given(st.builds(WrittenPrice, MONEY, st.none() | MONEY, st.none() | MONEY, LINES.map(tuple)))
def test_a_repaired_price_needs_no_second_repair_unless_the_committee_must_say_which(written):
    first = repaired(written)
    assert first.price in {
        written.opening_list,
        written.in_capitals,
        half_up(sum(line.amount for line in written.lines)),
    }
    if not any("由评标委员会认定" in repair.sentence for repair in first.repairs):
        again = repaired(WrittenPrice(first.price, first.price, first.price, first.lines))
        assert (again.price, again.repairs) == (first.price, ())
