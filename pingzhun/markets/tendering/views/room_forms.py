"""The small forms of the room."""

from typing import Any

from django import forms

from pingzhun.base.fields import MoneyField
from pingzhun.flow.guards import Refused
from pingzhun.markets.tendering.models import Bid, Lot


class _ForABid(forms.Form):
    """A form about one of `bids`."""

    bid = forms.ChoiceField(label="投标人", error_messages={"invalid_choice": "请选择投标人。"})

    def __init__(self, data: Any = None, *, bids: list[Bid]) -> None:
        super().__init__(data)
        self.bids = {str(bid.pk): bid for bid in bids}
        choice: Any = self.fields["bid"]
        choice.choices = [("", "请选择"), *((key, bid.organisation.name) for key, bid in self.bids.items())]

    def clean_bid(self) -> Bid:
        return self.bids[self.cleaned_data["bid"]]

    def taken(self) -> dict[str, Any]:
        """What was typed. Raises Refused with every sentence that says what to correct."""
        if not self.is_valid():
            raise Refused(
                *(
                    f"{self.fields[name].label}：{error}"
                    for name, errors in self.errors.items()
                    for error in errors
                )
            )
        return self.cleaned_data


class RepairForm(_ForABid):
    """报价修正."""

    price = MoneyField(label="修正后的报价", max_digits=16, decimal_places=2)
    reason = forms.CharField(
        label="修正依据",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="依次为：开标一览表与投标文件不一致的，以开标一览表为准；大小写不一致的，以大写为准；单价小数点明显错位的，以总价为准；"
        "总价与单价汇总不一致的，以单价计算结果为准",
    )
    confirmed = forms.BooleanField(label="投标人已书面确认", required=False)


class WithholdForm(_ForABid):
    """不予价格扣除."""

    reason = forms.CharField(
        label="不予扣除的原因",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="如没有附《中小企业声明函》，或者声明函载明的企业不是小型、微型企业",
    )


class InquiryForm(_ForABid):
    """异常低价: asking a bidder to explain."""

    question = forms.CharField(
        label="要求说明的内容", max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
    minutes = forms.IntegerField(label="说明时间（分钟）", min_value=1, max_value=7 * 24 * 60)

    def __init__(self, data: Any = None, *, bids: list[Bid], lot: Lot) -> None:
        super().__init__(data, bids=bids)
        least = lot.figure("low_price.explanation")
        self.fields["minutes"].initial = least.whole
        self.fields["minutes"].help_text = f"不少于 {least}"
        self.fields[
            "question"
        ].initial = "贵单位的报价明显偏低，请说明报价的构成及合理性，必要时提交证明材料。"
