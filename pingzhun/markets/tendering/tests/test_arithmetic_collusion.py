"""Warnings of 87号令第三十七条: what several bids have in common."""

import random
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pingzhun.markets.tendering.arithmetic.collusion import BidTraits, Kind, warnings

pytestmark = pytest.mark.covers("H38")


def words(seed: int, length: int = 600) -> str:
    """Chinese characters that no two seeds share by chance."""
    chosen = random.Random(seed)  # noqa: S311 -- a text, not a secret
    return "".join(chr(chosen.randrange(0x4E00, 0x9FA5)) for _ in range(length))


def told(*bids: BidTraits, issued_text: str = "") -> list[tuple[Kind, tuple]]:
    found = warnings(bids, similarity=Decimal(60), issued_text=issued_text)
    return [(warning.kind, warning.bids) for warning in found]


FIELDS = {
    "addresses": (Kind.ADDRESS, "二"),
    "contacts": (Kind.CONTACT, "三"),
    "phones": (Kind.PHONE, "三"),
    "devices": (Kind.DEVICE, "一"),
    "networks": (Kind.NETWORK, "一"),
    "authors": (Kind.AUTHOR, "一"),
    "payers": (Kind.PAYER, "六"),
}


@pytest.mark.parametrize(("field", "kind", "item"), [(field, *each) for field, each in FIELDS.items()])
def test_what_two_bids_have_in_common_is_told_with_the_item_of_the_article(field, kind, item):
    bids = [
        BidTraits("a", "甲公司", **{field: frozenset({"相同", "其他"})}),
        BidTraits("b", "乙公司", **{field: frozenset({"相同"})}),
        BidTraits("c", "丙公司", **{field: frozenset({"另外"})}),
    ]
    (warning,) = warnings(bids, similarity=Decimal(60))
    assert (warning.kind, warning.bids) == (kind, ("a", "b"))
    assert str(warning) == (
        f"甲公司、乙公司的{kind}相同（相同），请评标委员会核实。"
        f"（《政府采购货物和服务招标投标管理办法》（财政部令第87号）第三十七条第（{item}）项）"
    )


def test_a_value_is_the_same_however_it_is_written():
    one = BidTraits("a", "甲公司", phones=frozenset({"0571-8888 6666"}), authors=frozenset({"Ｚhang San"}))
    other = BidTraits("b", "乙公司", phones=frozenset({"０５７１88886666"}), authors=frozenset({"zhangsan"}))
    assert told(one, other) == [(Kind.PHONE, ("a", "b")), (Kind.AUTHOR, ("a", "b"))]


def test_what_is_empty_is_nothing_in_common():
    assert told(*(BidTraits(key, key, phones=frozenset({"", " "})) for key in "abc")) == []


# ---- prices --------------------------------------------------------------------------------------------------------------


def priced(*prices: str) -> list[BidTraits]:
    return [
        BidTraits(key, f"{key}公司", price=Decimal(price))
        for key, price in zip("abcdef", prices, strict=False)
    ]


@pytest.mark.parametrize(
    ("prices", "name"),
    [
        (["980000.00", "990000.00", "1000000.00"], "等差"),
        (["1000000.00", "980000.00", "990000.00"], "等差"),
        (["100.00", "133.33", "166.67"], "等差"),
        (["1000000.00", "1020000.00", "1040400.00"], "等比"),
        (["777.77", "855.55", "941.10"], "等比"),
    ],
)
def test_prices_in_equal_steps_or_equal_ratios_are_told(prices, name):
    (warning,) = warnings(priced(*prices), similarity=Decimal(60))
    assert (warning.kind, warning.bids) == (Kind.PRICES, ("a", "b", "c"))
    assert f"的报价呈{name}排列（" in warning.sentence


def test_prices_that_follow_no_rule_and_two_prices_are_not_told():
    assert told(*priced("980000.00", "990000.00", "1000000.03")) == []
    assert told(*priced("100.00", "200.00")) == []
    assert told(*priced("100.00", "100.00")) == []


def test_three_equal_prices_are_told():
    (warning,) = warnings(priced("88.00", "88.00", "90.00", "88.00"), similarity=Decimal(60))
    assert warning.bids == ("a", "b", "d")
    assert warning.sentence == "a公司、b公司、d公司的报价相同（88.00 元），请评标委员会核实。"


def test_a_series_is_told_once_as_a_whole_and_an_outsider_does_not_hide_it():
    assert told(*priced("100.00", "110.00", "120.00", "130.00", "999.00")) == [
        (Kind.PRICES, ("a", "b", "c", "d"))
    ]


@given(st.integers(10_000, 10**9), st.integers(1, 10**6), st.integers(3, 6))
def test_every_series_of_equal_steps_is_found(first, step, length):
    prices = [str(Decimal(first + step * number).scaleb(-2)) for number in range(length)]
    assert (Kind.PRICES, tuple("abcdef"[:length])) in told(*priced(*prices))


# ---- texts ---------------------------------------------------------------------------------------------------------------


def texts(*given: str) -> list[BidTraits]:
    return [BidTraits(key, f"{key}公司", text=text) for key, text in zip("abc", given, strict=False)]


def test_texts_that_are_mostly_the_same_are_told_with_their_share():
    common = words(1)
    (warning,) = warnings(texts(common + words(2, 60), common, words(3)), similarity=Decimal(60))
    assert (warning.kind, warning.bids) == (Kind.TEXTS, ("a", "b"))
    assert warning.sentence == "a公司、b公司的投标文件除引用招标文件外有 100% 的内容相同，请评标委员会核实。"
    assert told(*texts(words(1, 500) + words(2), words(1, 500) + words(3))) == []


def test_what_both_quote_from_the_tender_document_is_not_held_against_them():
    issued = words(9, 3000)
    bids = texts(issued + words(1), issued + words(2))
    assert told(*bids, issued_text=issued) == []
    assert told(*bids) == [(Kind.TEXTS, ("a", "b"))]


def test_short_texts_say_nothing():
    assert told(*texts("我公司承诺按期交货。", "我公司承诺按期交货。")) == []


def test_the_name_of_another_bidder_in_a_bid_is_told():
    one = BidTraits("a", "长城科技公司", text=words(1, 50) + "致采购人：北京长城科技公司承诺" + words(2, 50))
    other = BidTraits("b", "北京长城科技公司", text="北京长城科技公司承诺")
    (warning,) = warnings([other, one], similarity=Decimal(60))
    assert (warning.kind, warning.bids) == (Kind.MIXED, ("a", "b"))
    assert "长城科技公司 的投标文件中出现“北京长城科技公司”" in warning.sentence
    assert told(one, other, issued_text="原供应商为北京长城科技公司") == []


def test_warnings_do_not_depend_on_the_order_of_the_bids():
    bids = [
        replace(bid, phones=frozenset({"1"}), text=words(1))
        for bid in priced("100.00", "110.00", "120.00", "100.00")
    ]
    assert told(*bids[::-1]) == told(*bids)
    assert len(told(*bids)) == 1 + 1 + 6
