"""Abnormally low prices: which signs a bid shows. A sign makes the committee ask; it never rejects a bid by itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from pingzhun.base.money import format_yuan
from pingzhun.markets.tendering.arithmetic.basics import Bid, Finding, Key, half_up, plain
from pingzhun.regimes.figures import LOW_PRICES


class Measure(StrEnum):
    """What a price is held against."""

    MEAN = "全部有效投标报价的平均值"
    SECOND_LOWEST = "次低的有效投标报价"
    CEILING = "最高限价"


@dataclass(frozen=True, slots=True)
class Shares:
    """Percent of each measure below which a price is abnormally low: the regime's figures `low_price.share_of_…`."""

    of_mean: Decimal
    of_second: Decimal
    of_ceiling: Decimal


@dataclass(frozen=True, slots=True)
class Sign(Finding):
    """One sign, and the measure it is about."""

    measure: Measure


def signs(bids: Sequence[Bid], *, ceiling: Decimal, shares: Shares) -> dict[Key, tuple[Sign, ...]]:
    """Return the signs that each bid shows, none for an ordinary one.

    bids: all that passed the examination of conformity; their prices count as bid, without deductions. ceiling: the
    最高限价, or the budget where none was set. Below is below: a price of exactly the share shows no sign.
    """
    prices = sorted(bid.price for bid in bids)
    measures = [(Measure.CEILING, Fraction(ceiling), shares.of_ceiling)]
    if len(prices) > 1:
        mean = Fraction(sum(prices, Decimal(0))) / len(prices)
        measures.insert(0, (Measure.MEAN, mean, shares.of_mean))
        measures.insert(1, (Measure.SECOND_LOWEST, Fraction(prices[1]), shares.of_second))
    return {
        bid.key: tuple(
            _sign(bid, measure, value, share)
            for measure, value, share in measures
            if Fraction(bid.price) < value * Fraction(share) / 100
        )
        for bid in bids
    }


def _sign(bid: Bid, measure: Measure, value: Fraction, share: Decimal) -> Sign:
    sentence = (
        f"{bid.bidder} 的报价 {format_yuan(bid.price)} 元低于{measure} {format_yuan(half_up(value))} 元的 {plain(share)}%，"
        "应要求其书面说明报价的合理性。"
    )
    return Sign(sentence, LOW_PRICES.title, measure)
