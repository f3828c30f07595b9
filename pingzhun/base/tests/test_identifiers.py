import pytest
from stdnum.cn import ric, uscc

from pingzhun.base.identifiers import clean_credit_code, clean_mobile, clean_resident_id, normalise

COMPANY = "91110000600037341L"
VILLAGE = "N2620981MF1234567"
RESIDENT = "360426199101010071"


def with_check_digit(code: str) -> str:
    return code + uscc.calc_check_digit(code)


def test_full_width_text_becomes_half_width_and_loses_what_is_invisible() -> None:
    assert normalise("　ＡＢ－１２，３\u200b\ufeff ") == "AB-12,3"
    assert normalise("采购①") == "采购①"


@pytest.mark.parametrize(
    "typed",
    [COMPANY, " 91110000600037341l ", "９１１１００００６０００３７３４１Ｌ", "9111 0000-6000 3734 1L"],
)
def test_a_credit_code_is_stored_in_one_form_however_it_is_typed(typed: str) -> None:
    assert clean_credit_code(typed) == COMPANY


def test_a_village_collective_whose_code_begins_with_a_letter_is_let_in() -> None:
    code = with_check_digit(VILLAGE)
    assert clean_credit_code(code) == code


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("9111000060003734", "统一社会信用代码应为 18 位，现为 16 位。"),
        (
            "9111000060003734IL",
            "统一社会信用代码由数字和大写字母组成，不含字母 I、O、Z、S、V，请对照营业执照核对。",
        ),
        ("91110000600037342L", "统一社会信用代码的校验码不符，请对照营业执照逐位核对。"),
    ],
)
def test_a_wrong_credit_code_is_refused_in_one_sentence(typed: str, sentence: str) -> None:
    with pytest.raises(ValueError) as refusal:
        clean_credit_code(typed)
    assert str(refusal.value) == sentence


def test_every_single_wrong_character_of_a_credit_code_is_noticed() -> None:
    for place, character in enumerate(COMPANY):
        wrong = "2" if character != "2" else "3"
        with pytest.raises(ValueError, match="统一社会信用代码"):
            clean_credit_code(COMPANY[:place] + wrong + COMPANY[place + 1 :])


def test_a_resident_id_is_stored_in_one_form_however_it_is_typed() -> None:
    assert clean_resident_id(" ３６０４２６ 19910101 0071") == RESIDENT
    ends_in_x = next(
        number
        for number in (f"36042619910101{order:03}" for order in range(1000))
        if ric.calc_check_digit(number + "0") == "X"
    )
    assert clean_resident_id(ends_in_x + "ｘ") == ends_in_x + "X"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("36042619910101007", "居民身份证号码应为 18 位，现为 17 位。"),
        ("3604261991010100A1", "居民身份证号码前 17 位为数字，末位为数字或 X。"),
        ("360426199113010071", "居民身份证号码第 7 至 14 位不是有效的出生日期，请核对。"),
        ("360426199101010072", "居民身份证号码的校验码不符，请对照证件逐位核对。"),
    ],
)
def test_a_wrong_resident_id_is_refused_in_one_sentence(typed: str, sentence: str) -> None:
    with pytest.raises(ValueError) as refusal:
        clean_resident_id(typed)
    assert str(refusal.value) == sentence


@pytest.mark.parametrize(
    "typed", ["13893712345", "１３８９３７１２３４５", "138 9371-2345", "+86 13893712345", "008613893712345"]
)
def test_a_mobile_number_is_stored_as_eleven_digits_however_it_is_typed(typed: str) -> None:
    assert clean_mobile(typed) == "13893712345"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("1389371234", "手机号码应为 11 位，现为 10 位。"),
        ("12893712345", "手机号码应以 13 至 19 开头，请核对。"),
        ("1389371234a", "手机号码只能填写数字。"),
    ],
)
def test_a_wrong_mobile_number_is_refused_in_one_sentence(typed: str, sentence: str) -> None:
    with pytest.raises(ValueError) as refusal:
        clean_mobile(typed)
    assert str(refusal.value) == sentence
