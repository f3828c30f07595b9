"""The price of a bid: repaired (87号令第五十九条), reduced for the evaluation, and scored (第五十五条)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from pingzhun.base.money import format_yuan
from pingzhun.markets.tendering.arithmetic.basics import HUNDRED, Finding, Key, half_up, order_87, plain

FARTHEST_SHIFT = 4  # 万元 for 元


def evaluated_price(price: Decimal, *, deduction: Decimal) -> Decimal:
    """Return the 评审价 in yuan: `price` less `deduction` percent.

    It stands for the price wherever prices are compared (第五十五条 last paragraph). Raises ValueError unless the price
    is positive and the deduction at least 0 and below 100.
    """
    if price <= 0 or not 0 <= deduction < HUNDRED:
        raise ValueError(f"no evaluated price of {price} yuan less {deduction} %")
    return half_up(Fraction(price) * (1 - Fraction(deduction) / 100))


def price_score(price: Decimal, *, lowest: Decimal, weight: Decimal) -> Decimal:
    """Return the points of a price: lowest / price × weight, where `weight` is in points of a hundred.

    Raises ValueError unless 0 < lowest ≤ price and 0 ≤ weight ≤ 100.
    """
    if not 0 < lowest <= price or not 0 <= weight <= HUNDRED:
        raise ValueError(f"no score for {price} yuan where the lowest is {lowest} and the weight {weight}")
    return half_up(Fraction(lowest) / Fraction(price) * Fraction(weight))


def price_scores(prices: Mapping[Key, Decimal], *, weight: Decimal) -> dict[Key, Decimal]:
    """Return the points of every evaluated price of the valid bids; the lowest is the reference and gets them all."""
    lowest = min(prices.values(), default=Decimal(0))
    return {bid: price_score(price, lowest=lowest, weight=weight) for bid, price in prices.items()}


# ---- repairs -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LineItem:
    """One line of the list of unit prices."""

    name: str
    quantity: Decimal
    unit_price: Decimal

    @property
    def amount(self) -> Decimal:
        return self.quantity * self.unit_price


@dataclass(frozen=True, slots=True)
class WrittenPrice:
    """A price as the bid states it, in yuan: in figures and in capitals on the opening list, in its other parts, by lines.

    None, and no lines, where the bid does not say it again.
    """

    opening_list: Decimal
    in_capitals: Decimal | None = None
    elsewhere: Decimal | None = None
    lines: tuple[LineItem, ...] = ()


@dataclass(frozen=True, slots=True)
class RepairedPrice:
    """The price that counts, the lines as amended, and what was repaired, in the order of the article.

    With any repair it binds only when the bidder confirms it; a bid that is not confirmed is invalid.
    """

    price: Decimal
    lines: tuple[LineItem, ...]
    repairs: tuple[Finding, ...]


def repaired(written: WrittenPrice) -> RepairedPrice:
    """Repair what a bid states differently in different places, in the order of 87号令第五十九条."""
    price, lines, repairs = written.opening_list, written.lines, []
    if written.elsewhere is not None and written.elsewhere != price:
        sentence = (
            f"投标文件中的报价 {format_yuan(written.elsewhere)} 元与开标一览表的 {format_yuan(price)} 元不一致，"
            "以开标一览表为准。"
        )
        repairs.append(_repair("一", sentence))
    if written.in_capitals is not None and written.in_capitals != price:
        sentence = (
            f"小写金额 {format_yuan(price)} 元与大写金额 {format_yuan(written.in_capitals)} 元不一致，"
            "以大写金额为准。"
        )
        repairs.append(_repair("二", sentence))
        price = written.in_capitals
    total = _total(lines)
    if lines and total != price:
        shifts = list(_misplaced_points(lines, price))
        if shifts:
            lines, sentence = _with_unit_prices_amended(lines, shifts, price)
            repairs.append(_repair("三", sentence))
        else:
            sentence = f"总价 {format_yuan(price)} 元与按单价汇总的 {format_yuan(total)} 元不一致，以单价金额计算结果为准。"
            repairs.append(_repair("四", sentence))
            price = total
    return RepairedPrice(price, lines, tuple(repairs))


def _repair(number: str, sentence: str) -> Finding:
    return Finding(sentence, order_87(f"第五十九条第一款第（{number}）项"))


def _total(lines: Sequence[LineItem]) -> Decimal:
    return half_up(sum((line.amount for line in lines), Decimal(0)))


def _misplaced_points(lines: Sequence[LineItem], price: Decimal) -> Iterator[tuple[LineItem, ...]]:
    """Yield the lines with the decimal point of one unit price, or of all alike, moved so that their total is the price.

    Only that counts as plainly misplaced here; whatever else is wrong with a unit price is no matter of arithmetic.
    """
    shifts = [shift for shift in range(-FARTHEST_SHIFT, FARTHEST_SHIFT + 1) if shift]
    each = [{position} for position in range(len(lines))]
    for moved in each if len(lines) == 1 else [*each, set(range(len(lines)))]:
        for shift in shifts:
            shifted = tuple(
                replace(line, unit_price=line.unit_price.scaleb(shift)) if position in moved else line
                for position, line in enumerate(lines)
            )
            if _total(shifted) == price:
                yield shifted


def _with_unit_prices_amended(
    lines: tuple[LineItem, ...], possible: Sequence[tuple[LineItem, ...]], price: Decimal
) -> tuple[tuple[LineItem, ...], str]:
    """Return the amended lines and the sentence; where several lines could be the wrong one, the committee says which."""
    prevails = f"单价小数点明显错位，以开标一览表的总价 {format_yuan(price)} 元为准"
    if len(possible) > 1:
        names = [line.name for line, *others in zip(lines, *possible, strict=True) if set(others) != {line}]
        return lines, f"{prevails}；应修改{_quoted(names)}中哪一项的单价，由评标委员会认定。"
    changes = [
        f"“{old.name}”的单价由 {plain(old.unit_price)} 元改为 {plain(new.unit_price)} 元"
        for old, new in zip(lines, possible[0], strict=True)
        if old != new
    ]
    return possible[0], f"{prevails}，{'，'.join(changes)}。"


def _quoted(names: Sequence[str]) -> str:
    return "、".join(f"“{name}”" for name in names)
