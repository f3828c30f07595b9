"""Signs of abnormally low prices."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pingzhun.markets.tendering.arithmetic.basics import Bid
from pingzhun.markets.tendering.arithmetic.low_price import Measure, Shares, signs

pytestmark = pytest.mark.covers("H38")

SHARES = Shares(of_mean=Decimal(50), of_second=Decimal(50), of_ceiling=Decimal(45))


def found(*prices: str, ceiling: str = "1000.00") -> list[set[Measure]]:
    bids = [Bid(number, f"公司{number}", Decimal(price)) for number, price in enumerate(prices)]
    return [
        {sign.measure for sign in each}
        for each in signs(bids, ceiling=Decimal(ceiling), shares=SHARES).values()
    ]


def test_a_sign_says_the_price_the_measure_and_its_share():
    bids = [Bid("a", "甲公司", Decimal("300.00")), Bid("b", "乙公司", Decimal("1000.00"))]
    told = signs(bids, ceiling=Decimal("1000.00"), shares=SHARES)
    assert told["b"] == ()
    assert [str(sign) for sign in told["a"]] == [
        f"甲公司 的报价 300.00 元低于{measure}，应要求其书面说明报价的合理性。（财政部关于政府采购异常低价审查的规定）"
        for measure in (
            "全部有效投标报价的平均值 650.00 元的 50%",
            "次低的有效投标报价 1,000.00 元的 50%",
            "最高限价 1,000.00 元的 45%",
        )
    ]


def test_a_price_of_exactly_the_share_is_not_below_it():
    assert found("450.00", "900.00", "450.00") == [set(), set(), set()]
    assert found("449.99", "900.00", "900.00") == [{Measure.SECOND_LOWEST, Measure.CEILING}, set(), set()]
    assert found("300.00", "300.00", "1200.00", ceiling="1.00") == [set(), set(), set()]  # the mean is 600.00
    assert found("299.99", "299.99", "1200.00", ceiling="1.00") == [{Measure.MEAN}, {Measure.MEAN}, set()]


def test_a_single_bid_is_held_against_the_ceiling_alone():
    assert found("449.99") == [{Measure.CEILING}]
    assert found("450.00") == [set()]


def test_without_bids_there_is_nothing_to_say():
    assert found() == []


def test_the_shares_that_are_handed_in_decide():
    bids = [Bid(number, "公司", Decimal(price)) for number, price in enumerate(["600.00", "1000.00"])]
    raised = Shares(of_mean=Decimal(65), of_second=Decimal(65), of_ceiling=Decimal(65))
    told = signs(bids, ceiling=Decimal("1000.00"), shares=raised)
    assert [sign.measure for sign in told[0]] == [Measure.SECOND_LOWEST, Measure.CEILING]


@given(st.lists(st.decimals("0.01", "1000000", places=2), min_size=2, max_size=8))
def test_only_the_single_lowest_can_be_far_below_the_second_lowest(prices):
    told = signs(
        [Bid(number, "公司", price) for number, price in enumerate(prices)], ceiling=Decimal(1), shares=SHARES
    )
    far_below = [
        bid for bid, each in told.items() if Measure.SECOND_LOWEST in {sign.measure for sign in each}
    ]
    lowest, second = sorted(prices)[:2]
    assert far_below == ([prices.index(lowest)] if lowest * 2 < second else [])
