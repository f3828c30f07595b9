"""开标一览表: what a supplier bids, filled in and sealed in its browser, and first looked at when it is opened (H36, H37)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms

from pingzhun.base.fields import MoneyField
from pingzhun.base.money import format_yuan, from_uppercase
from pingzhun.draws.algorithm import NONCE
from pingzhun.markets.tendering.arithmetic.basics import percent
from pingzhun.markets.tendering.arithmetic.price import WrittenPrice, repaired
from pingzhun.markets.tendering.models import TenderDocument

DEVICE = re.compile(r"[0-9a-f]{32}")
PARTS = ("资格", "商务", "技术", "报价")  # of the bid's files
UNFIT = "投标内容不符合填写要求"
DAMAGED = "投标信封损坏，无法开启"


class OfferForm(forms.Form):
    """What stays sealed until the hour. It is asked for anew each time: nobody keeps a copy, the draft neither.

    document: the 招标文件 by which it is asked. Without one it is read, and a bid that leaves out what its document asks for
    is left to the committee.
    """

    price = MoneyField(
        label="投标报价",
        min_value=Decimal("0.01"),
        widget=forms.TextInput(attrs={"data-least": "0.01"}),
        help_text="不得超过最高限价",
    )
    price_in_words = forms.CharField(
        label="投标报价（大写）",
        max_length=100,
        widget=forms.TextInput(attrs={"data-capitals-of": "price", "autocomplete": "off"}),
        help_text="按小写金额自动填写；两者不一致的不能提交",
    )
    period = forms.CharField(label="交货期或服务期", max_length=100)
    brand = forms.CharField(label="核心产品品牌", required=False, max_length=100)
    is_small = forms.BooleanField(
        label="小型、微型企业（已在商务文件中附《中小企业声明函》）", required=False
    )
    note = forms.CharField(label="备注", required=False, max_length=500)
    nonce = forms.CharField(
        required=False,
        widget=forms.HiddenInput(attrs={"data-random": "32"}),  # filled by the browser (`ui/fields.js`)
    )
    device = forms.Field(
        required=False,
        widget=forms.HiddenInput(attrs={"data-device": "16"}),  # filled by the browser (`ui/fields.js`)
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        document: TenderDocument | None = None,
        prefix: str | None = None,
    ) -> None:
        super().__init__(data, prefix=prefix)
        if document is None:
            return
        if document.price_deduction:
            self.fields["is_small"].help_text = (
                f"勾选的，以扣除 {percent(document.price_deduction)} 后的价格参加评审；"
                "声明内容不实的，属于提供虚假材料谋取中标"
            )
        else:
            del self.fields["is_small"]
        if document.core_product:
            self.fields["brand"].required = True
            self.fields["brand"].help_text = f"{document.core_product}的品牌；同品牌的按一家投标人计算"
        else:
            del self.fields["brand"]

    def clean_nonce(self) -> str | None:
        """For draws among equals; none is no fault, and a damaged one is none."""
        text = self.cleaned_data["nonce"]
        return text if NONCE.fullmatch(text) else None

    def clean_device(self) -> str | None:
        """A sign that bids came from one browser; none is no fault, and a damaged one is none."""
        text = self.cleaned_data["device"]
        return text if isinstance(text, str) and DEVICE.fullmatch(text) else None


@dataclass(frozen=True, slots=True)
class Offer:
    """What a bid says once it is opened. price: what counts, in yuan; stated_price: its figures. repair: why they differ, or
    what is wrong with the capitals. is_small, brand: as the bidder declares. device: of its browser.
    """

    price: Decimal
    stated_price: Decimal
    price_in_words: str
    repair: str | None
    period: str
    note: str | None
    is_small: bool
    brand: str | None
    device: str | None


def read(payload: Mapping[str, Any]) -> Offer | None:
    """The offer in a payload, which is whatever its browser sealed; None where it does not fit the form."""
    form = OfferForm(payload)
    if not form.is_valid():
        return None
    given = form.cleaned_data
    stated, words = given["price"], given["price_in_words"]
    price, repair = _counting(stated, words)
    return Offer(
        price,
        stated,
        words,
        repair,
        given["period"],
        given["note"] or None,
        given["is_small"],
        given["brand"] or None,
        given["device"],
    )


def _counting(stated: Decimal, words: str) -> tuple[Decimal, str | None]:
    """The capitals prevail over the figures (87号令 第五十九条); capitals that say no amount prevail over nothing."""
    try:
        capitals = from_uppercase(words)
    except ValueError:
        return stated, "大写金额无法辨认，由评标委员会认定。"
    if not capitals:
        return stated, "大写金额为零，由评标委员会认定。"
    result = repaired(WrittenPrice(stated, in_capitals=capitals))
    return result.price, " ".join(str(each) for each in result.repairs) or None


def said(payload: Mapping[str, Any]) -> str:
    """What the 开启记录 says of a bid."""
    offer = read(payload)
    if offer is None:
        return UNFIT
    return f"{format_yuan(offer.stated_price)} 元（{offer.price_in_words}），{offer.period}"
