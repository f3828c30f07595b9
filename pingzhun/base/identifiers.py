"""The numbers by which organisations and people are known, as they are typed and as they are stored."""

import re
import unicodedata
from datetime import date

from stdnum.cn import ric, uscc
from stdnum.exceptions import ValidationError

_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: " ", 0xA0: " "}
# GB 32100 allows letters in the first two places: N2… is a village collective, Y1… another body. stdnum's own
# validate() wants digits there and would turn those organisations away, so only its check digit is used.
_CREDIT_CODE = re.compile(r"[1-9ANY][0-9A-HJ-NPQRTUWXY][0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}")
_RESIDENT_ID = re.compile(r"[1-9][0-9]{16}[0-9X]")
_MOBILE = re.compile(r"1[3-9][0-9]{9}")


def normalise(text: str) -> str:
    """Full-width letters, digits, punctuation and spaces to half-width, without what is invisible, trimmed.

    For codes, numbers and search words, not for prose: it would turn Chinese commas into English ones.
    """
    visible = (character for character in text if unicodedata.category(character) != "Cf")
    return "".join(visible).translate(_HALF_WIDTH).strip()


def clean_credit_code(text: str) -> str:
    """Return the 18 characters of a 统一社会信用代码 (GB 32100), upper case, no separators, as stored.

    Raises ValueError with one Chinese sentence.
    """
    code = uscc.compact(normalise(text))
    if len(code) != 18:
        raise ValueError(f"统一社会信用代码应为 18 位，现为 {len(code)} 位。")
    if not _CREDIT_CODE.fullmatch(code):
        raise ValueError("统一社会信用代码由数字和大写字母组成，不含字母 I、O、Z、S、V，请对照营业执照核对。")
    if code[-1] != uscc.calc_check_digit(code[:-1]):
        raise ValueError("统一社会信用代码的校验码不符，请对照营业执照逐位核对。")
    return code


def clean_resident_id(text: str) -> str:
    """Return the 18 characters of a 居民身份证 number (GB 11643), the check character X in upper case.

    The region is not looked up: lists of regions go out of date and would turn real people away.
    Raises ValueError with one Chinese sentence.
    """
    number = ric.compact(normalise(text).replace(" ", "").replace("-", ""))
    if len(number) != 18:
        raise ValueError(f"居民身份证号码应为 18 位，现为 {len(number)} 位。")
    if not _RESIDENT_ID.fullmatch(number):
        raise ValueError("居民身份证号码前 17 位为数字，末位为数字或 X。")
    if not _is_birth_date(number):
        raise ValueError("居民身份证号码第 7 至 14 位不是有效的出生日期，请核对。")
    if number[-1] != ric.calc_check_digit(number):
        raise ValueError("居民身份证号码的校验码不符，请对照证件逐位核对。")
    return number


def _is_birth_date(number: str) -> bool:
    try:
        return ric.get_birth_date(number) >= date(1900, 1, 1)
    except ValidationError:
        return False


def clean_mobile(text: str) -> str:
    """Return the 11 digits of a mainland mobile number; +86, spaces and hyphens are taken off.

    Raises ValueError with one Chinese sentence.
    """
    number = re.sub(r"[\s-]", "", normalise(text))
    number = re.sub(r"^(\+|00)86", "", number)
    if not re.fullmatch(r"[0-9]*", number):
        raise ValueError("手机号码只能填写数字。")
    if len(number) != 11:
        raise ValueError(f"手机号码应为 11 位，现为 {len(number)} 位。")
    if not _MOBILE.fullmatch(number):
        raise ValueError("手机号码应以 13 至 19 开头，请核对。")
    return number
