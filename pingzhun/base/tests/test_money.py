from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pingzhun.base.money import (
    CEILING,
    format_yuan,
    from_uppercase,
    in_wan,
    parse_amount,
    round_to_fen,
    to_uppercase,
)

amounts = st.decimals(min_value=0, max_value=CEILING, places=2)


def read_back(text: str) -> Decimal:
    """What a cashier reads in a capital amount; written for the tests alone, apart from the code that writes it."""
    digits = {character: value for value, character in enumerate("零壹贰叁肆伍陆柒捌玖")}
    units = {"拾": 10, "佰": 100, "仟": 1000}
    fen = total = section = digit = 0
    for character in text:
        if character in digits:
            digit = digits[character]
        elif character in units:
            section, digit = section + digit * units[character], 0
        elif character == "万":
            total, section, digit = total + (section + digit) * 10**4, 0, 0
        elif character == "亿":
            total, section, digit = (total + section + digit) * 10**8, 0, 0
        elif character == "元":
            fen, total, section, digit = (total + section + digit) * 100, 0, 0, 0
        elif character in "角分":
            fen, digit = fen + digit * (10 if character == "角" else 1), 0
        else:
            assert character == "整"
    return Decimal(fen).scaleb(-2)


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        ("0.00", "零元整"),
        ("0.01", "壹分"),
        ("0.10", "壹角整"),
        ("0.56", "伍角陆分"),
        ("1.00", "壹元整"),
        ("10.00", "壹拾元整"),
        ("11.50", "壹拾壹元伍角整"),
        ("325.04", "叁佰贰拾伍元零肆分"),
        ("1680.32", "壹仟陆佰捌拾元叁角贰分"),
        ("6007.14", "陆仟零柒元壹角肆分"),
        ("12000.00", "壹万贰仟元整"),
        ("16409.02", "壹万陆仟肆佰零玖元零贰分"),
        ("1280000.00", "壹佰贰拾捌万元整"),
        ("10010000.00", "壹仟零壹万元整"),
        ("10000001.00", "壹仟万零壹元整"),
        ("100001000.00", "壹亿零壹仟元整"),
        ("1000000000000.00", "壹万亿元整"),
        (
            "99999999999999.99",
            "玖拾玖万玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分",
        ),
    ],
)
def test_an_amount_is_written_in_capitals_as_the_accounting_rules_say(amount: str, text: str) -> None:
    assert to_uppercase(Decimal(amount)) == text


@given(amounts)
@example(Decimal("100001000.00"))
def test_a_capital_amount_reads_back_as_the_same_amount(amount: Decimal) -> None:
    text = to_uppercase(amount)
    assert read_back(text) == amount
    assert "零零" not in text
    assert text[-1] == ("分" if amount.as_tuple().digits[-1] else "整")


@pytest.mark.parametrize("amount", ["-1.00", "0.001", "NaN", "Infinity", "100000000000000.00"])
def test_an_amount_that_no_contract_can_carry_is_not_written_in_capitals(amount: str) -> None:
    with pytest.raises(ValueError, match="大写金额只能由"):
        to_uppercase(Decimal(amount))


def test_a_float_is_never_written_in_capitals() -> None:
    with pytest.raises(TypeError):
        to_uppercase(0.1)  # type: ignore[arg-type]


def test_amounts_are_shown_in_yuan_and_beside_it_in_wan() -> None:
    assert format_yuan(Decimal("1280000")) == "1,280,000.00"
    assert in_wan(Decimal("1280000")) == "128.00"
    assert in_wan(Decimal("123456789.01")) == "12,345.678901"
    assert in_wan(Decimal("45")) == "0.0045"


def test_half_a_fen_is_rounded_up() -> None:
    assert round_to_fen(Decimal("2.675")) == Decimal("2.68")


@given(amounts)
def test_what_the_pages_show_can_be_typed_in_again(amount: Decimal) -> None:
    assert parse_amount(format_yuan(amount)) == amount
    assert parse_amount(f"{in_wan(amount)}万元") == amount


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("1280000", "1280000.00"),
        ("１，２８０，０００．００", "1280000.00"),
        (" ¥1,280,000.5 元", "1280000.50"),
        ("￥１２８万元", "1280000.00"),
        ("人民币128 万", "1280000.00"),
        ("1.28亿", "128000000.00"),
        ("12。5元整", "12.50"),
        ("0.000001万", "0.01"),
        ("\u200b128\ufeff", "128.00"),
        ("12.500", "12.50"),
    ],
)
def test_an_amount_is_understood_as_people_type_it(typed: str, amount: str) -> None:
    parsed = parse_amount(typed)
    assert parsed == Decimal(amount)
    assert parsed.as_tuple().exponent == -2


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("  ", "请填写金额。"),
        ("－5", "金额不能为负数。"),
        ("−5", "金额不能为负数。"),
        ("1,28,000", "千分位逗号应每三位一个，如 1,280,000.00。"),
        ("12,5", "千分位逗号应每三位一个，如 1,280,000.00。"),
        ("一百元", "请填写数字金额，如 1280000.00、1,280,000 或 128万元。"),
        ("1e5", "请填写数字金额，如 1280000.00、1,280,000 或 128万元。"),
        ("①元", "请填写数字金额，如 1280000.00、1,280,000 或 128万元。"),
        ("٣", "请填写数字金额，如 1280000.00、1,280,000 或 128万元。"),
        ("9" * 61, "请填写数字金额，如 1280000.00、1,280,000 或 128万元。"),
        ("0.005", "金额最多精确到分，请删去分以后的数字。"),
        ("1.00000000000000000000000000000001万", "金额最多精确到分，请删去分以后的数字。"),
        ("100000000000000", "金额不能超过 99,999,999,999,999.99 元。"),
    ],
)
def test_an_amount_that_cannot_be_is_refused_in_one_sentence(typed: str, sentence: str) -> None:
    with pytest.raises(ValueError) as refusal:
        parse_amount(typed)
    assert str(refusal.value) == sentence


@given(amounts)
@example(Decimal("100001000.00"))
@example(Decimal("0.00"))
@example(Decimal("0.05"))
@pytest.mark.covers("H37")
def test_capitals_are_read_as_the_amount_that_they_were_written_from(amount: Decimal) -> None:
    text = to_uppercase(amount)
    banks = text.replace("元", "圆").replace("整", "正")
    assert (from_uppercase(text), from_uppercase(f"人民币{banks}")) == (amount, amount)


@pytest.mark.parametrize(
    "text",
    ["", "元", "壹", "壹贰元整", "一百元", "壹万壹万元", "亿元", "壹佰元x", "拾元", "元整", "壹佰圆元"],
)
@pytest.mark.covers("H37")
def test_capitals_that_say_no_amount_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="大写金额"):
        from_uppercase(text)
