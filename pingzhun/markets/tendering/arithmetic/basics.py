"""What every part of the arithmetic speaks of: keys, bids, members, findings, and how a figure is rounded."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from pingzhun.regimes.figures import ORDER_87

Key = int | str
"""What a row is known by: its primary key, or its code."""

HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Member:
    """A member of the evaluation committee."""

    key: Key
    name: str


@dataclass(frozen=True, slots=True)
class Bid:
    """A bid that passed the examination of qualifications.

    price: yuan, after repairs; deduction: percent off for the evaluation (价格扣除); brand: of the core product,
    written alike for bids of one brand, empty where it does not matter.
    """

    key: Key
    bidder: str
    price: Decimal
    deduction: Decimal = Decimal(0)
    brand: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """A sentence for the committee and the article that it rests on."""

    sentence: str
    article: str

    def __str__(self) -> str:
        return f"{self.sentence}（{self.article}）"


def order_87(article: str) -> str:
    return ORDER_87.title + article


def half_up(value: Fraction | Decimal) -> Decimal:
    """Return `value` (not negative) with two decimals, half a hundredth rounded up.

    It is worked out exactly: an interim result that was itself rounded could turn a half the wrong way.
    """
    hundredths, rest = divmod(Fraction(value) * 100, 1)
    return Decimal(hundredths + (2 * rest >= 1)).scaleb(-2)


def plain(value: Decimal) -> str:
    """12000.0 → "12,000", 0.125 → "0.125": a figure as people write it, with all its digits."""
    return f"{value.normalize():,f}"


def percent(share: Decimal) -> str:
    """12.50 → "12.5%"."""
    return f"{plain(share)}%"
