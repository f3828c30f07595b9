"""Amounts of money: Decimal yuan with two decimals, as they are typed, shown and written on contracts."""

import re
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from pingzhun.base.identifiers import normalise

FEN = Decimal("0.01")
CEILING = Decimal("99999999999999.99")  # what DecimalField(max_digits=16, decimal_places=2) holds

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_UNITS = ((10**8, "亿"), (10**4, "万"), (10**3, "仟"), (10**2, "佰"), (10, "拾"))

_LONGEST_TEXT = 60
_AMOUNT = re.compile(
    r"(?:人民币)?\s*[¥￥]?\s*"
    r"(?P<whole>[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?P<fraction>\.[0-9]+)?"
    r"\s*(?P<unit>亿元?|万元?|元)?整?"
)
_UPPERCASE = re.compile(
    rf"(?:(?P<yuan>[{_DIGITS}亿万仟佰拾]+)元)?(?:(?P<jiao>[{_DIGITS}])角)?(?:(?P<fen>[{_DIGITS}])分)?"
)
_SCALES = {"亿": 10**8, "万": 10**4}


def round_to_fen(amount: Decimal) -> Decimal:
    """Return `amount` with exactly two decimals, half a fen rounded away from zero."""
    return amount.quantize(FEN, rounding=ROUND_HALF_UP)


def format_yuan(amount: Decimal) -> str:
    """1280000 → "1,280,000.00"."""
    return f"{round_to_fen(amount):,.2f}"


def in_wan(amount: Decimal) -> str:
    """1280000 → "128.00", 1234567.80 → "123.45678": 万元 with at least two decimals, never rounded.

    It stands beside the amount in yuan, so the two must not disagree, however small the amount.
    """
    whole, fraction = f"{round_to_fen(amount).scaleb(-4):,.6f}".split(".")
    return f"{whole}.{fraction.rstrip('0').ljust(2, '0')}"


def to_uppercase(amount: Decimal) -> str:
    """12000 → "壹万贰仟元整": the capital form for contracts, bids and receipts, without 人民币 in front.

    A 零 stands wherever the digit after a unit is 0 (100001000 is 壹亿零壹仟元整: without it, it is heard as
    1.1 亿); 整 follows 元 and 角 and never 分 (会计基础工作规范 第五十二条, 支付结算办法 附件一).
    Raises TypeError unless `amount` is a Decimal, and ValueError if it is negative, not a number, has parts
    of a fen or is above `CEILING`.
    """
    if not isinstance(amount, Decimal):
        raise TypeError("to_uppercase() takes a Decimal: a float has already lost the amount")
    if not amount.is_finite() or not 0 <= amount <= CEILING or amount != round_to_fen(amount):
        raise ValueError("大写金额只能由 0 至 99,999,999,999,999.99 元、精确到分的金额写成。")
    yuan, fen = divmod(int(amount.scaleb(2)), 100)
    jiao, fen = divmod(fen, 10)
    text = f"{_read(yuan)}元" if yuan or not (jiao or fen) else ""
    if jiao:
        text += f"{_DIGITS[jiao]}角"
    elif fen and yuan:
        text += "零"
    return text + (f"{_DIGITS[fen]}分" if fen else "整")


def from_uppercase(text: str) -> Decimal:
    """Return the yuan that a 大写金额 says, written as `to_uppercase` writes it or as banks take it: with 人民币 in front, 圆 for
    元, 正 for 整, and 整 or a 零 more or less.

    Raises ValueError for anything else.
    """
    said = _spelt(normalise(text).removeprefix("人民币"))
    match = _UPPERCASE.fullmatch(said)
    if match is None:
        raise ValueError("大写金额不规范，请填写如“壹万贰仟元整”。")
    yuan = _number(match["yuan"] or "")
    amount = Decimal(100 * yuan + 10 * _digit(match["jiao"]) + _digit(match["fen"])).scaleb(-2)
    if amount > CEILING or _spelt(to_uppercase(amount)) != said:
        raise ValueError("大写金额不规范，请填写如“壹万贰仟元整”。")
    return amount


def _spelt(text: str) -> str:
    """One spelling for what may be written in several ways. What is left of its zeros tells nothing else."""
    text = re.sub(r"\s+", "", text).replace("圆", "元").replace("正", "整").removesuffix("整")
    return text if text == "零元" else text.replace("零", "")


def _number(text: str) -> int:
    """壹亿贰仟 → 100002000; 0 where there is nothing."""
    for size, unit in _UNITS:
        high, found, low = text.rpartition(unit) if size >= 10**4 else text.partition(unit)
        if found:
            return _number(high) * size + _number(low)
    return _digit(text)


def _digit(text: str | None) -> int:
    return _DIGITS.find(text) if text else 0  # what is no digit makes a number that is spelt otherwise


def _read(number: int) -> str:
    for size, unit in _UNITS:
        if number >= size:
            high, low = divmod(number, size)
            gap = "零" if 0 < low < size // 10 else ""
            return _read(high) + unit + gap + (_read(low) if low else "")
    return _DIGITS[number]


def parse_amount(text: str) -> Decimal:
    """Return the yuan meant by what a person typed: "１，２８０．００", "¥1,280,000元", "128万元", "1.28亿".

    Raises ValueError with one Chinese sentence that says what to change.
    """
    text = normalise(text).replace("。", ".")
    if not text:
        raise ValueError("请填写金额。")
    if text[0] in "-−":
        raise ValueError("金额不能为负数。")
    match = _AMOUNT.fullmatch(text) if len(text) <= _LONGEST_TEXT else None
    if match is None:
        if re.fullmatch(r"[0-9,]*,[0-9,]*(\.[0-9]*)?", text):
            raise ValueError("千分位逗号应每三位一个，如 1,280,000.00。")
        raise ValueError("请填写数字金额，如 1280000.00、1,280,000 或 128万元。")
    number = match["whole"].replace(",", "") + (match["fraction"] or "")
    fen = Fraction(number) * _SCALES.get((match["unit"] or "元")[0], 1) * 100
    if fen.denominator != 1:
        raise ValueError("金额最多精确到分，请删去分以后的数字。")
    if fen > CEILING * 100:
        raise ValueError(f"金额不能超过 {format_yuan(CEILING)} 元。")
    return Decimal(int(fen)).scaleb(-2)
